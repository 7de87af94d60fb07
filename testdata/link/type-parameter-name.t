# Names of parameters do not matter.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int f(int width, int height);

SEC("socket") int prog(void *ctx)
{
	return f(20, 1);
}
=== file define.bpf.c
int f(int x, int y)
{
	return x + y;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 21
=== exit 0
