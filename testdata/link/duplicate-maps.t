# One map defined in two files, as by a header that forgot `extern`.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK004]: 'm' is defined in a.bpf.o and in b.bpf.o
  --> b.bpf.c:8:3 ('m', section .maps+0x0, in b.bpf.o)
  |
8 | } m SEC(".maps");
  |   ^
  = note: a.bpf.c:10:3 ('m', section .maps+0x0, in a.bpf.o): first defined here
   |
10 | } m SEC(".maps");
   |   ^
  = rule: A global name has one strong definition in all files of a link (ELF, gABI "Symbol
          Table").
  = fix: Make one of them static or __weak, or rename it: in the source, or with --prefix FILE=P
         or --localize FILE:NAME.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
