# Big-endian: maps with a static map as a value, strings merged, a weak variable that lost.
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
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {[1] = (void *)&theirs}};
__weak int tunable = 3;
volatile int at;

SEC("socket") int prog(void *ctx)
{
	const char *text = "one string";
	int zero = 0;

	bw_opaque(text);
	return tunable + text[at & 3] + !!bpf_map_lookup_elem(&outer, &zero);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
};
struct inner first SEC(".maps");
struct inner theirs SEC(".maps");
int tunable = 4;
volatile int at_b;

SEC("socket") int other(void *ctx)
{
	const char *text = "one string";

	bw_opaque(text);
	return text[at_b & 3];
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && bpfweld show --disasm --maps --relocs linked.o >little
linked in 2 orders
other returns 111
prog returns 115
=== exit 0
=== run cc-bpf --target=bpfeb a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o && bpfweld show --disasm --maps --relocs linked.o | diff little - && llvm-readelf-19 -x .data -p .rodata.str1.1 linked.o
linked in 2 orders

String dump of section '.rodata.str1.1':
[     0] one string

Hex dump of section '.data':
0x00000000 00000004                            ....
=== exit 0
