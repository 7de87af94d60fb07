# Strings by hand: a global name, and a local one that two relocations reach with an offset, in a
# section of mergeable strings. The global keeps a place of its own, the local one shares.
=== file a.bpf.S
	.section .rodata.str1.1,"aMS",@progbits,1
	.asciz	"same"
	.globl	global
	.type	global,@object
global:
	.asciz	"same"
	.size	global, 5
	.type	local,@object
local:
	.asciz	"local"
	.size	local, 6
	.section socket,"ax",@progbits
	.globl	prog
	.type	prog,@function
prog:
	r1 = local + 2 ll
	r0 = *(u8 *)(r1 + 0)
	r0 <<= 8
	r1 = global + 1 ll
	r1 = *(u8 *)(r1 + 0)
	r0 |= r1
	exit
	.size prog, .-prog
=== file b.bpf.S
	.section .rodata.str1.1,"aMS",@progbits,1
	.asciz	"before"
	.asciz	"local"
	.asciz	""
	.asciz	"same"
	.section socket,"ax",@progbits
	.globl	other
	.type	other,@function
other:
	r1 = .rodata.str1.1 + 9 ll
	r0 = *(u8 *)(r1 + 0)
	exit
	.size other, .-other
=== run cc-bpf a.bpf.S b.bpf.S && link-all -- a.bpf.o b.bpf.o && llvm-readelf-19 -p .rodata.str1.1 linked.o
linked in 2 orders
other returns 99
prog returns 25441

String dump of section '.rodata.str1.1':
[     0] same
[     5] same
[     a] local
[    10] before
=== exit 0
