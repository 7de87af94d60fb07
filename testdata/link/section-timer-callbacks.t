# Timer callbacks: static functions of one name in two files, each set by a program of its own file.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct bpf_timer {
	__u64 opaque[2];
} __attribute__((aligned(8)));
struct value {
	struct bpf_timer timer;
};
struct timers {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} timers SEC(".maps");
int set_b(void);

static int fired(void *map, int *key, struct value *v)
{
	return 0;
}

SEC("tc") int prog(struct __sk_buff *ctx)
{
	int zero = 0;
	struct value *v = bpf_map_lookup_elem(&timers, &zero);

	if (!v)
		return -1;
	bpf_timer_init(&v->timer, &timers, 1);
	return bpf_timer_set_callback(&v->timer, fired) + set_b() + 7;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct bpf_timer {
	__u64 opaque[2];
} __attribute__((aligned(8)));
struct value {
	struct bpf_timer timer;
};
extern struct timers {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} timers SEC(".maps");

static __noinline int before(int x)
{
	bw_barrier();
	return x;
}

static int fired(void *map, int *key, struct value *v)
{
	return before(0);
}

__noinline int set_b(void)
{
	int zero = 0;
	struct value *v = bpf_map_lookup_elem(&timers, &zero);

	return v ? bpf_timer_set_callback(&v->timer, fired) : -1;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 7
=== exit 0
