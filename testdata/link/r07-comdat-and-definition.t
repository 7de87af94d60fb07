# R7: a member of a group is weak: a strong definition in a third file takes its place. The names are
# C++'s, which BTF does not have: nothing is compared.
=== file a.bpf.cpp
#define SEC(n) __attribute__((section(n), used))
__attribute__((noinline)) inline int choose(int x)
{
	asm volatile("");
	return x + 1;
}
extern "C" {
char license_a[] SEC("license") = "GPL";
int other(int x);

SEC("socket") int prog(void *ctx)
{
	return choose(1) + 10 * other(1);
}
}
=== file b.bpf.cpp
__attribute__((noinline)) inline int choose(int x)
{
	asm volatile("");
	return x + 1;
}
extern "C" __attribute__((noinline)) int other(int x)
{
	return choose(x) + 1;
}
=== file c.bpf.cpp
__attribute__((noinline)) int choose(int x)
{
	asm volatile("");
	return x + 6;
}
=== run cc-bpf a.bpf.cpp b.bpf.cpp c.bpf.cpp && link-all -b -- a.bpf.o b.bpf.o c.bpf.o
warning[LNK020]: BTF of a.bpf.o does not describe '_Z6choosei': not compared with other files
  --> a.bpf.cpp:2 ('_Z6choosei', section .text._Z6choosei+0x0, in a.bpf.o)
  |
2 | __attribute__((noinline)) inline int choose(int x)
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 1 warning
linked in 6 orders
prog returns 87
=== exit 0
=== run llvm-readelf-19 -s linked.o | grep -c choose
1
=== exit 0
