# A name of a COMDAT group made local in one file: that file keeps its own groups, whatever the
# order, and what is left global meets the other file's copies as weak definitions.
=== file one.h
#define SEC(n) __attribute__((section(n), used))
#define NOINLINE __attribute__((noinline))

extern "C" {
NOINLINE inline int twice(int x)
{
	asm volatile("");
	return 2 * x;
}
inline volatile int count = 5;
NOINLINE inline int next(int by)
{
	count += by;
	return count;
}
int other(int x);
}
=== file a.bpf.cpp
#include "one.h"

extern "C" {
char license_a[] SEC("license") = "GPL";

SEC("socket") int prog(void *ctx)
{
	return next(1) * 1000 + twice(other(10));
}
}
=== file b.bpf.cpp
#include "one.h"

extern "C" NOINLINE int other(int x)
{
	return twice(x) + next(100);
}
=== run cc-bpf a.bpf.cpp b.bpf.cpp && link-all -q --localize b.bpf.o:next -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 6252
=== exit 0
=== run link-all -q --localize 'a.bpf.o:twice' --localize 'b.bpf.o:next' -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 6252
=== exit 0
=== run llvm-readelf-19 -g -s linked.o | grep -E 'group|FUNC|OBJECT'
     2: 0000000000000038    24 FUNC    LOCAL  DEFAULT     3 twice
     3: 0000000000000098    56 FUNC    LOCAL  DEFAULT     3 next
     4: 0000000000000000    80 FUNC    GLOBAL DEFAULT     1 prog
     5: 0000000000000000    56 FUNC    WEAK   DEFAULT     3 next
     6: 0000000000000050    48 FUNC    GLOBAL DEFAULT     3 other
     7: 0000000000000000     4 OBJECT  WEAK   DEFAULT     6 count
     8: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     5 license_a
     9: 0000000000000080    24 FUNC    WEAK   DEFAULT     3 twice
There are no section groups in this file.
=== exit 0
