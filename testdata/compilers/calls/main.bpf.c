/* SPDX-License-Identifier: BSD-2-Clause */
/* returns 114: functions of the other file, with parameters of many kinds */
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct pair {
	int a;
	char b;
	long c;
};

int add(int x, int y);
long sum(struct pair *p);
char letter(unsigned char n);
int has_bit(unsigned long v, unsigned n);
int chain(int n);

SEC("socket") int prog(void *ctx)
{
	struct pair p = {1, 2, 3};

	return add(20, 22) + (int)sum(&p) + (letter(3) == 'd') + has_bit(4, 2) + chain(10);
}
