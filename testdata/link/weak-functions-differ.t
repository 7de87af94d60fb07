# Two weak definitions of a function that are not the same code. The first input's definition is
# taken (ELF). That they differ is said, because nothing else tells that the result depends on the
# order.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak __noinline int f(int x)
{
	return x + 1;
}

SEC("socket") int prog(void *ctx)
{
	return f(10);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__weak __noinline int f(int x)
{
	return x + 2;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o && run-object linked.o
warning[LNK036]: weak 'f' is one thing in a.bpf.o and another in b.bpf.o; the result has the first
  --> b.bpf.c:3 ('f', section .text+0x0, in b.bpf.o)
  |
3 | __weak __noinline int f(int x)
  = note: a.bpf.c:5 ('f', section .text+0x0, in a.bpf.o): this definition is taken
  |
5 | __weak __noinline int f(int x)
  = rule: Of several weak definitions and no other the first input's is taken (ELF, gABI "Symbol
          Table"), so what the result does depends on the order of the inputs.
  = fix: Give all files one definition, or make the one that is meant strong.

0 errors, 1 warning
linked in 2 orders
prog returns 11
=== exit 0
=== run bpfweld link -q -o ba.o b.bpf.o a.bpf.o; run-object ba.o
prog returns 12
=== exit 0
