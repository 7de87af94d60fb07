/* SPDX-License-Identifier: BSD-2-Clause */
/* returns 124: constants and strings, in sections that compilers choose */
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int pick(unsigned i);
int length(void);
static const int table[4] = {10, 20, 30, 40};

SEC("socket") int prog(void *ctx)
{
	volatile unsigned i = 2;
	const char *s = "hello";
	volatile int k = 4;

	return table[i & 3] + pick(i) + length() + (s[k & 3] == 'o') + (s[4] == 'o');
}
