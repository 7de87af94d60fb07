# CO-RE records go with their instructions, also where code before them was dropped, and their types
# are the result's: what each program reads of the kernel's structs is right, in both files' views.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct task_struct {
	int tgid;
	int pid;
} BW_KERNEL_TYPE;
int from_b(long task);

__weak __noinline int dropped(long task)
{
	return bw_core_read((struct task_struct *)task, pid) + 1;
}

static __noinline int same(void *task)
{
	__u64 id = bpf_get_current_pid_tgid();

	return bw_core_read((struct task_struct *)task, tgid) == (int)(id >> 32) &&
	       bw_core_read((struct task_struct *)task, pid) == (int)id;
}

SEC("raw_tracepoint/x") int prog(void *ctx)
{
	void *task = (void *)bpf_get_current_task();

	return same(task) + from_b((long)task) * 10 + dropped((long)task) * 1000 +
	       bw_field_exists(((struct task_struct *)0)->tgid) * 10000;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct mm_struct;
struct task_struct {
	struct mm_struct *mm;
	int pid;
	int no_such_field_of_a_task;
} BW_KERNEL_TYPE;

__noinline int dropped(long task)
{
	return 0;
}

__noinline int from_b(long task)
{
	struct task_struct *t = (struct task_struct *)task;

	return (bw_core_read(t, pid) == (int)bpf_get_current_pid_tgid()) +
	       bw_field_exists(t->no_such_field_of_a_task) * 10;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && bpfweld show linked.o | tail -1
linked in 2 orders
prog returns 10011
     RAW_TRACEPOINT, raw tracepoint x; 68 instructions, 4 functions, 5 CO-RE relocations
=== exit 0
