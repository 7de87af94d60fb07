# One custom section, without contents in one file and with contents in the other: contents win, with
# zeros where the first had none.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int zero SEC(".data.mixed");
extern int seven;

SEC("socket") int prog(void *ctx)
{
	zero += 2;
	return zero + seven;
}
=== file zeros.bpf.S
	.section .data.mixed,"aw",@nobits
	.globl	nothing
	.type	nothing,@object
	.p2align 2
nothing:
	.zero	4
	.size	nothing, 4
=== file b.bpf.c
#include <bpfweld/bpf.h>

int seven SEC(".data.mixed") = 7;
=== run cc-bpf a.bpf.c b.bpf.c zeros.bpf.S && link-all -- a.bpf.o b.bpf.o zeros.bpf.o && llvm-readelf-19 -S linked.o | grep -o 'data.mixed *[A-Z]*'
linked in 6 orders
prog returns 9
data.mixed       PROGBITS
=== exit 0
