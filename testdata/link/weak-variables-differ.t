# Two weak definitions of a variable with other first values: the first input's, with a warning.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak int level = 1;

SEC("socket") int prog(void *ctx)
{
	return level;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__weak int level = 2;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o && run-object linked.o
warning[LNK036]: weak 'level' is one thing in a.bpf.o and another in b.bpf.o; the result has the first
  --> b.bpf.c:3:12 ('level', section .data+0x0, in b.bpf.o)
  |
3 | __weak int level = 2;
  |            ^
  = note: a.bpf.c:5:12 ('level', section .data+0x0, in a.bpf.o): this definition is taken
  |
5 | __weak int level = 1;
  |            ^
  = rule: Of several weak definitions and no other the first input's is taken (ELF, gABI "Symbol
          Table"), so what the result does depends on the order of the inputs.
  = fix: Give all files one definition, or make the one that is meant strong.

0 errors, 1 warning
linked in 2 orders
prog returns 1
=== exit 0
=== run bpfweld link -q -o ba.o b.bpf.o a.bpf.o; run-object ba.o
prog returns 2
=== exit 0
