# Variables of odd sizes in several files leave no more room between them than alignment asks for.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern char b3[3], c5[5];
char a1[1] = {1};

SEC("socket") int prog(void *ctx)
{
	return a1[0] + b3[2] * 10 + c5[4] * 100;
}
=== file b.bpf.c
char b3[3] = {0, 0, 2};
=== file c.bpf.c
char c5[5] = {0, 0, 0, 0, 3};
char c7[7] = "sevenx";
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o && llvm-readelf-19 -x .data linked.o
linked in 6 orders
prog returns 321

Hex dump of section '.data':
0x00000000 01000002 00000000 03736576 656e7800 .........sevenx.
=== exit 0
