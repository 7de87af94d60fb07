# The same members, packed in one file.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct s {
	char tag;
	int value;
};

extern int get(struct s *s);

SEC("socket") int prog(void *ctx)
{
	struct s s = {1, 2};

	return get(&s);
}
=== file define.bpf.c
struct s {
	char tag;
	int value;
} __attribute__((packed));

int get(struct s *s)
{
	return s ? s->value : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 -> pointee -> .value is at byte 1 in define.bpf.o and at byte 4 in use.bpf.o
  --> use.bpf.c:10:12 ('get', in use.bpf.o)
   |
10 | extern int get(struct s *s);
   |            ^
  = note: here it is declared as `int get(struct s *)`
  = note: use.bpf.c:16:9 ('prog', section socket+0x28, in use.bpf.o): used by 'prog'
   |
16 | 	return get(&s);
   | 	       ^
  = note: define.bpf.c:6 ('get', section .text+0x0, in define.bpf.o): defined as `int get(struct
          s *s)`
  |
6 | int get(struct s *s)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
