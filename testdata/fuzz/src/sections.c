/* SPDX-License-Identifier: BSD-2-Clause */
/* Sections with rules of their own: struct_ops, arena, legacy maps, function tables. */
#define SEC(n) __attribute__((section(n), used))

struct ops {
	int (*init)(void *x);
	long (*work)(int a);
	char name[8];
	int flags;
};
SEC("struct_ops/init") int my_init(void *x)
{
	return 0;
}
SEC("struct_ops/work") long my_work(int *a)
{
	return a[0];
}
struct ops my_ops SEC(".struct_ops.link") = {
    .init = my_init, .work = (void *)my_work, .name = "mine", .flags = 1};
struct {
	int (*type)[33];
	int (*map_flags)[1024];
	int (*max_entries)[4];
} arena SEC(".maps");
int __attribute__((address_space(1))) page;
struct legacy {
	unsigned type, key, value, entries, flags;
} old SEC("maps") = {1, 4, 8, 16, 0};
static __attribute__((noinline)) int one(int x)
{
	return x + 1;
}
static __attribute__((noinline)) int two(int x)
{
	return x * 2;
}
static int (*const table[])(int) = {one, two};
int common_var;
char LICENSE[] SEC("license") = "GPL";

SEC("syscall") int prog(void *ctx)
{
	int (*volatile f)(int) = table[common_var & 1];

	page = common_var;
	return f != 0;
}
