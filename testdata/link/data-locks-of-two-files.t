# A section is one map, and the kernel takes one lock a map: sections of one name that each have a
# lock stay two. What has no lock joins the first. Each lock still guards what stands beside it.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct bpf_spin_lock {
	__u32 val;
};
struct bpf_spin_lock lock_a SEC(".bss.private") __hidden;
int guarded_a SEC(".bss.private") __hidden;

SEC("tc") int a(struct __sk_buff *ctx)
{
	bpf_spin_lock(&lock_a);
	guarded_a += 5;
	bpf_spin_unlock(&lock_a);
	return guarded_a;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct bpf_spin_lock {
	__u32 val;
};
struct bpf_spin_lock lock_b SEC(".bss.private") __hidden;
int guarded_b SEC(".bss.private") __hidden;

SEC("tc") int b(struct __sk_buff *ctx)
{
	bpf_spin_lock(&lock_b);
	guarded_b += 6;
	bpf_spin_unlock(&lock_b);
	return guarded_b;
}
=== file c.bpf.c
#include <bpfweld/bpf.h>

int plain SEC(".bss.private");

SEC("tc") int c(struct __sk_buff *ctx)
{
	plain += 7;
	return plain;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -v -- a.bpf.o b.bpf.o c.bpf.o && bpfweld show --btf linked.o | grep -A4 "DATASEC '.bss"
note[LNK037]: section '.bss.private' of b.bpf.o becomes '.bss.private.1': a bpf_spin_lock is in that of a.bpf.o already
  --> b.bpf.o (section .bss.private+0x0)
  = rule: A data section is one map, and the kernel takes one lock or timer of a kind a map and
          ten special fields in all (btf_find_datasec_var(), BTF_FIELDS_MAX).
  = fix: Nothing to do; user space finds the later ones under their numbered names.

linked in 6 orders
a returns 5
b returns 6
c returns 7
[21] DATASEC '.bss.private' size=12 vlen=3
	type_id=15 offset=0 size=4 (VAR 'lock_a')
	type_id=16 offset=4 size=4 (VAR 'guarded_a')
	type_id=17 offset=8 size=4 (VAR 'plain')
[22] DATASEC '.bss.private.1' size=8 vlen=2
	type_id=18 offset=0 size=4 (VAR 'lock_b')
	type_id=19 offset=4 size=4 (VAR 'guarded_b')
=== exit 0
