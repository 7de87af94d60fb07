# A function and a variable of another file.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int add(int x);
extern int v;

SEC("socket") int prog(void *ctx)
{
	return add(v);
}
=== file define.bpf.c
int v = 20;

int add(int x)
{
	return x + 2;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 22
=== exit 0
