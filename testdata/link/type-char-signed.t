# Plain char is signed for BPF, so it agrees with signed char, and not with unsigned char.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int sum(char a, unsigned char b);

SEC("socket") int prog(void *ctx)
{
	return sum(-1, 2);
}
=== file define.bpf.c
int sum(signed char a, unsigned char b)
{
	return a + b;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
