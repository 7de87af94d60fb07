# One member, by name or by number, is an input like an object file.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int f(void) __attribute__((weak));

SEC("socket") int prog(void *ctx)
{
	return f ? f() : -1;
}
=== file f.bpf.c
int f(void)
{
	return 7;
}
=== run cc-bpf main.bpf.c f.bpf.c && ar rc lib.a main.bpf.o f.bpf.o
=== exit 0
=== run for i in lib.a:f.bpf.o 'lib.a(f.bpf.o)' lib.a:2; do bpfweld link -o out.o main.bpf.o "$i" && run-object out.o; done
prog returns 7
prog returns 7
prog returns 7
=== exit 0
# What findings print can be typed.
=== run bpfweld link -q -o out.o lib.a:f.bpf.o f.bpf.o; bpfweld show 'lib.a(f.bpf.o)' | head -1
f.bpf.c:1:5: error: 'f' is defined in lib.a(f.bpf.o) and in f.bpf.o [LNK004]
lib.a(f.bpf.o): BPF object, little-endian, license "", 0 maps, 0 programs, 3 BTF types
=== exit 0
=== run bpfweld link -o out.o lib.a:g.bpf.o
error[BND002]: none of its 2 objects is called 'g.bpf.o'
  --> lib.a
  = note: it has main.bpf.o
  = note: it has f.bpf.o
  = rule: FILE:NAME and FILE(NAME) take one object out of a program or an archive, by its name
          or its number from 1.
  = fix: bpfweld show FILE lists what is inside.

1 error, 0 warnings
=== exit 2
=== run bpfweld link -q -o out.o lib.a:3; bpfweld link -q -o out.o lib.a:0; bpfweld link -q -o out.o f.bpf.o:1
lib.a: error: none of its 2 objects is called '3' [BND002]
lib.a: error: none of its 2 objects is called '0' [BND002]
f.bpf.o: error: '1' is to be inside, but the file is no archive and no program [BND002]
=== exit 2
# A file whose own name looks like that comes first.
=== run cp f.bpf.o lib.a:1; bpfweld show lib.a:1 | head -1
lib.a:1: BPF object, little-endian, license "", 0 maps, 0 programs, 3 BTF types
=== exit 0
=== run bpfweld link -q -o out.o nowhere.a:1
nowhere.a:1: error: No such file or directory [RUN002]
=== exit 2
