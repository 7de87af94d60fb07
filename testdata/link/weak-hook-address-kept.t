# The address of an optional hook in a table of data is 0 as well.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int level __weak;
int *table[] = {0, &level};

SEC("socket") int prog(void *ctx)
{
	return table[1] ? 1 : 7;
}
=== file other.bpf.c
int other = 1;
=== run cc-bpf use.bpf.c other.bpf.c && link-all -- use.bpf.o other.bpf.o
warning[LNK032]: 'table' points to 'level'
  --> use.bpf.o (section .data+0x8)
  = rule: A map's contents are bytes to the kernel: libbpf skips relocations of .data, .rodata
          and arena sections, and a program that reads the pointer gets a number, not an
          address.
  = fix: Keep an index or offset in the data instead of a pointer, or choose by switch in the
         code.

0 errors, 1 warning
linked in 2 orders
prog returns 7
=== exit 0
