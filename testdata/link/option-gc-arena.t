# Who uses a variable of the arena needs the arena map, whether it names it or not; without such a
# variable nobody needs it.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

#define __arena __attribute__((address_space(1)))

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 10);
} arena SEC(".maps");

int __arena counter = 3;
int __arena unused = 4;

SEC("syscall") int prog(void *ctx)
{
	return counter;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 10);
} arena SEC(".maps");

SEC("syscall") int prog(void *ctx)
{
	return 1;
}
=== run cc-bpf -mcpu=v4 a.bpf.c b.bpf.c && bpfweld link --gc -v -q --map a.map -o a.o a.bpf.o && sed '/^FILES/,/^$/d; /^NAMES/,$d' a.map
Link map of a.o

SECTIONS
  offset  bytes  what      name        file     why
syscall, 40 bytes, aligned to 8
     0x0     40  program   prog        a.bpf.o  program
license, 4 bytes, aligned to 1
     0x0      4  license   bw_license  a.bpf.o  read by loaders
.addr_space.1, 4 bytes, aligned to 4
     0x0      4  variable  counter     a.bpf.o  used by prog
.maps, 24 bytes, aligned to 8
     0x0     24  map       arena       a.bpf.o  used by counter

DROPPED
  bytes  what      name    file     from               why
      4  variable  unused  a.bpf.o  .addr_space.1+0x4  nothing uses it

=== exit 0
=== run bpfweld link --gc --map b.map -o b.o b.bpf.o && sed '/^FILES/,/^$/d; /^NAMES/,$d' b.map
Link map of b.o

SECTIONS
  offset  bytes  what     name        file     why
syscall, 16 bytes, aligned to 8
     0x0     16  program  prog        b.bpf.o  program
license, 4 bytes, aligned to 1
     0x0      4  license  bw_license  b.bpf.o  read by loaders

DROPPED
  bytes  what  name   file     from       why
     24  map   arena  b.bpf.o  .maps+0x0  nothing uses it

=== exit 0
