/* SPDX-License-Identifier: BSD-2-Clause */
#include <bpfweld/bpf.h>

int first = 100;
int counter = 10;
long zeros[4];
const int limit = 20;
char text[8] = "abc";
int before SEC(".data.knobs") = 1;
int knob SEC(".data.knobs") = 15;
unsigned char small = 7;
