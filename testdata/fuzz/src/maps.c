/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps: plain, extern, inner, with values; legacy; tagged pointers. */
#define SEC(n) __attribute__((section(n), used))
#define UINT(name, v) int(*name)[v]
#define TYPE(name, t) typeof(t) *name

static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*tail_call)(void *ctx, void *map, int i) = (void *)12;

struct item {
	long stamp;
	int hits : 5, misses : 27;
	enum { COLD = -1, WARM, HOT = 7 } heat;
	union {
		short s[2];
		unsigned char raw[4];
	};
};
extern struct {
	UINT(type, 1);
	UINT(max_entries, 16);
	TYPE(key, int);
	TYPE(value, struct item);
} items SEC(".maps");
struct inner_map {
	UINT(type, 2);
	UINT(max_entries, 1);
	TYPE(key, int);
	TYPE(value, int);
} inner_one SEC(".maps");
struct {
	UINT(type, 12);
	UINT(max_entries, 2);
	TYPE(key, int);
	struct inner_map *values[];
} outer SEC(".maps") = {.values = {&inner_one}};
int leaf(void *ctx);
struct {
	UINT(type, 3);
	UINT(max_entries, 2);
	TYPE(key, int);
	int (*values[])(void *ctx);
} progs SEC(".maps") = {.values = {[1] = leaf}};
char LICENSE[] SEC("license") = "GPL";

SEC("socket") int leaf(void *ctx)
{
	int key = 0;
	struct item *i = lookup(&items, &key);

	if (i)
		i->hits += i->heat;
	return 0;
}
SEC("socket") int root(void *ctx)
{
	int key = 0;

	lookup(&outer, &key);
	tail_call(ctx, &progs, 1);
	return 0;
}
