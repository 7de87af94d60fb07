# --prefix does not touch section names: what a program attaches to is not a name of this link.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

SEC("freplace/do_something") int do_something(struct __sk_buff *ctx)
{
	return 1;
}
=== run cc-bpf a.bpf.c && bpfweld link --prefix a.bpf.o=p_ -o out.o a.bpf.o && bpfweld show --progs out.o | head -1
prog p_do_something  SEC("freplace/do_something")
=== exit 0
