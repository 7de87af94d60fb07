/* SPDX-License-Identifier: BSD-2-Clause */
/* returns 57: both files have static names that are the same */
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

static int state = 4;
static int hidden_count;

int bump(int n);

static __attribute__((noinline)) int work(int n)
{
	state += n;
	hidden_count++;
	return state;
}

SEC("socket") int prog(void *ctx)
{
	return work(3) + bump(3) + hidden_count;
}
