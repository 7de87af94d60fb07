# Typedefs are looked through: other names for the same type are the same type.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern __u64 widen(__u32 x);

SEC("socket") int prog(void *ctx)
{
	return widen(20);
}
=== file define.bpf.c
typedef unsigned int uint;
typedef uint count_t;
typedef unsigned long size;

size widen(count_t x)
{
	return x + 1;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 21
=== exit 0
