# volatile is how one file reads a variable.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int level;

SEC("socket") int prog(void *ctx)
{
	return level;
}
=== file define.bpf.c
volatile int level = 4;
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 4
=== exit 0
