# A configuration value that two files read.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int CONFIG_HZ __kconfig;

SEC("socket") int prog_a(void *ctx)
{
	return CONFIG_HZ > 0;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern int CONFIG_HZ __kconfig;
extern unsigned int LINUX_KERNEL_VERSION __kconfig;

SEC("socket") int prog_b(void *ctx)
{
	return CONFIG_HZ > 0 && LINUX_KERNEL_VERSION > 0x40000;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog_a returns 1
prog_b returns 1
=== exit 0
