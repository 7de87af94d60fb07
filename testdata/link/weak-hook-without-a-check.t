# A call of an optional hook that is not behind a check of its address cannot become anything.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int hook(int x) __weak;

SEC("socket") int prog(void *ctx)
{
	return hook(1);
}
=== file other.bpf.c
int other = 1;
=== run cc-bpf use.bpf.c other.bpf.c && link-all -- use.bpf.o other.bpf.o
error[LNK007]: weak function 'hook' is defined nowhere and is called without a check of its address
  --> use.bpf.c:9:9 ('prog', section socket+0x8, in use.bpf.o)
  |
9 | 	return hook(1);
  | 	       ^
  = rule: A weak function that nobody defines has address 0; a call that is not behind a check
          of the address would jump nowhere. The kernel has no such instruction.
  = fix: Write `if (hook) hook(...)`, or link a file that defines it.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
