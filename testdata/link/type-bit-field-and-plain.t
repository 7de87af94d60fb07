# The same eight bits as a bit-field of an int and as a char.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct flags {
	unsigned char a;
	unsigned char b;
};

extern int get(struct flags *f);

SEC("socket") int prog(void *ctx)
{
	struct flags f = {1, 2};

	return get(&f);
}
=== file define.bpf.c
struct flags {
	unsigned char a : 8;
	unsigned char b;
};

int get(struct flags *f)
{
	return f ? f->a : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 -> pointee -> .a is bits 0 to 7 in define.bpf.o and at byte 0 in use.bpf.o
  --> use.bpf.c:10:12 ('get', in use.bpf.o)
   |
10 | extern int get(struct flags *f);
   |            ^
  = note: here it is declared as `int get(struct flags *)`
  = note: use.bpf.c:16:9 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
16 | 	return get(&f);
   | 	       ^
  = note: define.bpf.c:6 ('get', section .text+0x0, in define.bpf.o): defined as `int get(struct
          flags *f)`
  |
6 | int get(struct flags *f)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
