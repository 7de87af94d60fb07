# R9: a program without BTF that calls functions of a file with BTF, and uses its variables and maps.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int shared;
int put_get(int x);

SEC("socket") int prog(void *ctx)
{
	return put_get(3) + shared;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int shared = 40;
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} m SEC(".maps");

__noinline int put_get(int x)
{
	int zero = 0, *v;

	bpf_map_update_elem(&m, &zero, &x, 0);
	v = bpf_map_lookup_elem(&m, &zero);
	return v ? *v : -1;
}
=== run cc-bpf -g0 a.bpf.c && cc-bpf b.bpf.c && link-all -b -r -sshared=60 -- a.bpf.o b.bpf.o
warning[LNK020]: a.bpf.o has no BTF: 'put_get' and what else it shares is not compared with other files
  --> a.bpf.o
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 1 warning
linked in 2 orders
prog returns 63
=== exit 0
