# R9: files compiled without -g: functions and plain variables need no BTF to be linked and loaded.
# What they share cannot be compared: one warning a file.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int shared;
int add(int x);

SEC("socket") int prog(void *ctx)
{
	return add(3) + shared;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int before = 1;
int shared = 40;
static volatile int own = 5;

__noinline int add(int x)
{
	bw_barrier();
	return x + own;
}
=== run cc-bpf -g0 a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
warning[LNK020]: a.bpf.o has no BTF: 'add' and what else it shares is not compared with other files
  --> a.bpf.o
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

warning[LNK020]: b.bpf.o has no BTF: 'add' and what else it shares is not compared with other files
  --> b.bpf.o
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 2 warnings
linked in 2 orders
prog returns 48
=== exit 0
