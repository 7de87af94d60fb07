# S7: the values of an enum parameter differ: the meaning would be inverted.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

enum verdict { DROP, PASS };

extern int judge(enum verdict v);

SEC("socket") int prog(void *ctx)
{
	return judge(PASS);
}
=== file define.bpf.c
enum verdict { PASS, DROP };

int judge(enum verdict v)
{
	return v == PASS;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'judge': parameter 1 -> value 1 is PASS = 0 in define.bpf.o and DROP = 0 in use.bpf.o
  --> use.bpf.c:7:12 ('judge', in use.bpf.o)
  |
7 | extern int judge(enum verdict v);
  |            ^
  = note: here it is declared as `int judge(enum verdict)`
  = note: use.bpf.c:11:9 ('prog', section socket+0x8, in use.bpf.o): used by 'prog'
   |
11 | 	return judge(PASS);
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
