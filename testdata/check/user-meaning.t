# The same bytes, perhaps not the same meaning: warnings. On ARM plain char has no sign.
=== file types.h
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed int __s32;
typedef __u32 __be32;
=== file a.bpf.c
#include <bpfweld/bpf.h>

#define MAP(name, type_)                          \
	struct {                                  \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__uint(max_entries, 1);           \
		__type(key, __u32);               \
		__type(value, type_);             \
	} name SEC(".maps")

struct hole { __u64 a; __u32 b; __u32 later; };
struct sign { __s32 ret; __s32 err; };
struct addr { __be32 saddr; };
struct level { char level; char name[7]; };
struct halves { __u64 time; };

MAP(m_hole, struct hole);
MAP(m_sign, struct sign);
MAP(m_addr, struct addr);
MAP(m_level, struct level);
MAP(m_halves, struct halves);
=== file user.c
#include "types.h"

struct hole { __u64 a; __u32 b; } v1;
struct sign { __u32 ret; __u32 err; } v2;
struct addr { __u32 saddr; } v3;
struct level { char level; char name[7]; } v4;
struct halves { __u32 low; __u32 high; } v5;
=== run cc-bpf a.bpf.c && cc-user aarch64 user.c && cc-user x86_64 user.c
=== exit 0
=== run bpfweld check --user user.aarch64 --user user.x86_64 a.bpf.o
warning[ABI013]: value of map 'm_hole': where the map has 'later', struct hole has padding
  --> a.bpf.c:17:5 ('m_hole', section .maps+0x0, in a.bpf.o)
   |
17 | MAP(m_hole, struct hole);
   |     ^
  = note: in user.aarch64 (aarch64-linux-gnu), user.x86_64 (x86_64-linux-gnu)
  = note: the bytes on both sides:
             byte  struct hole (map)                  struct hole (program)
                0  __u64 a                            __u64 a
                8  __u32 b                            __u32 b
          >    12  __u32 later                        (padding, 4)
               16  (end)                              (end)
  = note: user.c:3: struct hole is declared here
  = note: a.bpf.c:11: struct hole of the map is declared here
  = rule: One side writes bytes that the other does not know: its updates leave there whatever
          its padding holds.
  = fix: Add the field on the other side.

warning[ABI014]: value of map 'm_sign': 'ret' is __s32, in the program's struct sign __u32; so are 1 more
  --> a.bpf.c:18:5 ('m_sign', section .maps+0x20, in a.bpf.o)
   |
18 | MAP(m_sign, struct sign);
   |     ^
  = note: in user.aarch64 (aarch64-linux-gnu), user.x86_64 (x86_64-linux-gnu)
  = note: user.c:4: struct sign is declared here
  = note: a.bpf.c:12: struct sign of the map is declared here
  = rule: The bytes are the same, but values with the highest bit set are different numbers.
  = fix: Use the same signedness on both sides.

warning[ABI015]: value of map 'm_addr': 'saddr' is __be32, in the program's struct addr __u32
  --> a.bpf.c:19:5 ('m_addr', section .maps+0x40, in a.bpf.o)
   |
19 | MAP(m_addr, struct addr);
   |     ^
  = note: in user.aarch64 (aarch64-linux-gnu), user.x86_64 (x86_64-linux-gnu)
  = note: user.c:5: struct addr is declared here
  = note: a.bpf.c:13: struct addr of the map is declared here
  = rule: __be32 and its kin say that the value is kept in that order; a plain integer is read
          in the machine's own. No compiler converts.
  = fix: Use the same type on both sides, and convert where the value is used (ntohl).

warning[ABI016]: value of map 'm_level': 'level' is char, in the program's struct level char
  --> a.bpf.c:20:5 ('m_level', section .maps+0x60, in a.bpf.o)
   |
20 | MAP(m_level, struct level);
   |     ^
  = note: in user.aarch64 (aarch64-linux-gnu)
  = note: user.c:6: struct level is declared here
  = note: a.bpf.c:14: struct level of the map is declared here
  = rule: Plain char is signed in BPF and unsigned in user space of ARM, PowerPC, RISC-V and
          s390.
  = fix: Use __s8 or __u8 for numbers.

warning[ABI017]: value of map 'm_halves': 'time' (__u64) is one field of the map and several of struct halves
  --> a.bpf.c:21:5 ('m_halves', section .maps+0x80, in a.bpf.o)
   |
21 | MAP(m_halves, struct halves);
   |     ^
  = note: in user.aarch64 (aarch64-linux-gnu), user.x86_64 (x86_64-linux-gnu)
  = note: the bytes on both sides:
             byte  struct halves (map)                struct halves (program)
          >     0  __u64 time                         __u32 low
                4  |                                  __u32 high
                8  (end)                              (end)
  = note: user.c:7: struct halves is declared here
  = note: a.bpf.c:15: struct halves of the map is declared here
  = rule: Which half of a large integer comes first depends on the byte order: what works on
          little-endian machines is swapped on big-endian ones.
  = fix: Declare the same fields on both sides.

0 errors, 5 warnings
=== exit 0
