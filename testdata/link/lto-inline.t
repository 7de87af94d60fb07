# --lto optimises across files: the call into the other file is gone, and so is the function.
# What user space can see stays: programs, maps, visible data.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
int scale(int), limit(int);
extern int factor;

SEC("socket") int prog(void *ctx)
{
	return limit(scale(14));
}
=== file math.bpf.c
int factor = 3;

static int cut(int x, int max)
{
	return x > max ? max : x;
}

int scale(int x)
{
	return x * factor;
}

int limit(int x)
{
	return cut(x, 1000);
}

int unused(int x)
{
	return x - factor;
}
=== run cc-bpf -emit-llvm main.bpf.c math.bpf.c && mv main.bpf.o main.bc && mv math.bpf.o math.bc && link-all -- main.bc math.bc
linked in 2 orders
prog returns 42
=== exit 0
=== run bpfweld show --disasm linked.o | grep -c 'call pc'; bpfweld show --progs linked.o | grep -o '[0-9]* instructions, [0-9]* functions'; llvm-readelf-19 -s linked.o | awk '$4 == "FUNC" { print $8, $5 }'
2
14 instructions, 3 functions
prog GLOBAL
scale GLOBAL
limit GLOBAL
unused GLOBAL
=== exit 0
=== run link-all --lto -- main.bc math.bc
linked in 2 orders
prog returns 42
=== exit 0
=== run bpfweld show --disasm linked.o | grep 'call pc'; bpfweld show --progs linked.o | grep -o '[0-9]* instructions, [0-9]* functions'; llvm-readelf-19 -s linked.o | awk '$4 == "FUNC" || $4 == "OBJECT" { print $8, $5 }'
7 instructions, 1 functions
prog GLOBAL
factor GLOBAL
bw_license GLOBAL
=== exit 0
# The same from C, from IR as text, and from bitcode that is named .o.
=== run bpfweld build --lto -o c.o main.bpf.c math.bpf.c && run-object -s factor=5 c.o
prog returns 70
=== exit 0
=== run cc-bpf -S -emit-llvm math.bpf.c && mv math.bpf.o math.ll && bpfweld link --lto -o text.o main.bc math.ll && run-object text.o
prog returns 42
=== exit 0
=== run cc-bpf -flto math.bpf.c && bpfweld link --lto -o flto.o main.bc math.bpf.o && run-object flto.o
prog returns 42
=== exit 0
=== run bpfweld show c.o | sed 's/xxh3 .*//; /from/!d'
  from main.bpf.c  
  from math.bpf.c  
=== exit 0
