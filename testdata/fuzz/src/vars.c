/* SPDX-License-Identifier: BSD-2-Clause */
/* Symbols of each binding and data of each section; pairs with vars2.c. */
#define SEC(n) __attribute__((section(n), used))
#define WEAK __attribute__((weak))
#define HIDDEN __attribute__((visibility("hidden")))

extern int shared;
extern const int limits[4] SEC(".rodata.limits");
WEAK int tunable = 11;
HIDDEN long counter;
static int table[3] = {1, 2, 3};
static int *entry = &table[1];
int knob SEC(".data.knobs") = 5;
extern int absent WEAK;
extern int helper(int x, long y);
WEAK int hook(int x)
{
	return x * tunable;
}
static __attribute__((noinline)) int inner(int x)
{
	return x + table[x & 1] + *(volatile int *)entry;
}
char LICENSE[] SEC("license") = "GPL";
unsigned VERSION SEC("version") = 1;

SEC("socket") int main_prog(void *ctx)
{
	counter += shared + limits[1] + knob;
	if (&absent)
		counter += absent;
	return helper((int)counter, 2) + hook(3) + inner(shared);
}
