# A symbol with a type is found in the kernel's BTF, one without (void) in its symbol table: one
# name is looked up in one way.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern const int bpf_prog_active __ksym;

SEC("socket") int prog_a(void *ctx)
{
	const void *p = &bpf_prog_active;

	bw_opaque(p);
	return p != 0;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern const void bpf_prog_active __ksym;

SEC("socket") int prog_b(void *ctx)
{
	const void *p = &bpf_prog_active;

	bw_opaque(p);
	return p != 0;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK011]: variable 'bpf_prog_active': type is `const int` in a.bpf.o and `const void` in b.bpf.o
  --> b.bpf.c:3:19 ('bpf_prog_active', in b.bpf.o)
  |
3 | extern const void bpf_prog_active __ksym;
  |                   ^
  = note: here it is declared as `const void bpf_prog_active`
  = note: b.bpf.c:9:2 ('prog_b', section socket+0x0, in b.bpf.o): used by 'prog_b'
  |
9 | 	bw_opaque(p);
  | 	^
  = note: a.bpf.c:5:18 ('bpf_prog_active', in a.bpf.o): declared as `const int bpf_prog_active`
  |
5 | extern const int bpf_prog_active __ksym;
  |                  ^
  = note: a.bpf.c:11:2 ('prog_a', section socket+0x0, in a.bpf.o): used by 'prog_a'
   |
11 | 	bw_opaque(p);
   | 	^
  = rule: All files give one type to a .kconfig value or .ksyms symbol: the loader resolves it
          once.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
