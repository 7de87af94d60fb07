# Arena variables of several files, in the arena that one of them defines. (libbpf puts arena data
# into place since 1.5, so what they are is shown here.)
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

#define __arena __attribute__((address_space(1)))

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 4);
} arena SEC(".maps");

int __arena counter;
extern int __arena table[4];

SEC("syscall") int prog(void *ctx)
{
	void *arena_of_program = &arena;

	bw_opaque(arena_of_program);
	counter += 3;
	return counter + table[2];
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

#define __arena __attribute__((address_space(1)))

long __arena first = 5;
int __arena table[4] = {1, 2, 3, 4};
extern struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 4);
} arena SEC(".maps");

SEC("syscall") int other(void *ctx)
{
	void *arena_of_program = &arena;

	bw_opaque(arena_of_program);
	first++;
	return (int)first;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o && llvm-readelf-19 -s linked.o | grep OBJECT; llvm-readelf-19 -x .addr_space.1 linked.o; bpfweld show --btf linked.o | grep -A4 "DATASEC '.addr"
linked in 2 orders
     2: 0000000000000000    24 OBJECT  GLOBAL DEFAULT     4 arena
     3: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     5 counter
     4: 0000000000000010    16 OBJECT  GLOBAL DEFAULT     5 table
     5: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     3 bw_license
     7: 0000000000000008     8 OBJECT  GLOBAL DEFAULT     5 first

Hex dump of section '.addr_space.1':
0x00000000 00000000 00000000 05000000 00000000 ................
0x00000010 01000000 02000000 03000000 04000000 ................
[24] DATASEC '.addr_space.1' size=32 vlen=3
	type_id=19 offset=0 size=4 (VAR 'counter')
	type_id=20 offset=8 size=8 (VAR 'first')
	type_id=21 offset=16 size=16 (VAR 'table')
=== exit 0
