# An alignment that no page of memory has: the result would be all padding.
=== file a.bpf.c
int x __attribute__((aligned(131072))) = 1;
=== file b.bpf.c
int y = 2;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK021]: section '.data' wants an alignment of 131072 bytes, over 65536
  --> a.bpf.o (section .data+0x0)
  = rule: Offsets in BTF have 32 bits, a DATASEC at most 65,535 variables, and no page is larger
          than 64 KiB.
  = fix: Split the program into several objects.

1 error, 0 warnings
refused in 2 orders, status 2
=== exit 0
