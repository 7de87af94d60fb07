# A union that has its members in another order: all are at the same place, and the same to the
# program; C calls it another type if a name or type differs, so it is compared by order.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

union value {
	int i;
	unsigned char b[4];
};

extern int get(union value *v);

SEC("socket") int prog(void *ctx)
{
	union value v = {1};

	return get(&v);
}
=== file define.bpf.c
union value {
	unsigned char b[4];
	int i;
};

int get(union value *v)
{
	return v ? v->i : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK008]: function 'get': parameter 1 -> pointee -> member 1 is 'b' in define.bpf.o and 'i' in use.bpf.o
  --> use.bpf.c:10:12 ('get', in use.bpf.o)
   |
10 | extern int get(union value *v);
   |            ^
  = note: here it is declared as `int get(union value *)`
  = note: use.bpf.c:16:9 ('prog', section socket+0x20, in use.bpf.o): used by 'prog'
   |
16 | 	return get(&v);
   | 	       ^
  = note: define.bpf.c:6 ('get', section .text+0x0, in define.bpf.o): defined as `int get(union
          value *v)`
  |
6 | int get(union value *v)
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
