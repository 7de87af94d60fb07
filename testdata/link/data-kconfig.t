# .kconfig values of several files: each once, the same value for all, also one that only one file
# wants; weak ones may be missing.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern unsigned LINUX_KERNEL_VERSION __kconfig;
extern int CONFIG_NO_SUCH_THING __kconfig __weak;
int same(unsigned version);

SEC("socket") int prog(void *ctx)
{
	return same(LINUX_KERNEL_VERSION) + CONFIG_NO_SUCH_THING;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern int CONFIG_NR_CPUS __kconfig __weak;
extern unsigned LINUX_KERNEL_VERSION __kconfig;

__noinline int same(unsigned version)
{
	return version == LINUX_KERNEL_VERSION && version > 0x50000 ? 1 + (CONFIG_NR_CPUS < 0) : 0;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && bpfweld show --btf linked.o | sed -n '/kconfig/,/^\[/p' | grep -o "VAR.*'" | sort
linked in 2 orders
prog returns 1
VAR 'CONFIG_NO_SUCH_THING'
VAR 'CONFIG_NR_CPUS'
VAR 'LINUX_KERNEL_VERSION'
=== exit 0
