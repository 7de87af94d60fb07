# A forward declaration agrees with the full type.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct s;

extern int f(struct s *s);

SEC("socket") int prog(void *ctx)
{
	return f(0);
}
=== file define.bpf.c
struct s {
	int a;
};

int f(struct s *s)
{
	return s ? s->a : 1;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
