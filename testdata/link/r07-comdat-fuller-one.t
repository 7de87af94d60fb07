# R7: two groups of one signature that do not define the same names: the one with more of them
# stays, whatever the order.
=== file a.bpf.S
	.section .text.pair,"axG",@progbits,pair,comdat
	.weak	one
	.type	one,@function
one:
	r0 = 1
	exit
	.size one, .-one
=== file b.bpf.S
	.section .text.pair,"axG",@progbits,pair,comdat
	.weak	one
	.type	one,@function
one:
	r0 = 1
	exit
	.size one, .-one
	.weak	two
	.type	two,@function
two:
	r0 = 2
	exit
	.size two, .-two
	.section socket,"ax",@progbits
	.globl	prog
	.type	prog,@function
prog:
	call two
	exit
	.size prog, .-prog
=== run cc-bpf a.bpf.S b.bpf.S && link-all -- a.bpf.o b.bpf.o
warning[LNK020]: a.bpf.o has no BTF: 'one' and what else it shares is not compared with other files
  --> a.bpf.o
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

warning[LNK020]: b.bpf.o has no BTF: 'one' and what else it shares is not compared with other files
  --> b.bpf.o
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 2 warnings
linked in 2 orders
prog returns 2
=== exit 0
