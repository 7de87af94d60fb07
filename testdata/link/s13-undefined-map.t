# S13: an extern map that nobody defines.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} lost SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	int key = 0;

	return !!bpf_map_lookup_elem(&lost, &key);
}
=== file other.bpf.c
int other = 1;
=== run cc-bpf use.bpf.c other.bpf.c && link-all -- use.bpf.o other.bpf.o
error[LNK005]: 'lost' is needed by 'prog' in use.bpf.o and defined nowhere
  --> use.bpf.c:16:11 ('prog', section socket+0x20, in use.bpf.o)
   |
16 | 	return !!bpf_map_lookup_elem(&lost, &key);
   | 	         ^
  = rule: Every extern function, variable and map has a definition in one of the files; only
          .ksyms and .kconfig names are left to the kernel. Loaders cannot resolve any other.
  = fix: Link the file that defines it, make the declaration __weak if it is optional, or allow
         undefined names for an intermediate link.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
