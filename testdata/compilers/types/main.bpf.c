/* SPDX-License-Identifier: BSD-2-Clause */
/* returns 31: a type with all that C has, behind a pointer in both files */
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

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

SEC("socket") int prog(void *ctx)
{
	struct node n = {};

	n.flag = 1;
	n.s = 2;
	n.color = BLUE;
	n.i = 8;
	n.wide = 16;
	return weigh(&n, GREEN);
}
