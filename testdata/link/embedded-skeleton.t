# A program with libbpf's skeleton in it, with its symbols and stripped: the object comes out as
# it went in, by the name that the skeleton has.
=== file probe.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
int step = 3;

SEC("socket") int prog(void *ctx)
{
	return step * 2;
}
=== file tool.c
#include "probe.skel.h"

int main(void)
{
	struct probe_bpf *s = probe_bpf__open();

	return !s;
}
=== run cc-bpf probe.bpf.c && bpftool gen skeleton probe.bpf.o >probe.skel.h 2>/dev/null && gcc -O2 -c tool.c && clang-19 -O2 -c tool.c -o tool-clang.o && cp tool.o stripped.o && strip --strip-unneeded stripped.o
=== exit 0
=== run for t in tool.o tool-clang.o stripped.o; do bpfweld show $t | sed 's/  [0-9]* bytes at 0x.*//' | head -3; bpfweld link -o out.o $t && run-object out.o; done
tool.o: program with 1 BPF object
  1  probe_bpf
tool.o(probe_bpf): BPF object, little-endian, license "GPL", 1 maps, 1 programs, 11 BTF types
prog returns 6
tool-clang.o: program with 1 BPF object
  1  probe_bpf
tool-clang.o(probe_bpf): BPF object, little-endian, license "GPL", 1 maps, 1 programs, 11 BTF types
prog returns 6
stripped.o: program with 1 BPF object
  1  probe_bpf
stripped.o(probe_bpf): BPF object, little-endian, license "GPL", 1 maps, 1 programs, 11 BTF types
prog returns 6
=== exit 0
# Taking it out of the program, and linking the object itself, is the same but for the note.
=== run bpfweld link -o a.o tool.o:probe_bpf && bpfweld link -o b.o 'stripped.o(1)' && bpfweld link -o c.o probe.bpf.o && for x in a b c; do llvm-objcopy-19 -R .bpfweld $x.o; done; cmp a.o c.o && cmp b.o c.o
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 tool.o && bpfweld verify --target linux-6.12/x86_64 tool.o
=== exit 0
