# A struct_ops map is a root of --gc, and its functions are programs.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct tcp_congestion_ops {
	unsigned int (*ssthresh)(void *sk);
	char name[16];
};

SEC("struct_ops") unsigned int cc_ssthresh(unsigned long long *ctx)
{
	return 2;
}

__noinline int dead(int x)
{
	return x + 1;
}

SEC(".struct_ops") struct tcp_congestion_ops cc = {.ssthresh = (void *)cc_ssthresh, .name = "bw"};
=== run cc-bpf a.bpf.c && bpfweld link --gc --map map -o out.o a.bpf.o && sed '/^FILES/,/^$/d; /^NAMES/,$d' map
Link map of out.o

SECTIONS
  offset  bytes  what        name         file     why
struct_ops, 16 bytes, aligned to 8
     0x0     16  program     cc_ssthresh  a.bpf.o  program
license, 4 bytes, aligned to 1
     0x0      4  license     bw_license   a.bpf.o  read by loaders
.struct_ops, 24 bytes, aligned to 8
     0x0     24  struct_ops  cc           a.bpf.o  struct_ops

DROPPED
  bytes  what      name  file     from       why
     24  function  dead  a.bpf.o  .text+0x0  nothing uses it

=== exit 0
