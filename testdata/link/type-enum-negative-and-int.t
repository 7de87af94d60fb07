# An enum with negative values is an int.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int judge(int v);

SEC("socket") int prog(void *ctx)
{
	return judge(-1);
}
=== file define.bpf.c
enum verdict { ERROR = -1, DROP, PASS };

int judge(enum verdict v)
{
	return v == ERROR ? 40 : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 40
=== exit 0
