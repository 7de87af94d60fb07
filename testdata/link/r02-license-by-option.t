# A license for files that have none. The text is the whole section, with its NUL.
=== file a.bpf.c
#include <bpfweld/bpf.h>

SEC("tracepoint/x") int traced(void *ctx)
{
	return bpf_trace_printk("x", 2);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int one = 1;

SEC("socket") int prog(void *ctx)
{
	return one;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
load: EINVAL
=== exit 0
=== run link-all --license 'Dual BSD/GPL' -- a.bpf.o b.bpf.o && llvm-readelf-19 -p license linked.o | sed -n 's/^ *\[.*\] *//p'
linked in 2 orders
prog returns 1
traced loaded
Dual BSD/GPL
=== exit 0
