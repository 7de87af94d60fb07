# A struct that refers to itself, the same in both files.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct node {
	struct node *next;
	struct node **back;
	int value;
};

extern int f(struct node *n);

SEC("socket") int prog(void *ctx)
{
	struct node n = {.value = 12};

	return f(&n);
}
=== file define.bpf.c
struct node {
	struct node *next;
	struct node **back;
	int value;
};

int f(struct node *n)
{
	return n ? n->value : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 12
=== exit 0
