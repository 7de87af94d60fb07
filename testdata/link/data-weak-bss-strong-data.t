# A weak variable of .bss that one of .data takes the place of, and the other way round.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak int empty;
__weak int full = 5;
int near = 2;
int near_zero;

SEC("socket") int prog(void *ctx)
{
	near_zero++;
	full += 100;
	return empty + full + near * 10 + near_zero * 1000;
}
=== file b.bpf.c
int empty = 7;
int full;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r -sempty=8 -r -gfull -- a.bpf.o b.bpf.o && llvm-readelf-19 -s linked.o | grep OBJECT
linked in 2 orders
full is 100
prog returns 1128
     2: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     5 near_zero
     3: 0000000000000004     4 OBJECT  GLOBAL DEFAULT     5 full
     4: 0000000000000004     4 OBJECT  GLOBAL DEFAULT     4 empty
     5: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     4 near
     6: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     3 bw_license
=== exit 0
