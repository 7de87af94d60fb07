# Code by hand may jump from one function into another; compilers never do. Such a section is copied
# as it is, with the weak body that lost: the jump over it still lands where it did.
=== file a.bpf.S
	.section .text,"ax",@progbits
	.globl	front
	.type	front,@function
front:
	r0 = 1
	goto tail
	.size front, .-front
	.weak	choose
	.type	choose,@function
choose:
	r0 = 5
	exit
	.size choose, .-choose
	.globl	back
	.type	back,@function
back:
	r0 = 2
tail:
	r0 += 100
	exit
	.size back, .-back
	.section socket,"ax",@progbits
	.globl	prog
	.type	prog,@function
prog:
	call choose
	exit
	.size prog, .-prog
=== file b.bpf.S
	.section .text,"ax",@progbits
	.globl	choose
	.type	choose,@function
choose:
	r0 = 7
	exit
	.size choose, .-choose
=== run cc-bpf a.bpf.S b.bpf.S && link-all -b -- a.bpf.o b.bpf.o | grep -v '^ \|^$\|LNK020'; llvm-objdump-19 -d --section=.text --no-show-raw-insn linked.o | sed -n '/^0/,$p'
0 errors, 2 warnings
linked in 2 orders
prog returns 7
0000000000000000 <front>:
       0:	r0 = 0x1
       1:	goto +0x3 <back+0x8>
       2:	r0 = 0x5
       3:	exit

0000000000000020 <back>:
       4:	r0 = 0x2
       5:	r0 += 0x64
       6:	exit

0000000000000038 <choose>:
       7:	r0 = 0x7
       8:	exit
=== exit 0
