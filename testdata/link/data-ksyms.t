# .ksyms of several files: a function of the kernel and an address, declared in both, once in the
# result; a weak one that the kernel lacks is 0.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern const void vfs_read __ksym;
extern const int bpfweld_no_such_variable __ksym __weak;
void bpf_rcu_read_lock(void) __ksym;
void bpf_rcu_read_unlock(void) __ksym;
int also(void);

SEC("tc") int prog(struct __sk_buff *ctx)
{
	const void *p = &vfs_read;

	bw_opaque(p);
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return (p != 0) + also() * 10 + (&bpfweld_no_such_variable ? 1000 : 0);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern const int bpfweld_no_such_variable __ksym __weak;
void bpf_rcu_read_unlock(void) __ksym;
void bpf_rcu_read_lock(void) __ksym;
extern const void vfs_read __ksym;

__noinline int also(void)
{
	const void *p = &vfs_read;

	bw_opaque(p);
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return (p != 0) + (&bpfweld_no_such_variable ? 100 : 0);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && llvm-readelf-19 -s linked.o | grep -c UND
linked in 2 orders
prog returns 11
5
=== exit 0
