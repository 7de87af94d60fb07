# Both byte orders from one command, and what contradicts itself.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

SEC("xdp")
int a(struct xdp_md *ctx)
{
	return ctx->ingress_ifindex == 0x01020304;
}
=== run bpfweld build --endian both -o a.o a.bpf.c; ls *.o; bpfweld show a.bpfeb.o | grep endian; bpfweld show a.bpfel.o | grep endian
a.bpfeb.o
a.bpfel.o
a.bpfeb.o: BPF object, big-endian, license "GPL", 0 maps, 1 programs, 12 BTF types
a.bpfel.o: BPF object, little-endian, license "GPL", 0 maps, 1 programs, 12 BTF types
=== exit 0
=== run bpfweld build -q --target linux-6.12/x86_64 --target linux-6.12/s390x -o b.o a.bpf.c; ls b.o
(command line): error: the targets have both byte orders and --endian is not given [RUN008]
ls: cannot access 'b.o': No such file or directory
=== exit 2
=== run bpfweld build --endian both --target linux-6.12/x86_64 --target linux-6.12/s390x -o b.o a.bpf.c; ls b*.o
b.bpfeb.o
b.bpfel.o
=== exit 0
=== run bpfweld build -q --endian middle -o b.o a.bpf.c
(command line): error: --endian is 'middle'; it takes little, big or both [RUN008]
=== exit 2
=== run bpfweld build -q --loader l --target linux-6.12/x86_64 --target linux-6.12/aarch64 -o b.o a.bpf.c; ls l
(command line): error: --loader: targets linux-6.12/x86_64 and linux-6.12/aarch64 have different architectures [RUN012]
ls: cannot access 'l': No such file or directory
=== exit 2
=== run bpfweld check --target linux-6.12/s390x a.bpfel.o
error[MAP013]: the object is little-endian, s390x is big-endian
  --> a.bpfel.o
  = note: for target linux-6.12/s390x
  = rule: A kernel runs BPF code and reads BTF of its own byte order only.
  = fix: Compile for the target: --endian big for s390x, little for the others.

1 error, 0 warnings
=== exit 1
