# Anonymous structs and unions have no name to go by: their members are compared where they stand.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct s {
	int kind;
	union {
		int number;
		struct {
			short low, high;
		};
	};
};

extern int get(struct s *s);

SEC("socket") int prog(void *ctx)
{
	struct s s = {};

	return get(&s);
}
=== file define.bpf.c
struct s {
	int kind;
	union {
		int number;
		struct {
			short low;
			unsigned short high;
		};
	};
};

int get(struct s *s)
{
	return s ? s->high : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 -> pointee -> member 2 -> member 2 -> .high is `unsigned short` (unsigned) in define.bpf.o and `short` (signed) in use.bpf.o
  --> use.bpf.c:15:12 ('get', in use.bpf.o)
   |
15 | extern int get(struct s *s);
   |            ^
  = note: here it is declared as `int get(struct s *)`
  = note: use.bpf.c:21:9 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
21 | 	return get(&s);
   | 	       ^
  = note: define.bpf.c:12 ('get', section .text+0x0, in define.bpf.o): defined as `int
          get(struct s *s)`
   |
12 | int get(struct s *s)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
