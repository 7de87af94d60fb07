# A table of pointers needs a variable that nobody defines.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int lost;
int *table[] = {&lost};

SEC("socket") int prog(void *ctx)
{
	return 1;
}
=== file other.bpf.c
int other = 1;
=== run cc-bpf use.bpf.c other.bpf.c && link-all -- use.bpf.o other.bpf.o
error[LNK005]: 'lost' is needed by 'table' in use.bpf.o and defined nowhere
  --> use.bpf.c:6:6 ('table', section .data+0x0, in use.bpf.o)
  |
6 | int *table[] = {&lost};
  |      ^
  = rule: Every extern function, variable and map has a definition in one of the files; only
          .ksyms and .kconfig names are left to the kernel. Loaders cannot resolve any other.
  = fix: Link the file that defines it, make the declaration __weak if it is optional, or allow
         undefined names for an intermediate link.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
