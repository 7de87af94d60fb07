# S16: local symbols stand before global ones and sh_info says where they end: other readers of ELF
# have nothing to say of a result. (link-all asks llvm-readelf of every case.)
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int shared;
int f(int x);
static volatile int own = 3;
static const volatile int fixed = 4;

static __noinline int local(int x)
{
	bw_barrier();
	return x + own;
}

SEC("socket") int prog(void *ctx)
{
	const char *text = "hallo";

	bw_opaque(text);
	return f(shared) + local(fixed) + (text[1] == 'a');
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int shared = 10;
static volatile int zero;
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

static __noinline int local(int x)
{
	zero = x;
	return x * 2 + zero;
}

__noinline int f(int x)
{
	return local(x) + !!bpf_map_lookup_elem(&m, (void *)&zero);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 38
=== exit 0
=== run llvm-readelf-19 -S linked.o | grep symtab | awk '{ print "first global:", $(NF - 1) }'; llvm-readelf-19 -s linked.o | awk '$5 == "LOCAL" { n++ } END { print "local ones:", n }'
first global: 11
local ones: 11
=== exit 0
=== run for r in readelf llvm-readelf-19 eu-readelf; do ! command -v $r >/dev/null || $r -S -s -r -n linked.o 2>&1 >/dev/null; done; ! command -v eu-elflint >/dev/null || eu-elflint --gnu linked.o | grep -v "unknown object file note"
=== exit 1
