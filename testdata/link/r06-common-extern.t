# R6: a tentative definition that another file declares extern, next to a .bss of its own.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int counter;
static volatile int own;

SEC("socket") int prog(void *ctx)
{
	own += 2;
	return counter + own;
}
=== file b.bpf.c
int counter;
=== run cc-bpf a.bpf.c && cc-bpf -fcommon b.bpf.c && link-all -r -scounter=5 -- a.bpf.o b.bpf.o
warning[LNK020]: BTF of b.bpf.o does not describe 'counter': not compared with other files
  --> b.bpf.c:1:5 ('counter', in b.bpf.o)
  |
1 | int counter;
  |     ^
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 1 warning
linked in 2 orders
prog returns 7
=== exit 0
