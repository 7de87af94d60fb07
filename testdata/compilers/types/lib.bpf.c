/* SPDX-License-Identifier: BSD-2-Clause */
#include <bpfweld/bpf.h>

enum color { RED = 1, GREEN = 2, BLUE = 4 };
typedef unsigned long long big;
struct node {
	_Bool flag;
	signed char c;
	unsigned short s;
	unsigned bits : 3;
	int more : 5;
	enum color color;
	union {
		int i;
		unsigned u;
	};
	big wide;
	long plain;
	int array[2][3];
	struct node *next;
	int (*call)(const char *, ...);
};

int weigh(const struct node *n, enum color c);

int weigh(const struct node *n, enum color c)
{
	if (!n)
		return -1;
	return n->flag + n->s + n->color + n->i + (int)n->wide + (c == GREEN ? 0 : 100);
}
