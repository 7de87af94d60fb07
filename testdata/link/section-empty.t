# A variable without bytes in a section of its own: the section is left out of the result, so its
# address is nowhere; where nobody asks for it, it just goes.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
} nothing SEC(".data.empty");

SEC("socket") int prog(void *ctx)
{
	return 5;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct {
} empty SEC(".data.empty");
volatile long at;

SEC("socket") int other(void *ctx)
{
	at = (long)&empty;
	return 0;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o && llvm-readelf-19 -S linked.o | grep -c data.empty
linked in 1 order
prog returns 5
0
=== exit 1
=== run link-all -- a.bpf.o b.bpf.o
error[LNK022]: this place needs the address of 'empty', which has none
  --> b.bpf.c:9:5 ('other', section socket+0x10, in b.bpf.o)
  |
9 | 	at = (long)&empty;
  | 	   ^
  = rule: A relocation names a function, a variable, a section or something undefined.
  = fix: Compile the file again; if it is assembly, look for an absolute local symbol.

1 error, 0 warnings
refused in 2 orders, status 2
=== exit 0
