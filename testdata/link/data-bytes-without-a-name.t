# Bytes that no symbol names stay where they are in relation to what is before and behind them.
=== file a.bpf.S
	.section .rodata,"a",@progbits
	.p2align 2
	.long	11
	.long	22
	.long	33
	.section socket,"ax",@progbits
	.globl	prog
	.type	prog,@function
prog:
	r1 = .rodata ll
	r0 = *(u32 *)(r1 + 0)
	r2 = .rodata + 8 ll
	r2 = *(u32 *)(r2 + 0)
	r0 += r2
	r1 = *(u32 *)(r1 + 4)
	r0 += r1
	exit
	.size prog, .-prog
=== file b.bpf.S
	.section .rodata,"a",@progbits
	.p2align 4
	.long	1000
	.section socket,"ax",@progbits
	.globl	other
	.type	other,@function
other:
	r1 = .rodata ll
	r0 = *(u32 *)(r1 + 0)
	exit
	.size other, .-other
=== run cc-bpf a.bpf.S b.bpf.S && link-all -- a.bpf.o b.bpf.o && llvm-readelf-19 -x .rodata linked.o
linked in 2 orders
other returns 1000
prog returns 66

Hex dump of section '.rodata':
0x00000000 0b000000 16000000 21000000 00000000 ........!.......
0x00000010 e8030000                            ....
=== exit 0
