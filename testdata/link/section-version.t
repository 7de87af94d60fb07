# Kernels before 5.0 wanted a version for kprobes: one and none is one, two different are refused,
# two equal ones become one.
=== file old.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
unsigned version_a SEC("version") = 0x60000;

SEC("socket") int prog(void *ctx)
{
	return 1;
}
=== file none.bpf.c
int other = 1;
=== file new.bpf.c
#include <bpfweld/bpf.h>

unsigned version_b SEC("version") = 0x60001;
=== file same.bpf.c
#include <bpfweld/bpf.h>

unsigned version_c SEC("version") = 0x60000;
=== run cc-bpf old.bpf.c none.bpf.c new.bpf.c same.bpf.c && link-all -- old.bpf.o none.bpf.o same.bpf.o && llvm-readelf-19 -x version linked.o | grep 0x0
linked in 6 orders
prog returns 1
0x00000000 00000600                            ....
=== exit 0
=== run link-all -- old.bpf.o new.bpf.o
error[LNK017]: version is 0x60000 in old.bpf.o and 0x60001 in new.bpf.o
  --> new.bpf.o (section version+0x0)
  = note: old.bpf.o (section version+0x0): the other version
  = rule: An object has one version section; kernels before 5.0 load kprobe programs only if it
          is theirs.
  = fix: Remove the version section; current kernels and loaders need none.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
