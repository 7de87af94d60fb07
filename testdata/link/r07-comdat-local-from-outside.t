# R7: only the global names of a group may be used from outside: the copy of one of two files goes,
# and its local names with it. Each file links alone.
=== file a.bpf.S
	.section .data.pair,"awG",@progbits,pair,comdat
	.type	local,@object
	.p2align 2
local:
	.long	7
	.size local, 4
	.section socket,"ax",@progbits
	.globl	prog_a
	.type	prog_a,@function
prog_a:
	r0 = local ll
	r0 = *(u32 *)(r0 + 0)
	exit
	.size prog_a, .-prog_a
=== file b.bpf.S
	.section .data.pair,"awG",@progbits,pair,comdat
	.type	local,@object
	.p2align 2
local:
	.long	7
	.size local, 4
	.section socket,"ax",@progbits
	.globl	prog_b
	.type	prog_b,@function
prog_b:
	r0 = local ll
	r0 = *(u32 *)(r0 + 0)
	exit
	.size prog_b, .-prog_b
=== run cc-bpf a.bpf.S b.bpf.S && link-all -- a.bpf.o && link-all -- a.bpf.o b.bpf.o
linked in 1 order
prog_a returns 7
error[LNK031]: b.bpf.o needs 'local' of its COMDAT group 'pair', but that group is taken from another file
  --> b.bpf.o ('prog_b', section socket+0x0)
  = rule: Of all COMDAT groups with one signature one stays and the others go whole; only their
          global names may be used from outside (ELF, gABI "Section Groups").
  = fix: Make the name global, or put what needs it into the group (a compiler does).

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
