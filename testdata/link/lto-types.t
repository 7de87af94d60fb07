# LLVM compares no types. bpfweld does, before it lets LLVM link: what --lto links is what links
# without it.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
enum verdict { DROP, PASS };
struct pair { int a, b; };
extern long count;
extern int table[64];
int judge(enum verdict v);
int sum(struct pair *p);
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, int);
	__type(value, long);
} shared SEC(".maps");

SEC("socket") int prog(void *ctx)
{
	struct pair p = {1, 2};

	return judge(PASS) + sum(&p) + (count < 0) + table[63] + !bpf_map_lookup_elem(&shared, &p.a);
}
=== file def.bpf.c
#include <bpfweld/bpf.h>

enum verdict { PASS, DROP };
struct pair { long pad; int b, a; };
unsigned long count;
int table[4];
int judge(enum verdict v) { return v == PASS; }
int sum(struct pair *p) { return p->a + p->b; }
=== file map.bpf.c
#include <bpfweld/bpf.h>

extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32);
	__type(key, int);
	__type(value, long);
} shared SEC(".maps");

SEC("socket") int other(void *ctx)
{
	int k = 0;

	return !bpf_map_lookup_elem(&shared, &k);
}
=== run for f in use def map; do cc-bpf $f.bpf.c && cc-bpf -emit-llvm -S $f.bpf.c && mv $f.bpf.o $f.ll && cc-bpf $f.bpf.c; done
=== exit 0
=== run bpfweld link -q --lto -o out.o use.ll def.ll; bpfweld link -q -o out.o use.bpf.o def.bpf.o 2>&1 | grep -o 'LNK[0-9]*' | sort | uniq -c; bpfweld link -q --lto -o out.o use.ll def.ll 2>&1 | grep -o 'LNK[0-9]*' | sort | uniq -c
use.bpf.c:8:5: error: function 'judge': parameter 1 -> value 1 is PASS = 0 in def.ll and DROP = 0 in use.ll [LNK008]
use.bpf.c:9:5: error: function 'sum': parameter 1 -> pointee -> member 1 is 'pad' in def.ll and 'a' in use.ll [LNK008]
use.bpf.c:6:13: error: variable 'count': type is `unsigned long` (unsigned) in def.ll and `long` (signed) in use.ll [LNK009]
use.bpf.c:7:12: error: variable 'table': number of elements is 4 in def.ll and 64 in use.ll [LNK009]
      2 LNK008
      2 LNK009
      2 LNK008
      2 LNK009
=== exit 0
=== run bpfweld link -q --lto -o out.o use.ll map.ll; bpfweld link -q --lto -o out.o use.ll map.bpf.o
map.bpf.c:8:3: error: map 'shared': max_entries is 16 in use.ll and 32 in map.ll [LNK010]
map.bpf.c:8:3: error: map 'shared': max_entries is 16 in use.ll and 32 in map.bpf.o [LNK010]
=== exit 1
# Two definitions, and a symbol that nobody has.
=== run cp def.ll def2.ll; bpfweld link -q --lto -o out.o def.ll def2.ll
def.bpf.c:7:5: error: 'judge' is defined in def.ll and in def2.ll [LNK004]
def.bpf.c:8:5: error: 'sum' is defined in def.ll and in def2.ll [LNK004]
def.bpf.c:5:15: error: 'count' is defined in def.ll and in def2.ll [LNK004]
def.bpf.c:6:5: error: 'table' is defined in def.ll and in def2.ll [LNK004]
=== exit 1
=== run bpfweld link -q --lto -o out.o use.ll; ls out.o
use.bpf.c:21:9: error: 'judge' is needed by 'prog' in (lto) and defined nowhere [LNK005]
use.bpf.c:21:23: error: 'sum' is needed by 'prog' in (lto) and defined nowhere [LNK005]
use.bpf.c:21:34: error: 'count' is needed by 'prog' in (lto) and defined nowhere [LNK005]
use.bpf.c:21:47: error: 'table' is needed by 'prog' in (lto) and defined nowhere [LNK005]
ls: cannot access 'out.o': No such file or directory
=== exit 2
