/* SPDX-License-Identifier: BSD-2-Clause */
int choice(void)
{
	return 2;
}

int tunable = 30;
