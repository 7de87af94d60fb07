# `extern int table[]` leaves the length open.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int table[];

SEC("socket") int prog(void *ctx)
{
	return table[3];
}
=== file define.bpf.c
int table[4] = {1, 2, 3, 4};
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 4
=== exit 0
