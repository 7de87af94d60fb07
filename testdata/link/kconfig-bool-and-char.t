# A configuration value as a bool and as a character: loaders would give 1 or 'y'.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern _Bool CONFIG_BPF __kconfig;

SEC("socket") int prog_a(void *ctx)
{
	return CONFIG_BPF;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern char CONFIG_BPF __kconfig;

SEC("socket") int prog_b(void *ctx)
{
	return CONFIG_BPF == 'y';
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK011]: variable 'CONFIG_BPF': type is `_Bool` in a.bpf.o and `char` in b.bpf.o
  --> b.bpf.c:3:13 ('CONFIG_BPF', in b.bpf.o)
  |
3 | extern char CONFIG_BPF __kconfig;
  |             ^
  = note: here it is declared as `char CONFIG_BPF`
  = note: b.bpf.c:7:9 ('prog_b', section socket+0x0, in b.bpf.o): used by 'prog_b'
  |
7 | 	return CONFIG_BPF == 'y';
  | 	       ^
  = note: a.bpf.c:5:14 ('CONFIG_BPF', in a.bpf.o): declared as `_Bool CONFIG_BPF`
  |
5 | extern _Bool CONFIG_BPF __kconfig;
  |              ^
  = note: a.bpf.c:9:9 ('prog_a', section socket+0x0, in a.bpf.o): used by 'prog_a'
  |
9 | 	return CONFIG_BPF;
  | 	       ^
  = rule: All files give one type to a .kconfig value or .ksyms symbol: the loader resolves it
          once.
  = fix: Put one declaration into a header that all files include.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
