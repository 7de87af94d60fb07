# One archive for both byte orders: members of the other order are not for this link.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int f(void);

SEC("socket") int prog(void *ctx)
{
	return f();
}
=== file f.bpf.c
int f(void)
{
	return 5;
}
=== run cc-bpf --target=bpfeb f.bpf.c && mv f.bpf.o f.eb.o && cc-bpf f.bpf.c && ar rc fat.a f.eb.o f.bpf.o && cc-bpf main.bpf.c && link-all -- fat.a main.bpf.o
linked in 2 orders
prog returns 5
=== exit 0
=== run cc-bpf --target=bpfeb main.bpf.c && bpfweld link -o big.o main.bpf.o fat.a && bpfweld show big.o | head -1
big.o: BPF object, big-endian, license "GPL", 0 maps, 1 programs, 11 BTF types
=== exit 0
