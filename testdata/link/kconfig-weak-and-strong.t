# Optional in one file and needed in another: needed. A value that this kernel lacks is refused by
# the loader.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int CONFIG_NO_SUCH_OPTION __kconfig __weak;

SEC("socket") int prog_a(void *ctx)
{
	return CONFIG_NO_SUCH_OPTION;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern int CONFIG_NO_SUCH_OPTION __kconfig __weak;

SEC("socket") int prog_b(void *ctx)
{
	return CONFIG_NO_SUCH_OPTION + 5;
}
=== file c.bpf.c
#include <bpfweld/bpf.h>

extern int CONFIG_NO_SUCH_OPTION __kconfig;

SEC("socket") int prog_c(void *ctx)
{
	return CONFIG_NO_SUCH_OPTION;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog_a returns 0
prog_b returns 5
=== exit 0
=== run link-all -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
load: ESRCH
=== exit 0
