# R14: a function in one file and a variable in the other.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int thing(int x);

SEC("socket") int prog(void *ctx)
{
	return thing(1);
}
=== file define.bpf.c
int thing = 3;
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK012]: 'thing' is a function in use.bpf.o and a variable in define.bpf.o
  --> define.bpf.c:1:5 ('thing', section .data+0x0, in define.bpf.o)
  |
1 | int thing = 3;
  |     ^
  = note: use.bpf.c:5:12 ('thing', in use.bpf.o): the function
  |
5 | extern int thing(int x);
  |            ^
  = rule: A global name means one thing in all files.
  = fix: Rename one of them.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
