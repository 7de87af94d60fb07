# --compat libbpf refuses what libbpf's linker refuses: sizes, members, names, numbers of
# parameters, attributes of maps. (bpftool's verdicts on the same pairs are the same.)
=== file size_a.bpf.c
extern int x;
int f(void) { return x; }
=== file size_b.bpf.c
long x = 1;
=== file member_a.bpf.c
struct s { int a, b; };
extern struct s x;
int f(void) { return x.a; }
=== file member_b.bpf.c
struct s { int a, c; };
struct s x;
=== file name_a.bpf.c
struct s { int a; };
extern struct s *x;
int f(void) { return x != 0; }
=== file name_b.bpf.c
struct t { int a; };
struct t *x;
=== file count_a.bpf.c
extern int g(int);
int f(void) { return g(1); }
=== file count_b.bpf.c
int g(int a, int b) { return a + b; }
=== file value_a.bpf.c
#include <bpfweld/bpf.h>
struct v { int a, b; };
extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct v);
} x SEC(".maps");
int f(void) { return (long)bpf_map_lookup_elem(&x, &(int){0}); }
=== file value_b.bpf.c
#include <bpfweld/bpf.h>
struct v { int a, c; };
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct v);
} x SEC(".maps");
=== run cc-bpf *.c && for p in size member name count value; do link-all -q --compat libbpf -- ${p}_a.bpf.o ${p}_b.bpf.o; done
size_a.bpf.c:1:12: error: variable 'x': type is `long` (8 bytes) in size_b.bpf.o and `int` (4 bytes) in size_a.bpf.o [LNK009]
refused in 2 orders, status 1
member_a.bpf.c:2:17: error: variable 'x': member 2 is 'c' in member_b.bpf.o and 'b' in member_a.bpf.o [LNK009]
refused in 2 orders, status 1
name_a.bpf.c:2:18: error: variable 'x': pointee is `struct t` in name_b.bpf.o and `struct s` in name_a.bpf.o [LNK009]
refused in 2 orders, status 1
count_a.bpf.c:1:12: error: function 'g': number of parameters is 2 in count_b.bpf.o and 1 in count_a.bpf.o [LNK008]
refused in 2 orders, status 1
value_a.bpf.c:8:3: error: map 'x': value -> member 2 is 'c' in value_b.bpf.o and 'b' in value_a.bpf.o [LNK010]
refused in 2 orders, status 1
=== exit 0
