# S18: -ffunction-sections. Loaders know subprograms in .text only, so .text.* becomes .text; the
# calls between them, also of static functions of one name, reach the same functions as before.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int g(int x);

static __noinline int s(int x)
{
	bw_barrier();
	return x + 1;
}

SEC("socket") int prog(void *ctx)
{
	return s(g(1));
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static __noinline int s(int x)
{
	bw_barrier();
	return x * 10;
}

__noinline int unused(int x)
{
	bw_barrier();
	return s(x) - 1;
}

__noinline int g(int x)
{
	bw_barrier();
	return s(x) + 5;
}
=== run cc-bpf -ffunction-sections a.bpf.c b.bpf.c && llvm-readelf-19 -S b.bpf.o | grep -c ' .text\.' && link-all -- a.bpf.o b.bpf.o && llvm-readelf-19 -S linked.o | grep -o ' \.text[^ ]*'
3
linked in 2 orders
prog returns 16
 .text
=== exit 0
=== run cc-bpf b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 16
=== exit 0
