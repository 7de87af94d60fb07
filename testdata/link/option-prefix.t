# --prefix: every global name that the file defines gets it, there and where the file uses it:
# functions, variables, maps, programs, weak definitions, values of a map of maps. Names of others,
# static ones, the license and section names stay.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int count = 10;

__noinline int f(int x)
{
	bw_barrier();
	return x + 1;
}

SEC("socket") int prog(void *ctx)
{
	return f(count);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("Dual BSD/GPL");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} in SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, int);
	__array(values, struct inner);
} out SEC(".maps") = {.values = {&in}};

int count = 20;
static int own = 300;
extern int shared;

__weak __noinline int f(int x)
{
	bw_barrier();
	return x + shared + own;
}

SEC("socket") int prog(void *ctx)
{
	int k = 0;

	own++;
	return f(count) + !bpf_map_lookup_elem(&out, &k);
}
=== file c.bpf.c
int shared = 4000;
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all --prefix b.bpf.o=b_ -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
b_prog returns 4321
prog returns 11
=== exit 0
=== run llvm-readelf-19 -s linked.o | grep -E 'FUNC|OBJECT' | awk '{print $5, $8}' | sort; bpfweld show --btf linked.o | grep -oE "(FUNC|VAR|DATASEC) '[A-Za-z_.]+'" | sort
GLOBAL b_count
GLOBAL b_in
GLOBAL b_out
GLOBAL b_prog
GLOBAL bw_license
GLOBAL count
GLOBAL f
GLOBAL prog
GLOBAL shared
LOCAL own
WEAK b_f
DATASEC '.data'
DATASEC '.maps'
DATASEC 'license'
FUNC 'b_f'
FUNC 'b_prog'
FUNC 'f'
FUNC 'prog'
VAR 'b_count'
VAR 'b_count'
VAR 'b_in'
VAR 'b_in'
VAR 'b_out'
VAR 'b_out'
VAR 'bw_license'
VAR 'bw_license'
VAR 'count'
VAR 'count'
VAR 'own'
VAR 'own'
VAR 'shared'
VAR 'shared'
=== exit 0
