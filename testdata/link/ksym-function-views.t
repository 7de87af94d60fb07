# A function of the kernel and its struct, of which each file wrote down what it reads.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct task_struct {
	int pid;
} BW_KERNEL_TYPE;

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("syscall") int prog_a(void *ctx)
{
	struct task_struct *t = bpf_task_acquire(bpf_get_current_task_btf());
	int pid;

	if (!t)
		return -1;
	pid = t->pid;
	bpf_task_release(t);
	return pid > 0;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct task_struct {
	int tgid, pid;
} BW_KERNEL_TYPE;

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("syscall") int prog_b(void *ctx)
{
	struct task_struct *t = bpf_task_acquire(bpf_get_current_task_btf());
	int pid;

	if (!t)
		return -1;
	pid = t->tgid;
	bpf_task_release(t);
	return pid > 0;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog_a returns 1
prog_b returns 1
=== exit 0
