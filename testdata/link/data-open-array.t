# `extern int table[]` leaves the length to the definition, also at the end of a section that user
# space makes larger before loading.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int table[] SEC(".data.table");
extern int more[];

SEC("socket") int prog(void *ctx)
{
	return table[3] + more[1] * 10;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int table[4] SEC(".data.table") = {1, 2, 3, 4};
int more[2] = {5, 6};
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && bpfweld show --btf linked.o | grep -A2 "DATASEC '.data"
linked in 2 orders
prog returns 64
[15] DATASEC '.data.table' size=16 vlen=1
	type_id=12 offset=0 size=16 (VAR 'table')
[16] DATASEC '.data' size=8 vlen=1
	type_id=13 offset=0 size=8 (VAR 'more')
=== exit 0
