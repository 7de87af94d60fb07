# R5: one section name, constant in one file, writable in the other: writable in the result, unless
# the name says .rodata: loaders go by the name there.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

const volatile int a SEC(".data.shared") = 3;
int c SEC(".rodata.fixed") = 100;
extern int b;
extern const volatile int d;

SEC("socket") int prog(void *ctx)
{
	b++;
	return a + b + c + d;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int b SEC(".data.shared") = 4;
const volatile int d SEC(".rodata.fixed") = 1000;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && llvm-readelf-19 -S linked.o | grep -E 'shared|fixed' | sed 's/0000*//g'
linked in 2 orders
prog returns 1108
  [ 4] .data.shared      PROGBITS         114 8 00  WA  0   0  4
  [ 5] .rodata.fixed     PROGBITS         11c 8 00  WA  0   0  4
=== exit 0
