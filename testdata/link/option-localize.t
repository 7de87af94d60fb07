# R10: --localize FILE:NAME makes a definition local before names are resolved: the file's own uses
# mean it, all others the definition that remains.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int scale = 10;

__hidden __noinline int f(int x)
{
	bw_barrier();
	return x * scale;
}

SEC("socket") int prog_a(void *ctx)
{
	return f(1);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int scale = 100;

__hidden __noinline int f(int x)
{
	bw_barrier();
	return x * scale;
}

SEC("socket") int prog_b(void *ctx)
{
	return f(2);
}
=== file c.bpf.c
#include <bpfweld/bpf.h>

extern int f(int x);
extern int scale;

SEC("socket") int prog_c(void *ctx)
{
	return f(3) + scale;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all --localize b.bpf.o:f --localize b.bpf.o:scale -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
prog_a returns 10
prog_b returns 200
prog_c returns 40
=== exit 0
=== run link-all --localize 'b.bpf.o:*' -- a.bpf.o b.bpf.o c.bpf.o
linked in 6 orders
prog_a returns 10
prog_b returns 200
prog_c returns 40
=== exit 0
=== run llvm-readelf-19 -s linked.o | grep -E 'FUNC|OBJECT' | awk '{print $8, $5, $6}' | sort; bpfweld show --btf linked.o | grep -E "(FUNC|VAR) '(f|scale)'" | sed 's/^[^ ]* //; s/type_id=[0-9]*,* //' | sort
bw_license GLOBAL DEFAULT
f GLOBAL HIDDEN
f LOCAL DEFAULT
prog_a GLOBAL DEFAULT
prog_b GLOBAL DEFAULT
prog_c GLOBAL DEFAULT
scale GLOBAL DEFAULT
scale LOCAL DEFAULT
FUNC 'f' linkage=global
FUNC 'f' linkage=static
VAR 'scale' linkage=global
VAR 'scale' linkage=static
offset=0 size=4 (VAR 'scale')
offset=4 size=4 (VAR 'scale')
=== exit 0
=== run link-all --localize 'b.bpf.o:*' --localize a.bpf.o:f -- a.bpf.o b.bpf.o c.bpf.o
error[LNK005]: 'f' is needed by 'prog_c' in c.bpf.o and defined nowhere
  --> c.bpf.c:8:9 ('prog_c', section socket+0x8, in c.bpf.o)
  |
8 | 	return f(3) + scale;
  | 	       ^
  = rule: Every extern function, variable and map has a definition in one of the files; only
          .ksyms and .kconfig names are left to the kernel. Loaders cannot resolve any other.
  = fix: Link the file that defines it, make the declaration __weak if it is optional, or allow
         undefined names for an intermediate link.

1 error, 0 warnings
refused in 6 orders, status 1
=== exit 0
