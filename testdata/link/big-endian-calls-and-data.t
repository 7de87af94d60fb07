# Big-endian objects, linked on any host: the same code and the same places as the little-endian
# link of the same sources; data in the objects' byte order.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int shared;
extern long far64;
int f(int x);
static volatile int own = 3;
static const volatile short fixed = 0x1234;

static __noinline int local(int x)
{
	bw_barrier();
	return x + own;
}

SEC("socket") int prog(void *ctx)
{
	return f(shared) + local(fixed) + far64;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

char c = 1;
int shared = 0x01020304;
long far64 __attribute__((aligned(64))) = 0x0102030405060708;

static __noinline int local(int x)
{
	bw_barrier();
	return x * 2;
}

__noinline int f(int x)
{
	return local(x) + 1;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && bpfweld show --disasm linked.o >little && mv linked.o little.o
linked in 2 orders
prog returns 118103880
=== exit 0
=== run cc-bpf --target=bpfeb a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o && bpfweld show --disasm linked.o | diff little - && llvm-readelf-19 -h linked.o | grep Data:
linked in 2 orders
  Data:                              2's complement, big endian
=== exit 0
=== run for f in little.o linked.o; do llvm-readelf-19 -s $f | grep -E 'OBJECT|FUNC'; done | sort | uniq -c | awk '{ print $1 }' | sort | uniq -c; llvm-readelf-19 -x .data -x .rodata linked.o
     10 2

Hex dump of section '.rodata':
0x00000000 1234                                .4

Hex dump of section '.data':
0x00000000 00000003 00000000 00000000 00000000 ................
0x00000010 00000000 00000000 00000000 00000000 ................
0x00000020 00000000 00000000 00000000 00000000 ................
0x00000030 00000000 00000000 00000000 00000000 ................
0x00000040 01000000 01020304 00000000 00000000 ................
0x00000050 00000000 00000000 00000000 00000000 ................
0x00000060 00000000 00000000 00000000 00000000 ................
0x00000070 00000000 00000000 00000000 00000000 ................
0x00000080 01020304 05060708                   ........
=== exit 0
