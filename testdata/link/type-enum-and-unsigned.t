# An enum without negative values is an unsigned int to clang and GCC: compatible (C11 6.7.2.2).
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int judge(unsigned int v);

SEC("socket") int prog(void *ctx)
{
	return judge(1);
}
=== file define.bpf.c
enum verdict { DROP, PASS };

int judge(enum verdict v)
{
	return v == PASS;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
