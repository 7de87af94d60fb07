/* SPDX-License-Identifier: BSD-2-Clause */
static const int table[4] = {60, 70, 80, 90};

int pick(unsigned i)
{
	return table[i & 3];
}

int length(void)
{
	volatile int k = 1;
	const char *word = k ? "thirteen" : "ten";

	return word[0] == 't' && word[3] == 'r' ? 13 : 0;
}
