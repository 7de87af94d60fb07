# Two prototypes of one kernel function.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("syscall") int prog_a(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 1;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern int bpf_rcu_read_lock(int how) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("syscall") int prog_b(void *ctx)
{
	bpf_rcu_read_lock(1);
	bpf_rcu_read_unlock();
	return 1;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK011]: function 'bpf_rcu_read_lock': number of parameters is 0 in a.bpf.o and 1 in b.bpf.o
  --> b.bpf.c:3:12 ('bpf_rcu_read_lock', in b.bpf.o)
  |
3 | extern int bpf_rcu_read_lock(int how) __ksym;
  |            ^
  = note: here it is declared as `int bpf_rcu_read_lock(int)`
  = note: b.bpf.c:8:2 ('prog_b', section syscall+0x8, in b.bpf.o): used by 'prog_b'
  |
8 | 	bpf_rcu_read_lock(1);
  | 	^
  = note: a.bpf.c:5:13 ('bpf_rcu_read_lock', in a.bpf.o): declared as `void
          bpf_rcu_read_lock(void)`
  |
5 | extern void bpf_rcu_read_lock(void) __ksym;
  |             ^
  = note: a.bpf.c:10:2 ('prog_a', section syscall+0x0, in a.bpf.o): used by 'prog_a'
   |
10 | 	bpf_rcu_read_lock();
   | 	^
  = rule: All files give one type to a .kconfig value or .ksyms symbol: the loader resolves it
          once.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
