# A failing link leaves an existing output as it was, also when it is an input.
=== file a.bpf.c
int missing(void);

__attribute__((section("xdp"))) int a(void *ctx)
{
	return missing();
}
=== run cc-bpf a.bpf.c; cp a.bpf.o before.o; bpfweld link -q -o a.bpf.o a.bpf.o; cmp a.bpf.o before.o; ls
a.bpf.c:5:9: error: 'missing' is needed by 'a' in a.bpf.o and defined nowhere [LNK005]
a.bpf.c
a.bpf.o
before.o
=== exit 0
=== run bpfweld link -q --undefined allow -o new.o a.bpf.o; ls
a.bpf.c
a.bpf.o
before.o
new.o
=== exit 0
