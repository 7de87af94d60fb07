# A section named .bss* has no contents: its map is created from its size alone. So it does not merge with one
# of that name that has contents, in any order.
=== file a.bpf.c
#include <bpfweld/bpf.h>

int zero SEC(".bss.mixed");
=== file b.bpf.S
	.section .bss.mixed,"aw",@progbits
	.globl	seven
	.type	seven,@object
	.p2align 2
seven:
	.long	7
	.size	seven, 4
=== run cc-bpf a.bpf.c b.bpf.S && link-all -- a.bpf.o b.bpf.o
error[LNK014]: section '.bss.mixed' holds something else in b.bpf.o than in a.bpf.o
  --> b.bpf.o (section .bss.mixed+0x0)
  = note: a.bpf.o (section .bss.mixed+0x0): the other one
  = rule: A section of the result holds code or data, and .bss* no bytes.
  = fix: Give one of them another name in SEC().

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
