# R7: groups by hand. Copies are told by the signature, not by what is in them: of group `pair` the
# first one stays whole, with its local data; the group of another signature is not touched.
=== file a.bpf.S
	.section .text.one,"axG",@progbits,pair,comdat
	.globl	one
	.type	one,@function
one:
	r0 = local ll
	r0 = *(u32 *)(r0 + 0)
	exit
	.size one, .-one
	.section .data.pair,"awG",@progbits,pair,comdat
	.type	local,@object
	.p2align 2
local:
	.long	7
	.size local, 4
=== file b.bpf.S
	.section .text.one,"axG",@progbits,pair,comdat
	.globl	one
	.type	one,@function
one:
	r0 = local ll
	r0 = *(u32 *)(r0 + 0)
	exit
	.size one, .-one
	.section .data.pair,"awG",@progbits,pair,comdat
	.type	local,@object
	.p2align 2
local:
	.long	7
	.size local, 4
	.section .text.two,"axG",@progbits,single,comdat
	.weak	two
	.type	two,@function
two:
	r0 = 30
	exit
	.size two, .-two
=== file main.bpf.S
	.section socket,"ax",@progbits
	.globl	prog
	.type	prog,@function
prog:
	call one
	r6 = r0
	call two
	r0 += r6
	exit
	.size prog, .-prog
	.section license,"aw",@progbits
	.asciz "GPL"
=== run cc-bpf a.bpf.S b.bpf.S main.bpf.S && link-all -- a.bpf.o b.bpf.o main.bpf.o
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

warning[LNK020]: main.bpf.o has no BTF: 'one' and what else it shares is not compared with other files
  --> main.bpf.o
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 3 warnings
linked in 6 orders
prog returns 37
=== exit 0
=== run llvm-readelf-19 -s linked.o | grep -E 'FUNC|OBJECT'
     2: 0000000000000000     4 OBJECT  LOCAL  DEFAULT     3 local
     3: 0000000000000000    32 FUNC    GLOBAL DEFAULT     1 one
     4: 0000000000000020    16 FUNC    WEAK   DEFAULT     1 two
     5: 0000000000000000    40 FUNC    GLOBAL DEFAULT     4 prog
=== exit 0
