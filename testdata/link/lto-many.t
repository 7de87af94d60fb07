# Many modules: it works, and a note says what it costs.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
int f1(int);

SEC("socket") int prog(void *ctx)
{
	return f1(0);
}
=== run for i in $(seq 1 35); do if [ $i = 35 ]; then echo "int f$i(int x) { return x + $i; }"; else echo "int f$((i + 1))(int); int f$i(int x) { return f$((i + 1))(x + $i); }"; fi >f$i.bpf.c; done; cc-bpf -emit-llvm f*.bpf.c main.bpf.c; for f in *.o; do mv $f ${f%.o}.bc; done; bpfweld link -v --lto -o out.o *.bc && run-object out.o && bpfweld show --progs out.o | grep -o '[0-9]* instructions, [0-9]* functions'
note[CMP022]: 36 modules are optimised as one
  --> (command line)
  = rule: LLVM's time to link IR and to write BTF grows with the square of their size, and each
          module is compiled once more alone, so that types can be compared; linking objects is
          linear.
  = fix: Use --lto for the files whose calls are to be inlined, and link the others as objects.

prog returns 630
2 instructions, 1 functions
=== exit 0
# Without --lto the same chain is deeper than the kernel's 8 frames.
=== run bpfweld link -o plain.o *.bc && bpfweld show --progs plain.o | grep -o '[0-9]* instructions, [0-9]* functions'
108 instructions, 36 functions
=== exit 0
