# The options of linking work for `build` too; files are named as the sources are.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int count = 1;

SEC("xdp") int prog(struct xdp_md *ctx)
{
	return count;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int count = 2, unused = 3;

SEC("xdp") int prog(struct xdp_md *ctx)
{
	return count;
}
=== run bpfweld build -q -o app.o --gc --prefix b.bpf.c=b_ --localize a.bpf.c:count --keep 'b.bpf.c:unu*' --map app.map a.bpf.c b.bpf.c && sed '/^FILES/,/^$/d; /^NAMES/,$d' app.map
Link map of app.o

SECTIONS
  offset  bytes  what             name        file     why
xdp, 64 bytes, aligned to 8
     0x0     32  program          prog        a.bpf.c  program
    0x20     32  program          b_prog      b.bpf.c  program
license, 4 bytes, aligned to 1
     0x0      4  license          bw_license  a.bpf.c  read by loaders
.data, 12 bytes, aligned to 4
     0x0      4  static variable  count       a.bpf.c  used by prog
     0x4      4  variable         b_count     b.bpf.c  used by b_prog
     0x8      4  variable         b_unused    b.bpf.c  --keep

DROPPED
  bytes  what     name        file     from         why
      4  license  bw_license  b.bpf.c  license+0x0  one copy is enough

=== exit 0
=== run bpfweld build -q -o app.o --endian both --map app.map a.bpf.c && ls *.o *.map*; diff app.map.bpfel app.map.bpfeb
app.bpfeb.o
app.bpfel.o
app.map
app.map.bpfeb
app.map.bpfel
app.o
1c1
< Link map of app.bpfel.o
---
> Link map of app.bpfeb.o
=== exit 1
