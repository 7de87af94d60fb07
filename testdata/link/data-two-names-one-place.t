# Two names for one place. One of them is weak and lost to another file: the place stays for the name
# that is left, and the lost name means the other file's variable.
=== file a.bpf.S
	.section .data,"aw",@progbits
	.p2align 2
	.long	1
	.globl	stays
	.weak	goes
	.type	stays,@object
	.type	goes,@object
stays:
goes:
	.long	20
	.size	stays, 4
	.size	goes, 4
	.globl	behind
	.type	behind,@object
behind:
	.long	300
	.size	behind, 4
=== file b.bpf.c
int before = 9;
int goes = 4000;
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int stays, goes, behind;

SEC("socket") int prog(void *ctx)
{
	goes += 10000;
	return stays + goes + behind;
}
=== run cc-bpf a.bpf.S b.bpf.c main.bpf.c && link-all -r -gbefore -- a.bpf.o b.bpf.o main.bpf.o | grep -v '^ '; llvm-readelf-19 -x .data linked.o
warning[LNK020]: a.bpf.o has no BTF: 'stays' and what else it shares is not compared with other files

0 errors, 1 warning
linked in 6 orders
before is 9
prog returns 14320

Hex dump of section '.data':
0x00000000 01000000 14000000 2c010000 09000000 ........,.......
0x00000010 a00f0000                            ....
=== exit 0
