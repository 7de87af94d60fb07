# S13: names that nobody defines are errors that say who needs them. With --undefined warn they
# are warnings, with allow they are for a later link.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int missing_function(int x);
extern int missing_variable;

SEC("socket") int prog(void *ctx)
{
	return missing_function(missing_variable);
}
=== file other.bpf.c
int other = 1;
=== file define.bpf.c
int missing_variable = 3;

int missing_function(int x)
{
	return x + 1;
}
=== run cc-bpf use.bpf.c other.bpf.c define.bpf.c && link-all -- use.bpf.o other.bpf.o
error[LNK005]: 'missing_variable' is needed by 'prog' in use.bpf.o and defined nowhere
  --> use.bpf.c:10:26 ('prog', section socket+0x0, in use.bpf.o)
   |
10 | 	return missing_function(missing_variable);
   | 	                        ^
  = rule: Every extern function, variable and map has a definition in one of the files; only
          .ksyms and .kconfig names are left to the kernel. Loaders cannot resolve any other.
  = fix: Link the file that defines it, make the declaration __weak if it is optional, or allow
         undefined names for an intermediate link.

error[LNK005]: 'missing_function' is needed by 'prog' in use.bpf.o and defined nowhere
  --> use.bpf.c:10:9 ('prog', section socket+0x18, in use.bpf.o)
   |
10 | 	return missing_function(missing_variable);
   | 	       ^
  = rule: Every extern function, variable and map has a definition in one of the files; only
          .ksyms and .kconfig names are left to the kernel. Loaders cannot resolve any other.
  = fix: Link the file that defines it, make the declaration __weak if it is optional, or allow
         undefined names for an intermediate link.

2 errors, 0 warnings
refused in 2 orders, status 1
=== exit 0
=== run link-all --undefined warn -r no -- use.bpf.o other.bpf.o
warning[LNK006]: 'missing_variable' is needed by 'prog' in use.bpf.o and defined nowhere
  --> use.bpf.c:10:26 ('prog', section socket+0x0, in use.bpf.o)
   |
10 | 	return missing_function(missing_variable);
   | 	                        ^
  = rule: The result keeps the name as undefined: another link must resolve it before the object
          loads.
  = fix: Link the file that defines it.

warning[LNK006]: 'missing_function' is needed by 'prog' in use.bpf.o and defined nowhere
  --> use.bpf.c:10:9 ('prog', section socket+0x18, in use.bpf.o)
   |
10 | 	return missing_function(missing_variable);
   | 	       ^
  = rule: The result keeps the name as undefined: another link must resolve it before the object
          loads.
  = fix: Link the file that defines it.

0 errors, 2 warnings
linked in 2 orders
=== exit 0
=== run link-all --undefined allow -r no -- use.bpf.o other.bpf.o && mv linked.o part.o && link-all -- part.o define.bpf.o
linked in 2 orders
linked in 2 orders
prog returns 4
=== exit 0
