# A struct without a tag, known by its typedef, and the same one with a tag.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct pair {
	int a, b;
};

extern int sum(struct pair *p);

SEC("socket") int prog(void *ctx)
{
	struct pair p = {20, 2};

	return sum(&p);
}
=== file define.bpf.c
typedef struct {
	int a, b;
} pair;

int sum(pair *p)
{
	return p ? p->a + p->b : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 22
=== exit 0
