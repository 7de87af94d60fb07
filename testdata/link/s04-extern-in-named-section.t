# S4: a variable declared in a named section before another file defines it. Every variable of the
# section has a place of its own in BTF, and what user space sets there is what the program reads.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int knob SEC(".data.knobs");
int first SEC(".data.knobs") = 3;

SEC("socket") int prog(void *ctx)
{
	return knob * 10 + first;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int knob SEC(".data.knobs") = 5;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 53
=== exit 0
=== run link-all -r -sknob=7 -r -sfirst=9 -r -gfirst -- a.bpf.o b.bpf.o
linked in 2 orders
first is 9
prog returns 79
=== exit 0
