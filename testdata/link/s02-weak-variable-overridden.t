# S2: a weak variable that a strong one overrides. What user space sets is what the program reads.
=== file weak.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int pad = 1;
__attribute__((weak)) int tunable = 11;

SEC("socket") int prog(void *ctx)
{
	return tunable;
}
=== file strong.bpf.c
int front = 5;
int tunable = 44;
=== run cc-bpf weak.bpf.c strong.bpf.c && link-all -- weak.bpf.o strong.bpf.o
linked in 2 orders
prog returns 44
=== exit 0
=== run link-all -r -stunable=1000 -r -gfront -- weak.bpf.o strong.bpf.o
linked in 2 orders
front is 5
prog returns 1000
=== exit 0
