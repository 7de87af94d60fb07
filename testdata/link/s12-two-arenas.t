# S12: an object has one arena: a program may use only one, and loaders put all arena variables
# into the only one there is.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena_a SEC(".maps");
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena_b SEC(".maps");
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK019]: arena map 'arena_b' in b.bpf.o is the second, after 'arena_a' in a.bpf.o
  --> b.bpf.c:7:3 ('arena_b', section .maps+0x0, in b.bpf.o)
  |
7 | } arena_b SEC(".maps");
  |   ^
  = note: a.bpf.c:7:3 ('arena_a', section .maps+0x0, in a.bpf.o): the first arena
  |
7 | } arena_a SEC(".maps");
  |   ^
  = rule: A program uses one arena (the kernel's check_and_resolve_insns()), and loaders put the
          arena variables of an object into its only one (libbpf: "only single ARENA map is
          supported").
  = fix: Define the arena in one file, and declare it extern in the others.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
