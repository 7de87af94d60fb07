# One section name for code in one file and data in another: neither a program nor a map to loaders.
=== file a.bpf.c
#include <bpfweld/bpf.h>

SEC("both") int prog(void *ctx)
{
	return 0;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int x SEC("both") = 3;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK014]: section 'both' holds something else in b.bpf.o than in a.bpf.o
  --> b.bpf.o (section both+0x0)
  = note: a.bpf.c:5:2 ('prog', section both+0x0, in a.bpf.o): the other one
  |
5 | 	return 0;
  | 	^
  = rule: A section of the result holds code or data, and .bss* no bytes.
  = fix: Give one of them another name in SEC().

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
