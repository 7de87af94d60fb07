# R9: BTF without .BTF.ext, as some tools leave it: types are there and compared, records are not, so
# the program that calls into such a file has none either.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int shared;
int add(int x);

SEC("socket") int prog(void *ctx)
{
	return add(3) + shared;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int shared = 40;

__noinline int add(int x)
{
	bw_barrier();
	return x + 1;
}
=== run cc-bpf a.bpf.c b.bpf.c && llvm-objcopy-19 --remove-section .BTF.ext --remove-section .rel.BTF.ext b.bpf.o && link-all -v -r -sshared=50 -- a.bpf.o b.bpf.o
note[LNK035]: program 'prog' reaches functions without BTF: it loads without func and line records
  --> a.bpf.c:10:9 ('prog', section socket+0x0, in a.bpf.o)
   |
10 | 	return add(3) + shared;
   | 	       ^
  = rule: The kernel wants func and line records for all functions of a program or for none
          (check_btf_func()), and some of this one's come from a file without BTF.
  = fix: Compile all files with -g; the verifier's log then shows source lines, and callbacks
         work.

linked in 2 orders
prog returns 54
=== exit 0
