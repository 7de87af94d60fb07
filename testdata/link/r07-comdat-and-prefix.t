# R7: a file with a prefix has names of its own, so it keeps its own copies of the groups that the
# others share.
=== file one.h
#define SEC(n) __attribute__((section(n), used))
extern "C" {
inline volatile int count = 5;
__attribute__((noinline)) inline int next(int by)
{
	count += by;
	return count;
}
}
=== file a.bpf.cpp
#include "one.h"

extern "C" {
char license_a[] SEC("license") = "GPL";

SEC("socket") int prog(void *ctx)
{
	return next(1);
}
}
=== file b.bpf.cpp
#include "one.h"

extern "C" SEC("socket") int other(void *ctx)
{
	return next(100);
}
=== file c.bpf.cpp
#include "one.h"

extern "C" SEC("socket") int third(void *ctx)
{
	return next(0) >= 5;
}
=== run cc-bpf a.bpf.cpp b.bpf.cpp c.bpf.cpp && link-all -q --prefix b.bpf.o=b_ -- a.bpf.o b.bpf.o c.bpf.o; llvm-readelf-19 -s linked.o | grep -E 'FUNC|OBJECT' | awk '{ print $NF }' | sort
linked in 6 orders
b_other returns 105
prog returns 6
third returns 1
b_count
b_next
b_other
count
license_a
next
prog
third
=== exit 0
