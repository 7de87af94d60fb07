# A symbol that the kernel gives (kfunc, .ksyms, .kconfig) needs no member, whatever that defines.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int LINUX_KERNEL_VERSION __attribute__((section(".kconfig")));
extern const int bpf_prog_active __attribute__((section(".ksyms")));

SEC("socket") int prog(void *ctx)
{
	return LINUX_KERNEL_VERSION + *(volatile int *)&bpf_prog_active;
}
=== file decoy.bpf.c
int LINUX_KERNEL_VERSION = 7;
int bpf_prog_active = 8;
=== run cc-bpf main.bpf.c decoy.bpf.c && ar rc lib.a decoy.bpf.o && bpfweld link -v -o out.o lib.a main.bpf.o && readelf -Ws out.o | grep UND | awk '$8 != "" { print $8 }'
note[BND006]: none of its 1 members was linked
  --> lib.a
  = rule: A member of an archive is linked only if it defines a symbol that is otherwise
          undefined and not weak (System V ABI, "Archive File"; as all linkers do).
  = fix: Leave the archive out, or link all of it with --whole-archive.

LINUX_KERNEL_VERSION
bpf_prog_active
=== exit 0
