# R6: tentative definitions of different sizes: the larger one, as in ELF. BTF does not describe them,
# so nobody can tell whether the files agree: a warning.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

char c;

SEC("socket") int prog(void *ctx)
{
	return c;
}
=== file b.bpf.c
long c;
=== run cc-bpf -fcommon a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
warning[LNK020]: BTF of a.bpf.o does not describe 'c': not compared with other files
  --> a.bpf.c:5:6 ('c', in a.bpf.o)
  |
5 | char c;
  |      ^
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 1 warning
linked in 2 orders
prog returns 0
=== exit 0
