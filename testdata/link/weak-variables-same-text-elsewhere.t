# Weak pointers to strings: what they point to is compared, not where it stands.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static const char pad[] = "something in front";
__weak const char *name = "abc";

SEC("socket") int prog(void *ctx)
{
	return pad[3] == 'e';
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__weak const char *name = "abc";
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o
warning[LNK032]: 'name' points to '.rodata.str1.1'
  --> a.bpf.o (section .data+0x0)
  = rule: A map's contents are bytes to the kernel: libbpf skips relocations of .data, .rodata
          and arena sections, and a program that reads the pointer gets a number, not an
          address.
  = fix: Keep an index or offset in the data instead of a pointer, or choose by switch in the
         code.

0 errors, 1 warning
linked in 2 orders
=== exit 0
