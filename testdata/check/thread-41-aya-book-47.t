# https://github.com/aya-rs/book/issues/47
# Must a Rust type that is a map value be repr(C)? Without, the compiler orders the fields as it likes.
=== needs rustc
=== file p.bpf.c
#include <bpfweld/bpf.h>

struct flow_key {
	__u8 proto;
	__u32 saddr;
	__u16 sport;
	__u64 bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct flow_key);
} flows SEC(".maps");
=== file bad.rs
#![allow(dead_code)]
pub struct FlowKey {
    proto: u8,
    saddr: u32,
    sport: u16,
    bytes: u64,
}

#[no_mangle]
pub static mut KEY: FlowKey = FlowKey { proto: 0, saddr: 0, sport: 0, bytes: 0 };

fn main() {
    unsafe { println!("{}", std::ptr::addr_of!(KEY.proto).read()) }
}
=== file good.rs
#![allow(dead_code)]
#[repr(C)]
pub struct FlowKey {
    proto: u8,
    saddr: u32,
    sport: u16,
    bytes: u64,
}

#[no_mangle]
pub static mut KEY: FlowKey = FlowKey { proto: 0, saddr: 0, sport: 0, bytes: 0 };

fn main() {
    unsafe { println!("{}", std::ptr::addr_of!(KEY.proto).read()) }
}
=== run cc-bpf p.bpf.c && rustc -g bad.rs && rustc -g good.rs
=== exit 0
=== run bpfweld check --user bad p.bpf.o
error[ABI001]: value of map 'flows': 'proto' is at byte 0, in the program's bad::FlowKey at byte 14
  --> p.bpf.c:15:3 ('flows', section .maps+0x0, in p.bpf.o)
   |
15 | } flows SEC(".maps");
   |   ^
  = note: in bad (x86_64-linux-gnu)
  = note: the bytes on both sides:
             byte  struct flow_key (map)              bad::FlowKey (program)
          >     0  __u8 proto                         u64 bytes
                1  (padding, 3)                       |
          >     4  __u32 saddr                        |
          >     8  __u16 sport                        u32 saddr
               10  (padding, 6)                       |
          >    12  |                                  u16 sport
          >    14  |                                  u8 proto
               15  |                                  (padding, 1)
          >    16  __u64 bytes                        (end)
          >    24  (end)
  = note: p.bpf.c:3: struct flow_key of the map is declared here
  = rule: A map holds bytes: the kernel copies them as they are between the BPF program and user
          space. Both sides must have each field at the same offset (measured from BTF and from
          the program's DWARF).
  = fix: Put #[repr(C)] before bad::FlowKey: Rust orders the fields of other types as it likes.

1 error, 0 warnings
=== exit 1
=== run bpfweld check -q --user good p.bpf.o
=== exit 0
