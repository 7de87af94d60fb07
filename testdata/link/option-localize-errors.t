# What cannot be local: programs, maps, struct_ops, exception callbacks, license and version; what
# is not there; what the file only declares. A pattern passes over what cannot.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} map SEC(".maps");

struct tcp_congestion_ops {
	char name[16];
};
SEC(".struct_ops") struct tcp_congestion_ops ops = {.name = "bw"};

extern int elsewhere;
static int own = 1;

__noinline int callback(unsigned long cookie)
{
	return cookie + 1;
}

__exception_cb(callback) SEC("tc") int prog(struct __sk_buff *ctx)
{
	int k = 0;

	own++;
	return !bpf_map_lookup_elem(&map, &k) + elsewhere;
}
=== file b.bpf.c
int elsewhere = 1;
int tentative;
=== run cc-bpf a.bpf.c && cc-bpf -fcommon b.bpf.c && bpfweld link --localize prog -o out.o a.bpf.o b.bpf.o
error[LNK029]: 'prog' in a.bpf.o is a program
  --> a.bpf.c:27:40 ('prog', section tc+0x0, in a.bpf.o)
   |
27 | __exception_cb(callback) SEC("tc") int prog(struct __sk_buff *ctx)
   |                                        ^
  = rule: Loaders find programs, maps and struct_ops by their global names (libbpf: "program is
          static and not supported", "unsupported map linkage static"); the kernel wants
          exception callbacks global.
  = fix: Give its file a prefix (--prefix FILE=P): then the name is another one, and still
         global.

1 error, 0 warnings
=== exit 1
=== run for n in a.bpf.o:map a.bpf.o:ops callback bw_license b.bpf.o:tentative; do bpfweld link -q --localize $n -o out.o a.bpf.o b.bpf.o; echo $?; done
a.bpf.c:12:3: error: 'map' in a.bpf.o is a map [LNK029]
1
a.bpf.c:17:46: error: 'ops' in a.bpf.o is a struct_ops map [LNK029]
1
a.bpf.c:22: error: 'callback' in a.bpf.o is an exception callback [LNK029]
1
a.bpf.c:3: error: 'bw_license' in a.bpf.o is read by the loader [LNK029]
1
b.bpf.c:2:5: error: 'tentative' in b.bpf.o is a common symbol, which all files share; compile with -fno-common [LNK029]
1
=== exit 0
=== run for n in nobody a.bpf.o:elsewhere c.bpf.o:prog a.bpf.o:nobody a.bpf.o: '' 'm*' 'a.bpf.o:pro?'; do bpfweld link -q --localize "$n" -o out.o a.bpf.o b.bpf.o; echo $?; done
(command line): error: --localize: 'nobody' matches nothing that any input defines and that can be local [LNK023]
2
a.bpf.o: error: --localize: 'elsewhere' matches nothing that a.bpf.o defines and that can be local [LNK023]
2
c.bpf.o: error: --localize names c.bpf.o, which is no input [LNK023]
2
a.bpf.o: error: --localize: 'nobody' matches nothing that a.bpf.o defines and that can be local [LNK023]
2
(command line): error: --localize is 'a.bpf.o:'; it takes NAME or FILE:NAME [RUN008]
2
(command line): error: --localize is ''; it takes NAME or FILE:NAME [RUN008]
2
(command line): error: --localize: 'm*' matches nothing that any input defines and that can be local [LNK023]
2
a.bpf.o: error: --localize: 'pro?' matches nothing that a.bpf.o defines and that can be local [LNK023]
2
=== exit 0
=== run bpfweld link -q --localize own --localize tentative -o out.o a.bpf.o b.bpf.o && llvm-readelf-19 -s out.o | grep OBJECT | awk '{print $8, $5}'
own LOCAL
tentative LOCAL
map GLOBAL
elsewhere GLOBAL
bw_license GLOBAL
ops GLOBAL
=== exit 0
