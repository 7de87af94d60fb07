# Roots of --gc besides programs: pinned maps; what fills a map of maps or of programs; the arena
# of a variable that is used; the exception callback that a tag names.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} in_outer SEC(".maps"), in_nothing SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, int);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {&in_outer}}, unused_outer SEC(".maps") = {.values = {&in_nothing}};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
	__uint(pinning, BW_PIN_BY_NAME);
} pinned SEC(".maps");

extern void bpf_throw(unsigned long cookie) __ksym;

__noinline int callback(unsigned long cookie)
{
	return cookie + 1;
}

__noinline int no_callback(unsigned long cookie)
{
	return cookie + 2;
}

__exception_cb(callback) SEC("tc") int prog(struct __sk_buff *ctx)
{
	int k = 0;

	if (!bpf_map_lookup_elem(&outer, &k))
		return 9;
	bpf_throw(40);
	return 0;
}
=== run cc-bpf a.bpf.c && bpfweld link --gc --map map -o out.o a.bpf.o && sed '/^FILES/,/^$/d; /^NAMES/,$d' map
Link map of out.o

SECTIONS
  offset  bytes  what      name        file     why
.text, 24 bytes, aligned to 8
     0x0     24  function  callback    a.bpf.o  exception callback
tc, 112 bytes, aligned to 8
     0x0    112  program   prog        a.bpf.o  program
license, 4 bytes, aligned to 1
     0x0      4  license   bw_license  a.bpf.o  read by loaders
.maps, 104 bytes, aligned to 8
     0x0     32  map       in_outer    a.bpf.o  used by outer
    0x20     32  map       outer       a.bpf.o  used by prog
    0x40     40  map       pinned      a.bpf.o  pinned

DROPPED
  bytes  what      name          file     from        why
     24  function  no_callback   a.bpf.o  .text+0x18  nothing uses it
     32  map       in_nothing    a.bpf.o  .maps+0x40  nothing uses it
     32  map       unused_outer  a.bpf.o  .maps+0x60  nothing uses it

=== exit 0
