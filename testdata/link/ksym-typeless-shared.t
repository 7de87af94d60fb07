# A symbol without a type in two files.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern const void bpf_link_fops __ksym __weak;

SEC("socket") int prog_a(void *ctx)
{
	return &bpf_link_fops ? 6 : 7;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern const void bpf_link_fops __ksym __weak;

SEC("socket") int prog_b(void *ctx)
{
	return &bpf_link_fops ? 6 : 7;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog_a returns 7
prog_b returns 7
=== exit 0
