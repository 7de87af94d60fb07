# What makes bytes mean something else: one map each.
=== file types.h
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef __u32 __be32;
typedef __u32 __le32;
=== file a.bpf.c
#include <bpfweld/bpf.h>

#define MAP(name, type_)                          \
	struct {                                  \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__uint(max_entries, 1);           \
		__type(key, __u32);               \
		__type(value, type_);             \
	} name SEC(".maps")

struct longer { char comm[16]; __u32 pid; };
struct wider { __u32 a; __u32 b; };
struct bits { __u32 a : 3; __u32 b : 29; };
struct swapped { __u32 src; __u32 dst; };
struct shorter { __u32 a; __u32 b; __u32 c; };
struct sized { __u64 a; __u32 b; };
struct real { __u32 a; __u32 b; };
struct order { __be32 a; };
struct crossed { __u8 a; __u32 b; __u8 c; } __attribute__((packed));
struct element { __u32 a; __u32 b; };

MAP(m_array, struct longer);
MAP(m_width, struct wider);
MAP(m_bits, struct bits);
MAP(m_swapped, struct swapped);
MAP(m_missing, struct shorter);
MAP(m_size, struct sized);
MAP(m_float, struct real);
MAP(m_order, struct order);
MAP(m_crossed, struct crossed);
MAP(m_elements, struct element[3]);
=== file user.c
#include "types.h"

struct longer { char comm[20]; __u32 pid; } v1;
struct wider { __u32 a; __u16 b; } v2;
struct bits { __u32 a : 4; __u32 b : 28; } v3;
struct swapped { __u32 dst; __u32 src; } v4;
struct shorter { __u32 a; __u32 c; } v5;
struct sized { __u64 a; __u32 b; } __attribute__((packed)) v6;
struct real { __u32 a; float b; } v7;
struct order { __le32 a; } v8;
struct crossed { __u16 x; __u16 y; __u16 z; } v9;
struct element { __u32 a; __u32 b; __u32 c; } v10[3];
=== run cc-bpf a.bpf.c && cc-user x86_64 user.c
=== exit 0
=== run bpfweld check -q --user user.x86_64 a.bpf.o
a.bpf.c:22:5: error: value of map 'm_array': 'comm' has 16 elements, in the program's struct longer 20 [ABI003]
a.bpf.c:23:5: error: value of map 'm_width': 'b' is 4 bytes (__u32), in the program's struct wider 2 bytes (__u16) [ABI002]
a.bpf.c:24:5: error: value of map 'm_bits': 'a' (__u32 : 3) is at byte 0, in the program's struct bits (__u32 : 4) at byte 0 [ABI004]
a.bpf.c:25:5: error: value of map 'm_swapped': 'src' and 'dst' are swapped in the program's struct swapped [ABI005]
a.bpf.c:26:5: error: value of map 'm_missing': 'b' at byte 4 is not in the program's struct shorter [ABI006]
a.bpf.c:27:5: error: value of map 'm_size': 16 bytes, in the program's struct sized 12 bytes [ABI007]
a.bpf.c:28:5: error: value of map 'm_float': 'b' is __u32, in the program's struct real float [ABI008]
a.bpf.c:29:5: error: value of map 'm_order': 'a' is __be32, in the program's struct order __le32 [ABI009]
a.bpf.c:30:5: error: value of map 'm_crossed': 'x' of struct crossed (2 bytes at byte 0) crosses the bounds of other fields of the map [ABI011]
a.bpf.c:31:5: error: value of map 'm_elements': 'c' at byte 8 of the program's struct element is not in the map [ABI006]
=== exit 1
