# A variable in one file and a function in the other.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int thing;

SEC("socket") int prog(void *ctx)
{
	return thing;
}
=== file define.bpf.c
int thing(int x)
{
	return x;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK012]: 'thing' is a variable in use.bpf.o and a function in define.bpf.o
  --> define.bpf.c:1 ('thing', section .text+0x0, in define.bpf.o)
  |
1 | int thing(int x)
  = note: use.bpf.c:5:12 ('thing', in use.bpf.o): the variable
  |
5 | extern int thing;
  |            ^
  = rule: A global name means one thing in all files.
  = fix: Rename one of them.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
