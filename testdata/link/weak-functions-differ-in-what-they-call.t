# Two weak definitions of the same text, which call static functions that are not the same.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static __noinline int step(int x)
{
	bw_barrier();
	return x + 1;
}

__weak __noinline int f(int x)
{
	return step(x);
}

SEC("socket") int prog_a(void *ctx)
{
	return f(10);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static __noinline int step(int x)
{
	bw_barrier();
	return x + 2;
}

__weak __noinline int f(int x)
{
	return step(x);
}

SEC("socket") int prog_b(void *ctx)
{
	return f(10);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o
warning[LNK036]: weak 'f' is one thing in a.bpf.o and another in b.bpf.o; the result has the first
  --> b.bpf.c:9:23 ('f', section .text+0x0, in b.bpf.o)
  |
9 | __weak __noinline int f(int x)
  |                       ^
  = note: a.bpf.c:11:23 ('f', section .text+0x0, in a.bpf.o): this definition is taken
   |
11 | __weak __noinline int f(int x)
   |                       ^
  = rule: Of several weak definitions and no other the first input's is taken (ELF, gABI "Symbol
          Table"), so what the result does depends on the order of the inputs.
  = fix: Give all files one definition, or make the one that is meant strong.

0 errors, 1 warning
linked in 2 orders
=== exit 0
