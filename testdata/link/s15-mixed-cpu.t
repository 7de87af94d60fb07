# S15: files compiled for different -mcpu. Newer instructions are a matter of the kernel, not of the
# link: the result needs what the newest file needs, and verifying it for a target says so.
=== file old.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

long total = 5;
long add(long x);

SEC("socket") int prog(void *ctx)
{
	__sync_fetch_and_add(&total, 2);
	return add(30) + total;
}
=== file new.bpf.c
#include <bpfweld/bpf.h>

extern long total;

__noinline long add(long x)
{
	__s8 small = (__s8)x;

	bw_opaque(small);
	return __sync_fetch_and_add(&total, x) / 5 + (long)small;
}
=== run cc-bpf -mcpu=v1 old.bpf.c && cc-bpf -mcpu=v4 new.bpf.c && link-all -- old.bpf.o new.bpf.o
linked in 2 orders
prog returns 68
=== exit 0
=== run bpfweld verify -q --target linux-6.1/x86_64 linked.o
new.bpf.c:10:41: error: signed division (r0 s/= 5) came with Linux 6.6, the target is 6.1 [VFY004]
=== exit 1
