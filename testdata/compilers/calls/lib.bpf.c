/* SPDX-License-Identifier: BSD-2-Clause */
struct pair {
	int a;
	char b;
	long c;
};

static __attribute__((noinline)) int twice(int x)
{
	return x * 2;
}

int add(int x, int y)
{
	return x + y;
}

long sum(struct pair *p)
{
	return p ? p->a + p->b + p->c : -1;
}

char letter(unsigned char n)
{
	return (char)('a' + n);
}

int has_bit(unsigned long v, unsigned n)
{
	return v >> n & 1;
}

int chain(int n)
{
	return twice(twice(n)) + add(n, n) + 4;
}
