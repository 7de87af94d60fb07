# --compat libbpf links a name that is the kernel's to one file and another file's to the other, and
# two arenas: with a warning, as no loader will take them.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int thing __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena_a SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	return thing;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern int thing;

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena_b SEC(".maps");

SEC("socket") int prog_b(void *ctx)
{
	return thing;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r no -q -- a.bpf.o b.bpf.o
b.bpf.c:3:12: error: 'thing' is declared as the kernel's (.ksyms) in a.bpf.o and declared as another file's in b.bpf.o [LNK013]
b.bpf.c:9:3: error: arena map 'arena_b' in b.bpf.o is the second, after 'arena_a' in a.bpf.o [LNK019]
refused in 2 orders, status 1
=== exit 0
=== run link-all -r no --compat libbpf -- a.bpf.o b.bpf.o
warning[LNK030]: 'thing' is declared as the kernel's (.ksyms) in a.bpf.o and declared as another file's in b.bpf.o
  --> b.bpf.c:3:12 ('thing', in b.bpf.o)
  |
3 | extern int thing;
  |            ^
  = note: a.bpf.c:5:12 ('thing', in a.bpf.o): declared as the kernel's (.ksyms) here
  |
5 | extern int thing __ksym;
  |            ^
  = rule: With --compat libbpf, what bpf_linker (libbpf 1.5) would accept is linked: it compares
          neither structs behind pointers, lengths of arrays, enum values, signedness,
          map_extra, who provides a name, nor the number of arenas.
  = fix: Put one declaration into a header that all files include; then link with --compat
         strict.

warning[LNK030]: arena map 'arena_b' in b.bpf.o is the second, after 'arena_a' in a.bpf.o
  --> b.bpf.c:9:3 ('arena_b', section .maps+0x0, in b.bpf.o)
  |
9 | } arena_b SEC(".maps");
  |   ^
  = note: a.bpf.c:11:3 ('arena_a', section .maps+0x0, in a.bpf.o): the first arena
   |
11 | } arena_a SEC(".maps");
   |   ^
  = rule: With --compat libbpf, what bpf_linker (libbpf 1.5) would accept is linked: it compares
          neither structs behind pointers, lengths of arrays, enum values, signedness,
          map_extra, who provides a name, nor the number of arenas.
  = fix: Put one declaration into a header that all files include; then link with --compat
         strict.

0 errors, 2 warnings
linked in 2 orders
=== exit 0
