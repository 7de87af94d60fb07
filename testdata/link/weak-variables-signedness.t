# Two weak definitions that differ in signedness only: each file reads the bytes by its own type.
# A warning.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak int count = 3;

SEC("socket") int prog(void *ctx)
{
	return count;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__weak unsigned int count = 3;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
warning[LNK024]: variable 'count' is `int` (signed) in a.bpf.o and `unsigned int` (unsigned) in b.bpf.o
  --> b.bpf.c:3:21 ('count', section .data+0x0, in b.bpf.o)
  |
3 | __weak unsigned int count = 3;
  |                     ^
  = rule: Each file reads the variable by its own definition's type; the bytes are those of the
          one that won. Between a declaration and a definition this is LNK009.
  = fix: Put one declaration into a header that all files include.

0 errors, 1 warning
linked in 2 orders
prog returns 3
=== exit 0
