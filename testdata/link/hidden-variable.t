# A hidden variable is found by the other files, and none of the user space's: it is local
# afterwards only for those who read visibility.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int v;

SEC("socket") int prog(void *ctx)
{
	return v;
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

__hidden int v = 12;
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 12
=== exit 0
=== run readelf -sW linked.o | grep -c "GLOBAL HIDDEN .* v$"
1
=== exit 0
