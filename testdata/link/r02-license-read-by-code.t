# Code that reads the license of its file reads the one that stays: `license` is no map to a
# loader, so such an object loads nowhere, linked or not, but linking must not break it further.
=== file a.bpf.c
#include <bpfweld/bpf.h>

char license_a[] SEC("license") = "GPL";
=== file b.bpf.c
#include <bpfweld/bpf.h>

char license_b[] SEC("license") = "GPL";
volatile int at;

SEC("socket") int prog(void *ctx)
{
	return license_b[at];
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && run-object b.bpf.o; llvm-readelf-19 -sr linked.o | grep license
linked in 2 orders
load: ENOTSUPP (not opened)
load: ENOTSUPP (not opened)
0000000000000028  0000000100000001 R_BPF_64_64            0000000000000000 license
     1: 0000000000000000     0 SECTION LOCAL  DEFAULT     1 license
     2: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     1 license_a
=== exit 0
