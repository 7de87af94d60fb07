# R2: texts that the kernel does not take as one license are refused, unless the user decides.
=== file gpl.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int one;

SEC("socket") int prog(void *ctx)
{
	return one;
}
=== file own.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("Proprietary");
int one = 1;
=== run cc-bpf gpl.bpf.c own.bpf.c && link-all -- gpl.bpf.o own.bpf.o
error[LNK015]: license is "GPL" in gpl.bpf.o and "Proprietary" in own.bpf.o
  --> own.bpf.o (section license+0x0)
  = note: gpl.bpf.o (section license+0x0): the other text
  = rule: An object has one license text, and the kernel decides by it which helpers may be
          called (license_is_gpl_compatible()). Different texts merge only if all are
          GPL-compatible.
  = fix: Say which one holds for the result with --license, or change one of the files.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
=== run link-all --license 'GPL v2' -- gpl.bpf.o own.bpf.o && bpfweld show linked.o | head -1
linked in 2 orders
prog returns 1
linked.o: BPF object, little-endian, license "GPL v2", 1 maps, 1 programs, 13 BTF types
=== exit 0
