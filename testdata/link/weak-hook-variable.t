# A weak variable that nobody defines: its address is 0.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int level __weak;

SEC("socket") int prog(void *ctx)
{
	return &level ? level : 6;
}
=== file other.bpf.c
int other = 1;
=== run cc-bpf use.bpf.c other.bpf.c && link-all -- use.bpf.o other.bpf.o
linked in 2 orders
prog returns 6
=== exit 0
