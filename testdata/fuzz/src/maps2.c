/* SPDX-License-Identifier: BSD-2-Clause */
/* Defines the map that maps.c takes from outside. */
#define SEC(n) __attribute__((section(n), used))
#define UINT(name, v) int(*name)[v]
#define TYPE(name, t) typeof(t) *name

struct item {
	long stamp;
	int hits : 5, misses : 27;
	enum { COLD = -1, WARM, HOT = 7 } heat;
	union {
		short s[2];
		unsigned char raw[4];
	};
};
struct {
	UINT(type, 2);
	UINT(max_entries, 1);
	TYPE(key, int);
	TYPE(value, long);
	UINT(map_flags, 0);
} first SEC(".maps");
struct {
	UINT(type, 1);
	UINT(max_entries, 16);
	TYPE(key, int);
	TYPE(value, struct item);
} items SEC(".maps");
static void *(*lookup)(void *map, const void *key) = (void *)1;
char LICENSE[] SEC("license") = "GPL";

SEC("tc") int uses_first(void *ctx)
{
	int key = 0;

	return lookup(&first, &key) != lookup(&items, &key);
}
