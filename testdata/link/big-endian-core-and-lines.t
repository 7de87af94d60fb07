# Big-endian: func, line and CO-RE records after code before them was dropped.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct task_struct {
	int tgid;
	int pid;
} BW_KERNEL_TYPE;

__weak __noinline int dropped(long task)
{
	return bw_core_read((struct task_struct *)task, pid) + 1;
}

SEC("raw_tracepoint/x") int prog(void *ctx)
{
	long task = (long)bpf_get_current_task();

	return dropped(task) * 10 +
	       (bw_core_read((struct task_struct *)task, tgid) ==
		(int)(bpf_get_current_pid_tgid() >> 32));
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__noinline int dropped(long task)
{
	bw_barrier();
	return task > 5;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && bpfweld show --disasm --relocs linked.o >little
linked in 2 orders
prog returns 1
=== exit 0
=== run cc-bpf --target=bpfeb a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o && bpfweld show --disasm --relocs linked.o | diff little - && grep -E '^ *;|; ' little | head -12
linked in 2 orders
     RAW_TRACEPOINT, raw tracepoint x; 26 instructions, 2 functions, 1 CO-RE relocations
; long task = (long)bpf_get_current_task();
; return dropped(task) * 10 +
; (bw_core_read((struct task_struct *)task, tgid) ==
; (int)(bpf_get_current_pid_tgid() >> 32));
; (int)(bpf_get_current_pid_tgid() >> 32));
; (bw_core_read((struct task_struct *)task, tgid) ==
; return dropped(task) * 10 +
; return dropped(task) * 10 +
; return dropped(task) * 10 +
; __noinline int dropped(long task)
; return task > 5;
=== exit 0
