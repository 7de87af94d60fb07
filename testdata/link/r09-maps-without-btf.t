# R9: what a map in .maps is like stands in BTF only. A file without it may use another file's map,
# but not define one.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");
=== file b.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	int zero = 0, six = 6, *v;

	bpf_map_update_elem(&m, &zero, &six, 0);
	v = bpf_map_lookup_elem(&m, &zero);
	return v ? *v : -1;
}
=== run cc-bpf -g0 a.bpf.c && cc-bpf b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK003]: a.bpf.o defines maps in .maps, but has no BTF
  --> a.bpf.o (section .maps+0x0)
  = rule: What a map in .maps is like stands in BTF only.
  = fix: Compile this file with -g.

1 error, 0 warnings
refused in 2 orders, status 2
=== exit 0
=== run cc-bpf a.bpf.c && cc-bpf -g0 b.bpf.c && link-all -b -- a.bpf.o b.bpf.o
warning[LNK020]: b.bpf.o has no BTF: 'm' and what else it shares is not compared with other files
  --> b.bpf.o
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 1 warning
linked in 2 orders
prog returns 6
=== exit 0
