# R2: license texts that differ but are all compatible with the GPL: the result is under the GPL,
# and says so in a note. The license variables have different names; the one that stays is whole.
=== file gpl.bpf.c
#include <bpfweld/bpf.h>

char license_a[] SEC("license") = "GPL";
extern int one;

SEC("socket") int prog(void *ctx)
{
	return one;
}
=== file dual.bpf.c
#include <bpfweld/bpf.h>

char license_b[] SEC("license") = "Dual BSD/GPL";
int one = 1;

/* Only programs under the GPL may call this helper. */
SEC("tracepoint/x") int traced(void *ctx)
{
	return bpf_trace_printk("x", 2);
}
=== run cc-bpf gpl.bpf.c dual.bpf.c && link-all -v -- gpl.bpf.o dual.bpf.o
note[LNK016]: license is "GPL" in gpl.bpf.o and "Dual BSD/GPL" in dual.bpf.o; the result says "GPL"
  --> dual.bpf.o (section license+0x0)
  = rule: Texts that differ but are all GPL-compatible to the kernel make a whole that is under
          the GPL.
  = fix: Nothing to do; --license says another text.

linked in 2 orders
prog returns 1
traced loaded
=== exit 0
=== run bpfweld show linked.o | head -1
linked.o: BPF object, little-endian, license "GPL", 2 maps, 2 programs, 14 BTF types
=== exit 0
