# BTF says sizes and offsets in 32 bits: two huge .bss do not become one.
=== file a.bpf.S
	.section .bss,"aw",@nobits
	.globl	a
	.type	a,@object
a:
	.zero	0xc0000000
	.size	a, 0xc0000000
=== file b.bpf.S
	.section .bss,"aw",@nobits
	.globl	b
	.type	b,@object
b:
	.zero	0xc0000000
	.size	b, 0xc0000000
=== run cc-bpf a.bpf.S b.bpf.S && link-all -- a.bpf.o b.bpf.o
error[LNK021]: section '.bss' has 6442450944 bytes, over 4 GiB
  --> linked.o
  = rule: Offsets in BTF have 32 bits, a DATASEC at most 65,535 variables, and no page is larger
          than 64 KiB.
  = fix: Split the program into several objects.

1 error, 0 warnings
refused in 2 orders, status 2
=== exit 0
