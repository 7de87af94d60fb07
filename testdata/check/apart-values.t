# Initial contents of the builds of one program for both byte orders: the same numbers. What is kept
# in network order has a type that says so.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct limits {
	__u16 port[2];
	__u64 rate;
	__be32 gateway;
	char name[8];
};

#ifdef WRONG
const volatile __u32 magic = 0x04030201;
struct limits limits = {.port = {80, 0xbb01}, .rate = 1000, .gateway = bw_htonl(0x0a000001), .name = "eth0"};
#else
const volatile __u32 magic = 0x01020304;
struct limits limits = {.port = {80, 443}, .rate = 1000, .gateway = bw_htonl(0x0a000001), .name = "eth0"};
#endif

SEC("xdp") int prog(struct xdp_md *ctx)
{
	limits.rate += magic;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
=== run cc-bpf --target=bpfel a.bpf.c && mv a.bpf.o a.bpfel.o && cc-bpf --target=bpfeb a.bpf.c && mv a.bpf.o a.bpfeb.o && bpfweld check --fail-on warning --apart a.bpfel.o a.bpfeb.o
=== exit 0
=== run cc-bpf --target=bpfeb -DWRONG a.bpf.c && mv a.bpf.o a.bpfeb.o && bpfweld check --fail-on warning --apart a.bpfel.o a.bpfeb.o
warning[UPG017]: map '.rodata', of one program: in a.bpfel.o and a.bpfeb.o 'magic' is 0x1020304 against 0x4030201
  --> a.bpfeb.o (section .rodata)
  = note: for target linux-6.18/x86_64
  = note: for target linux-6.18/s390x
  = rule: The objects of one source start with the same numbers, each in its own byte order. A
          constant that was written as bytes, or converted for one order only, is another number
          in the other object.
  = fix: Initialise the variable with a number; give it a type such as __be32 if its bytes are
         what counts.

warning[UPG017]: map '.data', of one program: in a.bpfel.o and a.bpfeb.o 'limits.port[1]' is 0x1bb against 0xbb01
  --> a.bpfeb.o (section .data)
  = note: for target linux-6.18/x86_64
  = note: for target linux-6.18/s390x
  = rule: The objects of one source start with the same numbers, each in its own byte order. A
          constant that was written as bytes, or converted for one order only, is another number
          in the other object.
  = fix: Initialise the variable with a number; give it a type such as __be32 if its bytes are
         what counts.

0 errors, 2 warnings
=== exit 1
