# A name twice, once as a function and once as a variable: one finding, not two.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int thing = 1;
=== file b.bpf.c
int thing(int x)
{
	return x;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK004]: 'thing' is defined in a.bpf.o and in b.bpf.o
  --> b.bpf.c:1 ('thing', section .text+0x0, in b.bpf.o)
  |
1 | int thing(int x)
  = note: a.bpf.c:5:5 ('thing', section .data+0x0, in a.bpf.o): first defined here
  |
5 | int thing = 1;
  |     ^
  = rule: A global name has one strong definition in all files of a link (ELF, gABI "Symbol
          Table").
  = fix: Make one of them static or __weak, or rename it: in the source, or with --prefix FILE=P
         or --localize FILE:NAME.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
