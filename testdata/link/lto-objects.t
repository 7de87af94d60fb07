# --lto with objects among the inputs: what they need stays visible, and their definitions count.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
int outside(int);

/* used by the object only */
__attribute__((noinline)) int helper(int x)
{
	return x + 100;
}

/* the object has a strong one */
__attribute__((weak, noinline)) int choice(void)
{
	return 1;
}

/* nobody else has one */
__attribute__((weak)) int alone(void)
{
	return 3;
}

/* nobody uses it */
int unused(void)
{
	return 7;
}

SEC("socket") int prog(void *ctx)
{
	return outside(5) + 1000 * choice() + 10000 * alone();
}
=== file object.bpf.c
int helper(int);

int outside(int x)
{
	return helper(x) + 1;
}

int choice(void)
{
	return 2;
}
=== run cc-bpf object.bpf.c && cc-bpf -emit-llvm main.bpf.c && mv main.bpf.o main.bc && link-all --lto -- main.bc object.bpf.o
linked in 2 orders
prog returns 32106
=== exit 0
=== run llvm-readelf-19 -s linked.o | awk '$4 == "FUNC" { print $8, $5 }'
helper GLOBAL
choice GLOBAL
prog GLOBAL
outside GLOBAL
=== exit 0
# The same out of an archive.
=== run ar rc lib.a object.bpf.o && link-all --lto -- main.bc lib.a
linked in 2 orders
prog returns 32106
=== exit 0
# --keep names what else must stay.
=== run bpfweld link --lto --keep 'unu*' -o kept.o main.bc object.bpf.o && llvm-readelf-19 -s kept.o | grep -c unused
1
=== exit 0
# Without IR there is nothing to do.
=== run bpfweld link --lto -o out.o object.bpf.o --undefined allow
warning[CMP023]: none of the 1 objects is made from C or IR here
  --> (command line)
  = rule: --lto is about inputs that are C, LLVM IR or bitcode; objects are linked as they are.
  = fix: Give .bc files (clang -emit-llvm -c), or leave --lto out.

0 errors, 1 warning
=== exit 0
