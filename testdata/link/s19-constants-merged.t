# S19: equal constants of .rodata.cst* are one as well; a constant variable with a name keeps a place
# of its own, since BTF describes it.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int from_b(int at);
volatile int at;

SEC("socket") int prog(void *ctx)
{
	int table[4] = {1, 20, 300, 4000};
	int i = at & 3;

	return table[i] + from_b(i);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static const struct {
	int v[4];
} named = {{1, 20, 300, 4000}};

__noinline int from_b(int at)
{
	int table[4] = {1, 20, 300, 4000}, other[4] = {5, 60, 700, 8000};

	return table[at & 3] + other[at & 3] + named.v[at & 3];
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r -sat=2 -- a.bpf.o b.bpf.o && llvm-readelf-19 -x .rodata.cst16 linked.o; llvm-readelf-19 -S linked.o | grep rodata | cut -c1-80
linked in 2 orders
prog returns 1600

Hex dump of section '.rodata.cst16':
0x00000000 01000000 14000000 2c010000 a00f0000 ........,.......
0x00000010 05000000 3c000000 bc020000 401f0000 ....<.......@...
0x00000020 01000000 14000000 2c010000 a00f0000 ........,.......
  [ 4] .rodata.cst16     PROGBITS        0000000000000000 0000dc 000030 10  AM  
=== exit 0
