/* SPDX-License-Identifier: BSD-2-Clause */
/* returns 32: weak definitions give way to strong ones; a weak extern may stay open */
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__attribute__((weak, noinline)) int choice(void)
{
	return 1;
}

int tunable __attribute__((weak)) = 1;
extern int nowhere(void) __attribute__((weak));

SEC("socket") int prog(void *ctx)
{
	return choice() + tunable + (nowhere ? nowhere() : 0);
}
