# A name that one file reads from the configuration and another defines.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int CONFIG_HZ __kconfig;

SEC("socket") int prog_a(void *ctx)
{
	return CONFIG_HZ > 0;
}
=== file b.bpf.c
int CONFIG_HZ = 100;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK013]: 'CONFIG_HZ' is declared as a configuration value (.kconfig) in a.bpf.o and defined in b.bpf.o
  --> b.bpf.c:1:5 ('CONFIG_HZ', section .data+0x0, in b.bpf.o)
  |
1 | int CONFIG_HZ = 100;
  |     ^
  = note: a.bpf.c:5:12 ('CONFIG_HZ', in a.bpf.o): declared as a configuration value (.kconfig)
          here
  |
5 | extern int CONFIG_HZ __kconfig;
  |            ^
  = rule: A name comes from another file, from the kernel (.ksyms) or from its configuration
          (.kconfig), for all files alike: loaders look it up in one place only.
  = fix: Give all declarations the same section (__ksym, __kconfig or none).

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
