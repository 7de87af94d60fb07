# Licenses of modules merge under --lto as they do of objects, also when they are static or named
# differently.
=== file a.bpf.c
#include <bpfweld/bpf.h>

static char mine[] __attribute__((used)) SEC("license") = "Dual BSD/GPL";
int f(void);

SEC("socket") int prog(void *ctx)
{
	return f();
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

char _license[] SEC("license") = "GPL";
__u32 _vers SEC("version") = 7;

int f(void)
{
	return 4;
}
=== file c.bpf.c
#include <bpfweld/bpf.h>

char _license[] SEC("license") = "GPL";
__u32 _version SEC("version") = 7;
=== file d.bpf.c
#include <bpfweld/bpf.h>

char _license[] SEC("license") = "Proprietary";
=== run for f in a b c d; do cc-bpf -emit-llvm $f.bpf.c && mv $f.bpf.o $f.bc; done; link-all --lto -- a.bc b.bc c.bc
linked in 6 orders
prog returns 4
=== exit 0
=== run bpfweld show linked.o | head -1; llvm-readelf-19 -x license -x version linked.o
linked.o: BPF object, little-endian, license "GPL", 0 maps, 1 programs, 13 BTF types

Hex dump of section 'license':
0x00000000 47504c00 00000000 00000000 00       GPL..........

Hex dump of section 'version':
0x00000000 07000000                            ....
=== exit 0
=== run bpfweld link -q --lto -o out.o a.bc b.bc d.bc; bpfweld link --lto --license 'Dual MIT/GPL' -o out.o a.bc b.bc d.bc && bpfweld show out.o | head -1
b.bc: error: license is "Dual BSD/GPL" in a.bc and "GPL" in b.bc [LNK015]
out.o: BPF object, little-endian, license "Dual MIT/GPL", 0 maps, 1 programs, 13 BTF types
=== exit 0
