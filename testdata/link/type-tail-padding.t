# The same members at the same places, and another size.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct s {
	int a;
};

extern int get(struct s (*s)[2]);

SEC("socket") int prog(void *ctx)
{
	struct s s[2] = {};

	return get(&s);
}
=== file define.bpf.c
struct s {
	int a;
} __attribute__((aligned(16)));

int get(struct s (*s)[2])
{
	return s ? (*s)[1].a : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 -> pointee -> element -> number of bytes is 16 in define.bpf.o and 4 in use.bpf.o
  --> use.bpf.c:9:12 ('get', in use.bpf.o)
  |
9 | extern int get(struct s (*s)[2]);
  |            ^
  = note: here it is declared as `int get(struct s (*)[2])`
  = note: use.bpf.c:15:9 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
15 | 	return get(&s);
   | 	       ^
  = note: define.bpf.c:5 ('get', section .text+0x0, in define.bpf.o): defined as `int get(struct
          s (*s)[2])`
  |
5 | int get(struct s (*s)[2])
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
