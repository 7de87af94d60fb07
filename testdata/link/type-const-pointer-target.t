# const behind a pointer is part of its type (C11 6.7.6.1).
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern const char *name;

SEC("socket") int prog(void *ctx)
{
	return !name;
}
=== file define.bpf.c
char *name;
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
error[LNK009]: variable 'name': pointee is not const in define.bpf.o and const in use.bpf.o
  --> use.bpf.c:5:20 ('name', in use.bpf.o)
  |
5 | extern const char *name;
  |                    ^
  = note: here it is declared as `const char *name`
  = note: use.bpf.c:9:10 ('prog', section socket+0x0, in use.bpf.o): used by 'prog'
  |
9 | 	return !name;
  | 	        ^
  = note: define.bpf.c:1:7 ('name', section .bss+0x0, in define.bpf.o): defined as `char *name`
  |
1 | char *name;
  |       ^
  = rule: Declarations and the definition of a variable agree in type, size and signedness (C11
          6.2.7). Nobody checks this later.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
