# Inputs without DWARF, and then without symbols of static variables: those are known from BTF alone.
# They move with what a weak variable leaves behind, and BTF says where to.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static volatile int n = 1, zero;
__weak int tunable = 5;
static volatile int behind = 1000;
int other(int x);

static __noinline int step(int x)
{
	n++;
	zero += 10;
	return x + n + zero;
}

SEC("socket") int prog(void *ctx)
{
	return step(other(5)) + tunable + behind;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static volatile int n = 200;
int tunable = 30000;

static __noinline int step(int x)
{
	n += 100;
	return x * 2;
}

__noinline int other(int x)
{
	return step(x) + n;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && llvm-strip-19 -g a.bpf.o b.bpf.o && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 31322
linked in 2 orders
prog returns 31322
=== exit 0
=== run for f in a b; do llvm-objcopy-19 --strip-symbol=n --strip-symbol=behind --strip-symbol=zero $f.bpf.o; done; llvm-readelf-19 -s a.bpf.o | grep -cE ' (n|behind|zero)$'; bpfweld link -o ab.o a.bpf.o b.bpf.o && run-object ab.o && bpfweld link -o ba.o b.bpf.o a.bpf.o && run-object ba.o
0
prog returns 31322
prog returns 31322
=== exit 0
=== run bpfweld show --btf ab.o | grep -A4 "DATASEC '.data'"; bpfweld link -o again.o ab.o && cmp ab.o again.o
[20] DATASEC '.data' size=16 vlen=4
	type_id=14 offset=0 size=4 (VAR 'behind')
	type_id=15 offset=4 size=4 (VAR 'n')
	type_id=16 offset=8 size=4 (VAR 'tunable')
	type_id=17 offset=12 size=4 (VAR 'n')
=== exit 0
