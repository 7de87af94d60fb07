# https://github.com/cilium/cilium/pull/9286
# A checker that overlooks the last field: sizes agree, because the last field took the place of padding.
=== needs gcc
=== file p.bpf.c
#include <bpfweld/bpf.h>

struct flow_key {
	__be32 saddr, daddr;
	__be16 sport, dport;
	__u8 proto;
	__u8 pad[3];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct flow_key);
	__type(value, __u64);
} flows SEC(".maps");
=== file bad.c
#include <stdint.h>

struct flow_key {
	uint32_t saddr, daddr;
	uint16_t sport, dport;
	uint8_t proto;
	uint16_t flags;
};

struct flow_key key;

int main(void)
{
	return key.proto;
}
=== file good.c
#include <stdint.h>

struct flow_key {
	uint32_t saddr, daddr;
	uint16_t sport, dport;
	uint8_t proto;
	uint8_t pad[3];
};

struct flow_key key;

int main(void)
{
	return key.proto;
}
=== run cc-bpf p.bpf.c && gcc -g -o bad bad.c && gcc -g -o good good.c
=== exit 0
=== run bpfweld check --user bad p.bpf.o
error[ABI006]: key of map 'flows': 'flags' at byte 14 of the program's struct flow_key is not in the map
  --> p.bpf.c:15:3 ('flows', section .maps+0x0, in p.bpf.o)
   |
15 | } flows SEC(".maps");
   |   ^
  = note: in bad (x86_64-linux-gnu)
  = note: the bytes on both sides:
             byte  struct flow_key (map)              struct flow_key (program)
          >     0  __be32 saddr                       uint32_t saddr
          >     4  __be32 daddr                       uint32_t daddr
          >     8  __be16 sport                       uint16_t sport
          >    10  __be16 dport                       uint16_t dport
               12  __u8 proto                         uint8_t proto
               13  __u8[3] pad                        (padding, 1)
          >    14  |                                  uint16_t flags
               16  (end)                              (end)
  = note: bad.c:3: struct flow_key is declared here
  = note: p.bpf.c:3: struct flow_key of the map is declared here
  = rule: A map holds bytes: what stands behind a field that one side lacks has moved there, and
          padding of a key is compared byte by byte by the kernel.
  = fix: Add the field on the other side, or an explicit padding member in its place.

warning[ABI015]: key of map 'flows': 'saddr' is __be32, in the program's struct flow_key uint32_t; so are 3 more
  --> p.bpf.c:15:3 ('flows', section .maps+0x0, in p.bpf.o)
   |
15 | } flows SEC(".maps");
   |   ^
  = note: in bad (x86_64-linux-gnu)
  = note: bad.c:3: struct flow_key is declared here
  = note: p.bpf.c:3: struct flow_key of the map is declared here
  = rule: __be32 and its kin say that the value is kept in that order; a plain integer is read
          in the machine's own. No compiler converts.
  = fix: Use the same type on both sides, and convert where the value is used (ntohl).

1 error, 1 warning
=== exit 1
=== run bpfweld check -q --user good p.bpf.o
=== exit 0
