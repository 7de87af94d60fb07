# The end of a string as the compiler names it, the string's own symbol and its length: still the end
# of that string when equal ones became one, and when --gc drops what stood behind it.
=== file a.bpf.S
	.section .rodata.str1.1,"aMS",@progbits,1
	.type	text,@object
text:
	.asciz	"abc"
	.size	text, 4
	.type	behind,@object
behind:
	.asciz	"only this file"
	.size	behind, 15
	.section socket,"ax",@progbits
	.globl	prog
	.type	prog,@function
prog:
	r2 = text + 4 ll
	r0 = *(u8 *)(r2 - 2)
	r2 = text + 5 ll
	r3 = *(u8 *)(r2 + 0)
	r3 <<= 8
	r0 += r3
	exit
	.size prog, .-prog
=== file b.bpf.S
	.section .rodata.str1.1,"aMS",@progbits,1
	.asciz	"before"
	.asciz	"abc"
	.asciz	"another"
	.section socket,"ax",@progbits
	.globl	other
	.type	other,@function
other:
	r1 = .rodata.str1.1 + 7 ll
	r0 = *(u8 *)(r1 + 1)
	exit
	.size other, .-other
=== run cc-bpf a.bpf.S b.bpf.S && link-all -- a.bpf.o b.bpf.o && link-all --gc -- a.bpf.o b.bpf.o && llvm-readelf-19 -p .rodata.str1.1 linked.o
linked in 2 orders
other returns 98
prog returns 28259
linked in 2 orders
other returns 98
prog returns 28259

String dump of section '.rodata.str1.1':
[     0] abc
[     4] only this file
=== exit 0
