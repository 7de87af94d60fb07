/* SPDX-License-Identifier: BSD-2-Clause */
/* returns 60: variables of the other file, in several sections */
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int counter;
extern long zeros[4];
extern const int limit;
extern char text[8];
extern int knob SEC(".data.knobs");
extern unsigned char small;
int mine = 5;

SEC("socket") int prog(void *ctx)
{
	counter += mine;
	zeros[2] += 3;
	return counter + (int)zeros[2] + limit + text[1] - 'b' + knob + small;
}
