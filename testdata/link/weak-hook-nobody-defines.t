# S13: a weak function that nobody defines is an optional hook: its address is 0.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int hook(int x) __weak;

SEC("socket") int prog(void *ctx)
{
	return hook ? hook(1) : 5;
}
=== file other.bpf.c
int other = 1;
=== run cc-bpf use.bpf.c other.bpf.c && link-all -- use.bpf.o other.bpf.o
linked in 2 orders
prog returns 5
=== exit 0
