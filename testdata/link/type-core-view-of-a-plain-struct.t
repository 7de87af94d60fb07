# A kernel type that one file reads through CO-RE and the other only hands on: two views.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct task_struct {
	int pid;
};

extern int f(struct task_struct *t);

SEC("socket") int prog(void *ctx)
{
	return f(0);
}
=== file define.bpf.c
#include <bpfweld/bpf.h>

struct task_struct {
	int tgid;
	int pid;
} BW_KERNEL_TYPE;

int f(struct task_struct *t)
{
	return t ? bw_field_exists(t->pid) : 1;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 1
=== exit 0
