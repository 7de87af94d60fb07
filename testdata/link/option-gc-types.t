# --gc leaves the types that something refers to: by BTF, by a CO-RE record, or by the text of a
# `contains:` tag, by which the kernel looks for the node of a list. --keep brings types back.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct bpf_list_head {
	unsigned long : 64, : 64;
} __attribute__((aligned(8)));
struct bpf_list_node {
	unsigned long : 64, : 64, : 64;
} __attribute__((aligned(8)));

struct node {
	struct bpf_list_node link;
	int n;
};
struct event {
	int pid;
};
struct other {
	int x;
};

struct node *only_for_btf;
struct event *event_for_btf;
struct other *other_for_btf;

struct {
	struct bpf_list_head head __attribute__((btf_decl_tag("contains:node:link")));
} lists SEC(".data.lists");

SEC("socket") int prog(void *ctx)
{
	void *p = &lists;

	bw_opaque(p);
	return p != 0;
}
=== run cc-bpf a.bpf.c && bpfweld link --gc -o out.o a.bpf.o && bpfweld show --btf out.o | grep -oE "STRUCT '[a-z_]+'" | sort
STRUCT 'bpf_list_head'
STRUCT 'bpf_list_node'
STRUCT 'node'
=== exit 0
=== run bpfweld link --gc --keep 'ev*t' -o out.o a.bpf.o && bpfweld show --btf out.o | grep -oE "STRUCT '[a-z_]+'" | sort
STRUCT 'bpf_list_head'
STRUCT 'bpf_list_node'
STRUCT 'event'
STRUCT 'node'
=== exit 0
