# S5: an extern variable of a named section that nobody defines stays an error; it does not become
# the first variable of that section.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int knob SEC(".data.knobs");
int mine SEC(".data.knobs") = 3;

SEC("socket") int prog(void *ctx)
{
	return knob + mine;
}
=== run cc-bpf use.bpf.c && link-all -- use.bpf.o
error[LNK005]: 'knob' is needed by 'prog' in use.bpf.o and defined nowhere
  --> use.bpf.c:10:9 ('prog', section socket+0x0, in use.bpf.o)
   |
10 | 	return knob + mine;
   | 	       ^
  = rule: Every extern function, variable and map has a definition in one of the files; only
          .ksyms and .kconfig names are left to the kernel. Loaders cannot resolve any other.
  = fix: Link the file that defines it, make the declaration __weak if it is optional, or allow
         undefined names for an intermediate link.

1 error, 0 warnings
refused in 1 order, status 1
=== exit 0
