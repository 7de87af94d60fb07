# S17: an input given twice defines everything twice, and the output is one of the inputs: it
# stays as it was.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

SEC("socket") int prog(void *ctx)
{
	return 1;
}
=== run cc-bpf a.bpf.c && cp a.bpf.o before.o && bpfweld link -o a.bpf.o a.bpf.o a.bpf.o; cmp a.bpf.o before.o
error[LNK004]: 'prog' is defined in a.bpf.o and in a.bpf.o
  --> a.bpf.c:5:19 ('prog', section socket+0x0, in a.bpf.o)
  |
5 | SEC("socket") int prog(void *ctx)
  |                   ^
  = note: a.bpf.c:5:19 ('prog', section socket+0x0, in a.bpf.o): first defined here
  |
5 | SEC("socket") int prog(void *ctx)
  |                   ^
  = rule: A global name has one strong definition in all files of a link (ELF, gABI "Symbol
          Table").
  = fix: a.bpf.o is among the inputs twice: name it once.

1 error, 0 warnings
=== exit 0
=== run mkdir d; cd d; bpfweld link -q -o out.o ../a.bpf.o ../a.bpf.o; ls -A
a.bpf.c:5: error: 'prog' is defined in ../a.bpf.o and in ../a.bpf.o [LNK004]
=== exit 0
