# R4: pointers in data. No loader fills them in: libbpf skips relocations of data sections, the
# program reads what stands there, an offset. So the link warns. The relocation stays right for a
# later link: it leads to the same variable.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static volatile int hidden_a[4] = {1, 2, 3, 4};
volatile int *pointer_a = &hidden_a[2];

SEC("socket") int prog(void *ctx)
{
	return hidden_a[0];
}
=== file b.bpf.c
static volatile int hidden_b[2] = {5, 6};
volatile int *pointer_b = &hidden_b[1];
int shared = 7;
int *pointer_c = &shared;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
warning[LNK032]: 'pointer_a' points to 'hidden_a'
  --> a.bpf.o (section .data+0x10)
  = rule: A map's contents are bytes to the kernel: libbpf skips relocations of .data, .rodata
          and arena sections, and a program that reads the pointer gets a number, not an
          address.
  = fix: Keep an index or offset in the data instead of a pointer, or choose by switch in the
         code.

warning[LNK032]: 'pointer_b' points to 'hidden_b'; section '.data' of b.bpf.o has 2 pointers
  --> b.bpf.o (section .data+0x8)
  = rule: A map's contents are bytes to the kernel: libbpf skips relocations of .data, .rodata
          and arena sections, and a program that reads the pointer gets a number, not an
          address.
  = fix: Keep an index or offset in the data instead of a pointer, or choose by switch in the
         code.

0 errors, 2 warnings
linked in 2 orders
prog returns 1
=== exit 0
=== run llvm-readelf-19 -r linked.o | sed -n '/rel.data/,/^$/p'; llvm-readelf-19 -x .data linked.o; bpfweld link -q -o again.o linked.o; cmp linked.o again.o
Relocation section '.rel.data' at offset 0xb0 contains 3 entries:
    Offset             Info             Type               Symbol's Value  Symbol's Name
0000000000000010  0000000100000002 R_BPF_64_ABS64         0000000000000000 .data
0000000000000020  0000000100000002 R_BPF_64_ABS64         0000000000000000 .data
0000000000000030  0000000800000002 R_BPF_64_ABS64         0000000000000028 shared

Hex dump of section '.data':
0x00000000 01000000 02000000 03000000 04000000 ................
0x00000010 08000000 00000000 05000000 06000000 ................
0x00000020 1c000000 00000000 07000000 00000000 ................
0x00000030 00000000 00000000                   ........
=== exit 0
