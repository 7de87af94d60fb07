# R9: one file with BTF, one without. The kernel wants records for all functions of a program or for
# none, and libbpf refuses a program that has them for some: `mixed`, which calls into the file
# without BTF, directly or not, loads without records; `plain` keeps its own.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int shared;
int add(int x);

static __noinline int middle(int x)
{
	bw_barrier();
	return add(x) + 1;
}

SEC("socket") int mixed(void *ctx)
{
	return middle(3) + shared;
}

static __noinline int own(int x)
{
	bw_barrier();
	return x + 2;
}

SEC("socket") int plain(void *ctx)
{
	return own(5);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int before = 1;
int shared = 40;

__noinline int add(int x)
{
	bw_barrier();
	return x + before;
}
=== run cc-bpf a.bpf.c && cc-bpf -g0 b.bpf.c && link-all -v -b -- a.bpf.o b.bpf.o
warning[LNK020]: b.bpf.o has no BTF: 'shared' and what else it shares is not compared with other files
  --> b.bpf.o
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

note[LNK035]: program 'mixed' reaches functions without BTF: it loads without func and line records
  --> a.bpf.c:16:9 ('mixed', section socket+0x0, in a.bpf.o)
   |
16 | 	return middle(3) + shared;
   | 	       ^
  = rule: The kernel wants func and line records for all functions of a program or for none
          (check_btf_func()), and some of this one's come from a file without BTF.
  = fix: Compile all files with -g; the verifier's log then shows source lines, and callbacks
         work.

0 errors, 1 warning
linked in 2 orders
mixed returns 45
plain returns 7
=== exit 0
