# A flavour (struct name___version) is by its name a view of its base, whatever its members.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct s___old {
	int a;
};

extern int f(struct s___old *s);

SEC("socket") int prog(void *ctx)
{
	return f(0);
}
=== file define.bpf.c
struct s {
	int a;
	int b;
};

int f(struct s *s)
{
	return s ? s->b : 1;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
