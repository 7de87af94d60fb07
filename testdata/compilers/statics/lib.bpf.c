/* SPDX-License-Identifier: BSD-2-Clause */
static int state = 40;
static int hidden_count = 3;

static __attribute__((noinline)) int work(int n)
{
	state += n;
	hidden_count++;
	return state + hidden_count + 2;
}

int bump(int n)
{
	return work(n);
}
