# -fdata-sections puts each variable into a section of its name, and nothing in the file tells such a
# section from one that the author asked for: to loaders each is a map. So they stay as they are, as
# the unlinked file has them.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int set = 1;
volatile int zero;
const volatile int fixed = 300;
extern int other;

SEC("socket") int prog(void *ctx)
{
	set++;
	zero += 10;
	return set + zero + fixed + other;
}
=== file b.bpf.c
int other = 4000;
int set_too = 5;
=== run cc-bpf -fdata-sections a.bpf.c b.bpf.c && link-all -r -sfixed=500 -r -gset -- a.bpf.o b.bpf.o && llvm-readelf-19 -S linked.o | grep -oE ' \.(data|bss|rodata)[^ ]*'
linked in 2 orders
prog returns 4512
set is 2
 .data.set
 .rodata.fixed
 .bss.zero
 .data.other
 .data.set_too
=== exit 0
