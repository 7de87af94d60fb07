# R12: one input of each byte order.
=== file little.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int a;
=== file big.bpf.c
int b;
=== run cc-bpf --target=bpfel little.bpf.c && cc-bpf --target=bpfeb big.bpf.c && link-all -- little.bpf.o big.bpf.o
error[LNK002]: little.bpf.o is little-endian, big.bpf.o is big-endian
  --> big.bpf.o
  = rule: All objects of a link have one byte order: instructions, data and BTF are stored in
          it, and the kernel loads only its own.
  = fix: Compile all files with the same -target (bpfel or bpfeb).

1 error, 0 warnings
refused in 2 orders, status 2
=== exit 0
