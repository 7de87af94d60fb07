# Several programs in one section, and the same section in several files: one section, in input
# order, each program by itself; `?` keeps a program from being loaded by default.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

SEC("socket") int a1(void *ctx)
{
	return 1;
}

SEC("socket") int a2(void *ctx)
{
	return 2;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

SEC("xdp") int x1(struct xdp_md *ctx)
{
	return 1;
}

SEC("socket") int b1(void *ctx)
{
	return 3;
}

SEC("?xdp") int x2(struct xdp_md *ctx)
{
	return 2;
}
=== file c.bpf.c
#include <bpfweld/bpf.h>

SEC("?xdp") int x3(struct xdp_md *ctx)
{
	return 3;
}

SEC("socket") int c1(void *ctx)
{
	return 4;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
a1 returns 1
a2 returns 2
b1 returns 3
c1 returns 4
x1 returns 1
x2 returns 2
x3 returns 3
=== exit 0
=== run bpfweld show linked.o | grep ^prog; llvm-readelf-19 -S linked.o | grep -o '[^ ]* *PROGBITS.*AX' | cut -c1-60
prog a1  SEC("socket")
prog a2  SEC("socket")
prog b1  SEC("socket")
prog c1  SEC("socket")
prog x1  SEC("xdp")
prog x2  SEC("?xdp")
prog x3  SEC("?xdp")
socket            PROGBITS        0000000000000000 000040 00
xdp               PROGBITS        0000000000000000 000088 00
?xdp              PROGBITS        0000000000000000 000098 00
=== exit 0
