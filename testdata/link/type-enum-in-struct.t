# An enum that is the type of a member, two pointers deep.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

enum state { ON, OFF };

struct dev {
	int id;
	enum state state;
};

struct bus {
	struct dev dev[2];
};

extern int count(struct bus *b);

SEC("socket") int prog(void *ctx)
{
	struct bus b = {};

	return count(&b);
}
=== file define.bpf.c
enum state { OFF, ON };

struct dev {
	int id;
	enum state state;
};

struct bus {
	struct dev dev[2];
};

int count(struct bus *b)
{
	return b ? b->dev[0].state == OFF : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'count': parameter 1 -> pointee -> .dev -> element -> .state -> value 1 is OFF = 0 in define.bpf.o and ON = 0 in use.bpf.o
  --> use.bpf.c:16:12 ('count', in use.bpf.o)
   |
16 | extern int count(struct bus *b);
   |            ^
  = note: here it is declared as `int count(struct bus *)`
  = note: use.bpf.c:22:9 ('prog', section socket+0x28, in use.bpf.o): used by 'prog'
   |
22 | 	return count(&b);
   | 	       ^
  = note: define.bpf.c:12 ('count', section .text+0x0, in define.bpf.o): defined as `int
          count(struct bus *b)`
   |
12 | int count(struct bus *b)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
