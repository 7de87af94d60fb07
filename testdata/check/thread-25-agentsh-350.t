# https://github.com/canyonroad/agentsh/pull/350, also https://github.com/cilium/cilium/pull/26340 and https://github.com/cilium/ebpf/pull/111
# Go writes a struct field by field, without its padding: the key is shorter than key_size and the list that was
# to be enforced stays empty.
=== needs go
=== file p.bpf.c
#include <bpfweld/bpf.h>

struct flow_key {
	__be32 saddr, daddr;
	__be16 sport, dport;
	__u8 proto;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct flow_key);
	__type(value, __u64);
} flows SEC(".maps");
=== file p2.bpf.c
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
=== file bad.go.txt
package main

import "fmt"

type FlowKey struct {
	Saddr, Daddr uint32
	Sport, Dport uint16
	Proto        uint8
}

func main() { fmt.Println(FlowKey{}) }
=== file good.go.txt
package main

import "fmt"

type FlowKey struct {
	Saddr, Daddr uint32
	Sport, Dport uint16
	Proto        uint8
	_            [3]byte
}

func main() { fmt.Println(FlowKey{}) }
=== run cc-bpf p.bpf.c
=== exit 0
=== run for n in bad good; do mkdir -p build/$n && cp $n.go.txt build/$n/main.go && (cd build/$n && GO111MODULE=off GOCACHE=$PWD/../cache go build -o ../../$n .); done
=== exit 0
=== run bpfweld check --fail-on warning --user bad p.bpf.o
warning[MAP015]: key struct flow_key has 3 bytes of padding at offset 13, behind proto at its end
  --> p.bpf.c:14:3 ('flows', section .maps+0x0, in p.bpf.o)
   |
14 | } flows SEC(".maps");
   |   ^
  = note: for target linux-6.18/x86_64
  = rule: Hashes and LPM tries compare all bytes of a key, padding too. Compilers leave padding
          unset, and since 6.3 the verifier lets privileged programs pass unset stack bytes:
          lookups then fail at random.
  = fix: Write '__u8 pad[3];' behind proto and set it to zero.

warning[ABI018]: key of map 'flows': encoding/binary writes 13 bytes of the 16 bytes of the program's main.FlowKey
  --> p.bpf.c:14:3 ('flows', section .maps+0x0, in p.bpf.o)
   |
14 | } flows SEC(".maps");
   |   ^
  = note: in bad (go-amd64)
  = note: the bytes on both sides:
             byte  struct flow_key (map)              main.FlowKey (program)
                0  __be32 saddr                       uint32 Saddr
                4  __be32 daddr                       uint32 Daddr
                8  __be16 sport                       uint16 Sport
               10  __be16 dport                       uint16 Dport
               12  __u8 proto                         uint8 Proto
               13  (padding, 3)                       (padding, 3)
               16  (end)                              (end)
  = note: p.bpf.c:3: struct flow_key of the map is declared here
  = rule: ebpf-go passes a struct without padding as it is, and any other through
          encoding/binary, which leaves padding out: the result has another size than the map's
          and is refused, or is copied wrong (sysenc.Marshal).
  = fix: Put a field '_ [3]byte' behind 'Proto' in main.FlowKey.

0 errors, 2 warnings
=== exit 1
=== run cc-bpf p2.bpf.c && bpfweld check --fail-on warning -q --user good p2.bpf.o
=== exit 0
