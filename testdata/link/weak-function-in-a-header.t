# A weak function of a header that three files include: one copy is left, and nothing to say.
=== file common.h
#include <bpfweld/bpf.h>

__weak __noinline int clamp(int x)
{
	return x < 0 ? 0 : x > 100 ? 100 : x;
}
=== file a.bpf.c
#include "common.h"

BW_LICENSE("GPL");

SEC("socket") int prog_a(void *ctx)
{
	return clamp(-1);
}
=== file b.bpf.c
#include "common.h"

SEC("socket") int prog_b(void *ctx)
{
	return clamp(50);
}
=== file c.bpf.c
#include "common.h"

SEC("socket") int prog_c(void *ctx)
{
	return clamp(1000);
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o && readelf -sW linked.o | grep -c clamp
linked in 6 orders
prog_a returns 0
prog_b returns 50
prog_c returns 100
1
=== exit 0
