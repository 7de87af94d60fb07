# --prefix leaves what the kernel or the loader knows by name: kernel functions and variables,
# configuration values, types and members that CO-RE reads, license and version.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
unsigned kernel_version SEC("version") = 0x50000;

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));

extern int LINUX_KERNEL_VERSION __kconfig;
extern const int bpf_no_such_variable __ksym __weak;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern struct task_struct *bpf_get_task(void) __ksym __weak;

SEC("tc") int prog(struct __sk_buff *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return LINUX_KERNEL_VERSION > 0 && !&bpf_no_such_variable;
}
=== run cc-bpf a.bpf.c && link-all --prefix a.bpf.o=p_ -- a.bpf.o
linked in 1 order
p_prog returns 1
=== exit 0
=== run llvm-readelf-19 -s linked.o | grep -vE 'SECTION|Name|^$|table|: 0000.* UND $' | awk '{print $NF}' | sort
LINUX_KERNEL_VERSION
bpf_no_such_variable
bpf_rcu_read_lock
bpf_rcu_read_unlock
bw_license
kernel_version
p_prog
=== exit 0
