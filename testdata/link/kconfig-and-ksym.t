# A name that one file reads from the configuration and another from the kernel's symbols.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int thing __kconfig;

SEC("socket") int prog_a(void *ctx)
{
	return thing;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern const int thing __ksym;

SEC("socket") int prog_b(void *ctx)
{
	return thing;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK013]: 'thing' is declared as a configuration value (.kconfig) in a.bpf.o and declared as the kernel's (.ksyms) in b.bpf.o
  --> b.bpf.c:3:18 ('thing', in b.bpf.o)
  |
3 | extern const int thing __ksym;
  |                  ^
  = note: a.bpf.c:5:12 ('thing', in a.bpf.o): declared as a configuration value (.kconfig) here
  |
5 | extern int thing __kconfig;
  |            ^
  = rule: A name comes from another file, from the kernel (.ksyms) or from its configuration
          (.kconfig), for all files alike: loaders look it up in one place only.
  = fix: Give all declarations the same section (__ksym, __kconfig or none).

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
