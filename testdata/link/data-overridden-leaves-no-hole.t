# A weak variable that lost leaves no room: what follows it moves up, and what user space sets by
# BTF's offsets is what the program reads.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int first = 1;
__weak int big[1000] = {5};
int last = 3;

SEC("socket") int prog(void *ctx)
{
	return first + big[0] * 10 + last * 100;
}
=== file b.bpf.c
int big[1000] = {7};
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r -slast=4 -r -gfirst -- a.bpf.o b.bpf.o && llvm-readelf-19 -S linked.o | grep -o ' \.data *[A-Z]* *[0-9a-f]* [0-9a-f]* [0-9a-f]*' | awk '{ print $1, $5 }'
linked in 2 orders
first is 1
prog returns 471
.data 000fa8
=== exit 0
