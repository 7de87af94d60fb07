# Values of more than 32 bits that differ in the upper half only.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

enum big { SMALL = 1, BIG = 0x100000000 };

extern int judge(enum big v);

SEC("socket") int prog(void *ctx)
{
	return judge(BIG);
}
=== file define.bpf.c
enum big { SMALL = 1, BIG = 0x200000000 };

int judge(enum big v)
{
	return v == BIG;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'judge': parameter 1 -> value 2 is BIG = 8589934592 in define.bpf.o and BIG = 4294967296 in use.bpf.o
  --> use.bpf.c:7:12 ('judge', in use.bpf.o)
  |
7 | extern int judge(enum big v);
  |            ^
  = note: here it is declared as `int judge(enum big)`
  = note: use.bpf.c:11:9 ('prog', section socket+0x10, in use.bpf.o): used by 'prog'
   |
11 | 	return judge(BIG);
   | 	       ^
  = note: define.bpf.c:3 ('judge', section .text+0x0, in define.bpf.o): defined as `int
          judge(enum big v)`
  |
3 | int judge(enum big v)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
