# Objects of both byte orders, in programs of any class, machine and byte order; several of them,
# taken out one by one or together.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int b;

SEC("socket") int prog(void *ctx)
{
	return b;
}
=== file b.bpf.c
int b = 9;
=== file data.S
.data
.ascii "some \x7f\x45LF that is none"
.incbin "a.bpf.o"
.byte 1
.global b_object
.type b_object, %object
b_object:
.incbin "b.bpf.o"
.size b_object, . - b_object
=== run cc-bpf a.bpf.c b.bpf.c && as --64 data.S -o x64.o && as --32 data.S -o x32.o && aarch64-linux-gnu-as data.S -o arm.o && s390x-linux-gnu-as data.S -o s390.o
=== exit 0
=== run for t in x64 x32 arm s390; do readelf -h $t.o | sed -n 's/ *\(Class\|Data\|Machine\): *//p' | tr '\n' ' '; echo; bpfweld show $t.o | sed 's/ [0-9]* bytes at 0x.*//' | head -3; bpfweld link -o out.o $t.o && run-object out.o; done
ELF64 2's complement, little endian Advanced Micro Devices X86-64 
x64.o: program with 2 BPF objects
  1  1 
  2  b_object 
prog returns 9
ELF32 2's complement, little endian Intel 80386 
x32.o: program with 2 BPF objects
  1  1 
  2  b_object 
prog returns 9
ELF64 2's complement, little endian AArch64 
arm.o: program with 2 BPF objects
  1  1 
  2  b_object 
prog returns 9
ELF64 2's complement, big endian IBM S/390 
s390.o: program with 2 BPF objects
  1  1 
  2  b_object 
prog returns 9
=== exit 0
=== run link-all -- x64.o:1 x32.o:b_object
linked in 2 orders
prog returns 9
=== exit 0
=== run bpfweld link -o out.o x64.o:c
error[BND002]: none of its 2 objects is called 'c'
  --> x64.o
  = note: it has 1
  = note: it has b_object
  = rule: FILE:NAME and FILE(NAME) take one object out of a program or an archive, by its name
          or its number from 1.
  = fix: bpfweld show FILE lists what is inside.

1 error, 0 warnings
=== exit 2
# The names of objects inside are what findings call them.
=== run bpfweld link -q -o out.o x64.o b.bpf.o
b.bpf.c:1:5: error: 'b' is defined in x64.o(b_object) and in b.bpf.o [LNK004]
=== exit 1
# Big-endian objects inside a little-endian program.
=== run cc-bpf --target=bpfeb b.bpf.c && as data.S -o mixed.o && bpfweld link -q -o out.o mixed.o; bpfweld link -o big.o mixed.o:2 && bpfweld show big.o | head -1
mixed.o(b_object): error: mixed.o(1) is little-endian, mixed.o(b_object) is big-endian [LNK002]
big.o: BPF object, big-endian, license "", 1 maps, 0 programs, 3 BTF types
=== exit 0
