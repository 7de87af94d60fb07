# R13: a configuration value of two types: the loader gives it one size.
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

extern long CONFIG_HZ __kconfig;

SEC("socket") int prog_b(void *ctx)
{
	return CONFIG_HZ > 0;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK011]: variable 'CONFIG_HZ': type is `int` (4 bytes) in a.bpf.o and `long` (8 bytes) in b.bpf.o
  --> b.bpf.c:3:13 ('CONFIG_HZ', in b.bpf.o)
  |
3 | extern long CONFIG_HZ __kconfig;
  |             ^
  = note: here it is declared as `long CONFIG_HZ`
  = note: b.bpf.c:7:9 ('prog_b', section socket+0x0, in b.bpf.o): used by 'prog_b'
  |
7 | 	return CONFIG_HZ > 0;
  | 	       ^
  = note: a.bpf.c:5:12 ('CONFIG_HZ', in a.bpf.o): declared as `int CONFIG_HZ`
  |
5 | extern int CONFIG_HZ __kconfig;
  |            ^
  = note: a.bpf.c:9:9 ('prog_a', section socket+0x0, in a.bpf.o): used by 'prog_a'
  |
9 | 	return CONFIG_HZ > 0;
  | 	       ^
  = rule: All files give one type to a .kconfig value or .ksyms symbol: the loader resolves it
          once.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
