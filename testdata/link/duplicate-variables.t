# Two strong definitions of a variable, of the same value: still two.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int count = 1;
=== file b.bpf.c
int count = 1;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK004]: 'count' is defined in a.bpf.o and in b.bpf.o
  --> b.bpf.c:1:5 ('count', section .data+0x0, in b.bpf.o)
  |
1 | int count = 1;
  |     ^
  = note: a.bpf.c:5:5 ('count', section .data+0x0, in a.bpf.o): first defined here
  |
5 | int count = 1;
  |     ^
  = rule: A global name has one strong definition in all files of a link (ELF, gABI "Symbol
          Table").
  = fix: Make one of them static or __weak, or rename it: in the source, or with --prefix FILE=P
         or --localize FILE:NAME.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
