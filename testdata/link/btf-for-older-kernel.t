# --strip-btf-for: what 5.10 cannot read in BTF becomes something it can, of the same size; what
# the kernel would have acted on is a warning. Doing it twice, or linking again, changes nothing.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct task;
enum wide { SMALL = 1, LARGE = 0x123456789abcLL };
enum fits { MINUS = -1LL, PLUS = 1LL };
struct box {
	float f;
	double d;
	enum wide w;
	struct task __attribute__((btf_type_tag("kptr"))) *t;
	struct task __attribute__((btf_type_tag("user"))) *u;
};
struct box boxes[2] __attribute__((btf_decl_tag("two")));

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	return boxes[ctx->ingress_ifindex & 1].w == LARGE;
}
=== run cc-bpf a.bpf.c && bpfweld link -v --strip-btf-for 5.10 -o old.o a.bpf.o 2>&1 | grep -E '^(note|warning)'
note[BTF031]: FLOAT becomes an INT of the same name and size: 2 records, first float
note[BTF031]: DECL_TAG is left out: 1 record, first two
note[BTF031]: TYPE_TAG is left out: 2 records, first kptr
note[BTF031]: ENUM64 becomes an ENUM of 8 bytes, or a UNION where values need more than 32 bits: 1 record, first wide
warning[BTF032]: tag "kptr" of struct task goes: the map holds plain numbers there, no pointers to kernel objects
=== exit 0
=== run bpfweld show --btf old.o | grep -A8 -E "'(box|wide|float|double)'"
[11] STRUCT 'box' size=40 vlen=5
	'f' type_id=12 bits_offset=0
	'd' type_id=13 bits_offset=64
	'w' type_id=14 bits_offset=128
	't' type_id=15 bits_offset=192
	'u' type_id=15 bits_offset=256
[12] INT 'float' size=4 bits_offset=0 nr_bits=32 encoding=(none)
[13] INT 'double' size=8 bits_offset=0 nr_bits=64 encoding=(none)
[14] UNION 'wide' size=8 vlen=2
	'SMALL' type_id=18 bits_offset=0
	'LARGE' type_id=18 bits_offset=0
[15] PTR '(anon)' type_id=16
[16] FWD 'task' fwd_kind=struct
[17] ARRAY '(anon)' type_id=11 index_type_id=10 nr_elems=2
[18] INT 'unsigned long' size=8 bits_offset=0 nr_bits=64 encoding=(none)
[19] VAR 'bw_license' type_id=9, linkage=global
[20] VAR 'boxes' type_id=17, linkage=global
=== exit 0
=== run bpfweld link --strip-btf-for 5.10 -o 2.o old.o && cmp old.o 2.o && bpfweld link -o 3.o old.o && cmp old.o 3.o
=== exit 0
=== run bpfweld link -o plain.o a.bpf.o && bpfweld link --strip-btf-for 6.1 -o 4.o a.bpf.o && cmp plain.o 4.o
=== exit 0
