/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side of vars.c: defines what it needs, and overrides its weak ones. */
#define SEC(n) __attribute__((section(n), used))

extern int knob SEC(".data.knobs");
int shared = 4;
const int limits[4] SEC(".rodata.limits") = {9, 8, 7, 6};
int tunable = 44;
static long counter;
int hook(int x)
{
	return x - 1;
}
int helper(int x, long y)
{
	counter += y;
	return x + (int)counter + knob;
}
char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("xdp") int other_prog(void *ctx)
{
	return hook(shared) + tunable;
}
