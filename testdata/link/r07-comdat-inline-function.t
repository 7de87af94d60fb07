# R7: inline functions of C++ stand in COMDAT groups, a copy in each file: one stays, with its
# static data; both files count with the same counter.
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
=== run cc-bpf a.bpf.cpp b.bpf.cpp && llvm-readelf-19 -g a.bpf.o | grep COMDAT && link-all -- a.bpf.o b.bpf.o
COMDAT group section [    5] `.group' [next] contains 2 sections:
COMDAT group section [    8] `.group' [twice] contains 1 sections:
COMDAT group section [   11] `.group' [count] contains 1 sections:
warning[LNK020]: BTF of a.bpf.o does not describe 'count': not compared with other files
  --> one.h:10:21 ('count', section .data.count+0x0, in a.bpf.o)
   |
10 | inline volatile int count = 5;
   |                     ^
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 1 warning
linked in 2 orders
prog returns 6252
=== exit 0
=== run llvm-readelf-19 -g -s linked.o | grep -E 'group|FUNC|OBJECT'
     1: 0000000000000000    80 FUNC    GLOBAL DEFAULT     1 prog
     2: 0000000000000000    56 FUNC    WEAK   DEFAULT     3 next
     3: 0000000000000050    48 FUNC    GLOBAL DEFAULT     3 other
     4: 0000000000000038    24 FUNC    WEAK   DEFAULT     3 twice
     5: 0000000000000000     4 OBJECT  WEAK   DEFAULT     6 count
     6: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     5 license_a
There are no section groups in this file.
=== exit 0
