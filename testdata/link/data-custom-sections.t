# Custom data sections are maps by intention: variables of all files in one, others in their own,
# read-only and writable ones apart.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int a SEC(".data.hot") = 1;
extern int b SEC(".data.hot");
int c SEC(".data.cold") = 100;
const volatile int limit SEC(".rodata.limits") = 1000;
extern const volatile int limit_b SEC(".rodata.limits");

SEC("socket") int prog(void *ctx)
{
	a += 1;
	return a + b + c + limit + limit_b;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

const volatile int limit_b SEC(".rodata.limits") = 20000;
int b SEC(".data.hot") = 10;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r -slimit_b=30000 -r -ga -- a.bpf.o b.bpf.o && bpfweld show --maps linked.o
linked in 2 orders
a is 2
prog returns 31112
map  .data.hot  [data section]
     ARRAY  key 4  value 8  max_entries 1  flags 0
map  .data.cold  [data section]
     ARRAY  key 4  value 4  max_entries 1  flags 0
map  .rodata.limits  [data section]
     ARRAY  key 4  value 8  max_entries 1  flags BPF_F_RDONLY_PROG
=== exit 0
