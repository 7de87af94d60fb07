# R4: a map of another file as the value of a map of maps, and one next to it of the own file; the
# definitions before them move both.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
};
extern struct inner theirs SEC(".maps");
struct inner mine SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {[1] = (void *)&theirs, [3] = (void *)&mine}};

static __noinline int get(int key)
{
	int zero = 0, *v;
	void *m = bpf_map_lookup_elem(&outer, &key);

	v = m ? bpf_map_lookup_elem(m, &zero) : 0;
	return v ? *v : -1;
}

SEC("socket") int prog(void *ctx)
{
	int zero = 0, five = 5, six = 6;

	bpf_map_update_elem(&mine, &zero, &five, 0);
	bpf_map_update_elem(&theirs, &zero, &six, 0);
	return get(1) * 1000 + get(3) * 100 + get(0) * 10;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 9);
	__type(key, long);
	__type(value, long);
} before SEC(".maps");
struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
};
struct inner theirs SEC(".maps");
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 6490
=== exit 0
