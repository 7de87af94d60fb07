# Two views of one kernel type that are read through CO-RE: each file wrote down what it needs.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct task_struct {
	int pid;
} BW_KERNEL_TYPE;

extern int f(struct task_struct *t);

SEC("socket") int prog(void *ctx)
{
	return f(0);
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct task_struct {
	int tgid;
	void *stack;
	int pid;
} BW_KERNEL_TYPE;

int f(struct task_struct *t)
{
	return t ? bw_field_exists(t->stack) : 1;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
