# long and long long are one type to BPF, of 8 bytes.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern long long twice(long x);

SEC("socket") int prog(void *ctx)
{
	return twice(21);
}
=== file define.bpf.c
long twice(long long x)
{
	return 2 * x;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 42
=== exit 0
