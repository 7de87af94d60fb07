# An enum without negative values is unsigned: it is not compatible with int.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int judge(int v);

SEC("socket") int prog(void *ctx)
{
	return judge(-1);
}
=== file define.bpf.c
enum verdict { DROP, PASS };

int judge(enum verdict v)
{
	return v >= PASS;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'judge': parameter 1 is `enum verdict` (unsigned) in define.bpf.o and `int` (signed) in use.bpf.o
  --> use.bpf.c:5:12 ('judge', in use.bpf.o)
  |
5 | extern int judge(int v);
  |            ^
  = note: here it is declared as `int judge(int)`
  = note: use.bpf.c:9:9 ('prog', section socket+0x10, in use.bpf.o): used by 'prog'
  |
9 | 	return judge(-1);
  | 	       ^
  = note: define.bpf.c:3 ('judge', section .text+0x0, in define.bpf.o): defined as `int
          judge(enum verdict v)`
  |
3 | int judge(enum verdict v)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
