# R4: tables of strings and of functions. What the compiler can fold works as before; what needs a
# pointer from the table cannot work in any loader, and the link says so.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static __noinline int add_one(int x)
{
	bw_barrier();
	return x + 1;
}
static __noinline int add_two(int x)
{
	bw_barrier();
	return x + 2;
}
static int (*const functions[])(int) = {add_one, add_two};
static const char *const names[] = {"one", "two"};
volatile int at;

SEC("socket") int folded(void *ctx)
{
	return functions[1](5) + names[1][0];
}

SEC("?socket") int table(void *ctx)
{
	return names[at & 1] == (char *)-1;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static const char *const names[] = {"three", "four"};
volatile int at_b;

SEC("?socket") int table_b(void *ctx)
{
	return names[at_b & 1] == (char *)-1;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
warning[LNK032]: 'names' points to '.rodata.str1.1'; section '.rodata' of a.bpf.o has 2 pointers
  --> a.bpf.o (section .rodata+0x0)
  = rule: A map's contents are bytes to the kernel: libbpf skips relocations of .data, .rodata
          and arena sections, and a program that reads the pointer gets a number, not an
          address.
  = fix: Keep an index or offset in the data instead of a pointer, or choose by switch in the
         code.

warning[LNK032]: 'names' points to '.rodata.str1.1'; section '.rodata' of b.bpf.o has 2 pointers
  --> b.bpf.o (section .rodata+0x0)
  = rule: A map's contents are bytes to the kernel: libbpf skips relocations of .data, .rodata
          and arena sections, and a program that reads the pointer gets a number, not an
          address.
  = fix: Keep an index or offset in the data instead of a pointer, or choose by switch in the
         code.

0 errors, 2 warnings
linked in 2 orders
folded returns 123
table returns 0
table_b returns 0
=== exit 0
=== run llvm-readelf-19 -r linked.o | sed -n '/rel.rodata/,/^$/p'; llvm-readelf-19 -x .rodata linked.o; llvm-readelf-19 -p .rodata.str1.1 linked.o
Relocation section '.rel.rodata' at offset 0x1c0 contains 4 entries:
    Offset             Info             Type               Symbol's Value  Symbol's Name
0000000000000000  0000000300000002 R_BPF_64_ABS64         0000000000000000 .rodata.str1.1
0000000000000008  0000000300000002 R_BPF_64_ABS64         0000000000000000 .rodata.str1.1
0000000000000010  0000000300000002 R_BPF_64_ABS64         0000000000000000 .rodata.str1.1
0000000000000018  0000000300000002 R_BPF_64_ABS64         0000000000000000 .rodata.str1.1

Hex dump of section '.rodata':
0x00000000 00000000 00000000 04000000 00000000 ................
0x00000010 08000000 00000000 0e000000 00000000 ................

String dump of section '.rodata.str1.1':
[     0] one
[     4] two
[     8] three
[     e] four
=== exit 0
