# Bitcode of an older LLVM, with typed pointers, is linked with that of ours; a note names both.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
struct point { int x, y; };
int sum(struct point *p);

SEC("socket") int prog(void *ctx)
{
	struct point p = {3, 4};

	return sum(&p);
}
=== file sum.bpf.c
struct point { int x, y; };

int sum(struct point *p)
{
	return p->x + p->y;
}
=== run cc-bpf -emit-llvm main.bpf.c && mv main.bpf.o main.bc && clang-14 --target=bpf -O2 -g -emit-llvm -c sum.bpf.c -o sum.bc && bpfweld link -v --lto -o out.o main.bc sum.bc && run-object out.o
note[CMP006]: it is bitcode of LLVM14.0.6, code generation is of LLVM 19.1.7
  --> sum.bc
  = rule: Older clangs work, but know fewer BPF features: -mcpu=v4, bpf_fastcall, address space
          casts and some CO-RE builtins came up to LLVM 19.
  = fix: Use clang-19 if the source needs them.

prog returns 7
=== exit 0
