# Three strong definitions of a name are one finding.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int f(int x)
{
	return x + 0;
}
=== file b.bpf.c
int f(int x)
{
	return x + 1;
}
=== file c.bpf.c
int f(int x)
{
	return x + 2;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o
error[LNK004]: 'f' is defined in a.bpf.o and in b.bpf.o
  --> b.bpf.c:1 ('f', section .text+0x0, in b.bpf.o)
  |
1 | int f(int x)
  = note: a.bpf.c:5 ('f', section .text+0x0, in a.bpf.o): first defined here
  |
5 | int f(int x)
  = note: c.bpf.c:1 ('f', section .text+0x0, in c.bpf.o): and here
  |
1 | int f(int x)
  = rule: A global name has one strong definition in all files of a link (ELF, gABI "Symbol
          Table").
  = fix: Make one of them static or __weak, or rename it: in the source, or with --prefix FILE=P
         or --localize FILE:NAME.

1 error, 0 warnings
refused in 6 orders, status 1
=== exit 0
