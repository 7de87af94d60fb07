# A declaration may promise not to write to a variable.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern const int level;

SEC("socket") int prog(void *ctx)
{
	return level;
}
=== file define.bpf.c
int level = 4;
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 4
=== exit 0
