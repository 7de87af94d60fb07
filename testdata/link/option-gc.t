# --gc: programs stay and what they reach; functions, maps, variables and constants that they
# do not reach go, in either file. -v names them.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} first_unused SEC(".maps"), used SEC(".maps"), last_unused SEC(".maps");

extern int helper(int x);
int step = 5, unused = 6;
const volatile int unused_limit = 1, limit = 100;

__noinline int dead(int x)
{
	int k = 0;

	bw_barrier();
	return x + unused + !!bpf_map_lookup_elem(&first_unused, &k);
}

__noinline int deader(int x)
{
	bw_barrier();
	return dead(x) + unused_limit;
}

SEC("socket") int prog(void *ctx)
{
	int k = 0;

	return helper(step) + limit + !bpf_map_lookup_elem(&used, &k);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static __noinline int below(int x)
{
	bw_barrier();
	return x + 2;
}

__noinline int dead_too(int x)
{
	bw_barrier();
	return below(x);
}

__noinline int helper(int x)
{
	bw_barrier();
	return below(x) * 2;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all --gc -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 114
=== exit 0
=== run bpfweld link --gc -v -o out.o a.bpf.o b.bpf.o && llvm-readelf-19 -s out.o | grep -E 'FUNC|OBJECT' | awk '{print $8, $3}'
note[LNK028]: --gc dropped 288 bytes: function dead, function deader, variable unused, variable unused_limit, map first_unused, map last_unused, function dead_too
  --> out.o
  = rule: With --gc, what programs, struct_ops maps, pinned maps and --keep do not reach is
          dropped.
  = fix: Nothing to do; --keep NAME brings one back, --map FILE lists all.

below 24
prog 176
step 4
helper 24
limit 4
used 32
bw_license 4
=== exit 0
