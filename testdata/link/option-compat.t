# --compat libbpf: what libbpf's linker does not compare is a warning, not an error: array lengths,
# structs behind pointers, enum values, signedness, map_extra, who provides a name.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct pair {
	int a, b;
};
enum verdict { DROP, PASS };

extern int table[64];
extern long count;
extern int take(struct pair *p);
extern int judge(enum verdict v);

extern struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 9);
	__uint(map_extra, 3);
	__type(value, int);
} filter SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	struct pair p = {1, 2};
	int v = 1;

	bpf_map_push_elem(&filter, &v, 0);
	return table[3] + (count < 0) + take(&p) + judge(PASS);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct pair {
	int b, a;
};
enum verdict { PASS, DROP };

int table[4] = {0, 0, 0, 7};
unsigned long count = 3;

__noinline int take(struct pair *p)
{
	return p ? p->a : 0;
}

__noinline int judge(enum verdict v)
{
	bw_barrier();
	return v == PASS;
}

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 9);
	__uint(map_extra, 9);
	__type(value, int);
} filter SEC(".maps");
=== run cc-bpf a.bpf.c b.bpf.c && bpfweld link -q --compat strict -o out.o a.bpf.o b.bpf.o
a.bpf.c:20:3: error: map 'filter': map_extra is 9 in b.bpf.o and 3 in a.bpf.o [LNK010]
a.bpf.c:11:13: error: variable 'count': type is `unsigned long` (unsigned) in b.bpf.o and `long` (signed) in a.bpf.o [LNK009]
a.bpf.c:10:12: error: variable 'table': number of elements is 4 in b.bpf.o and 64 in a.bpf.o [LNK009]
a.bpf.c:12:12: error: function 'take': parameter 1 -> pointee -> member 1 is 'b' in b.bpf.o and 'a' in a.bpf.o [LNK008]
a.bpf.c:13:12: error: function 'judge': parameter 1 -> value 1 is PASS = 0 in b.bpf.o and DROP = 0 in a.bpf.o [LNK008]
=== exit 1
=== run link-all -q --compat libbpf -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 9
=== exit 0
=== run bpfweld link --compat libbpf -o out.o a.bpf.o b.bpf.o 2>&1 | grep -E '^warning|^[0-9]+ error'
warning[LNK030]: 'filter': map_extra is 9 in b.bpf.o and 3 in a.bpf.o
warning[LNK030]: 'count': type is `unsigned long` (unsigned) in b.bpf.o and `long` (signed) in a.bpf.o
warning[LNK030]: 'table': number of elements is 4 in b.bpf.o and 64 in a.bpf.o
warning[LNK030]: 'take': parameter 1 -> pointee -> member 1 is 'b' in b.bpf.o and 'a' in a.bpf.o
warning[LNK030]: 'judge': parameter 1 -> value 1 is PASS = 0 in b.bpf.o and DROP = 0 in a.bpf.o
0 errors, 5 warnings
=== exit 0
