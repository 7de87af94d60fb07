# S19: the body of a weak function that a strong one overrides leaves nothing behind: no code, no
# records, no BTF of it, no string that only it used with --gc.
=== file weak.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

__weak __noinline int policy(int x)
{
	char text[] = "only the weak body needs this string, which is long enough to stay one";
	const char *s = text;

	bw_opaque(s);
	return s[x & 15];
}

SEC("socket") int prog(void *ctx)
{
	return policy(4);
}
=== file strong.bpf.c
#include <bpfweld/bpf.h>

__noinline int policy(int x)
{
	bw_barrier();
	return x + 40;
}
=== run cc-bpf weak.bpf.c strong.bpf.c && link-all --gc -- weak.bpf.o strong.bpf.o && llvm-readelf-19 -S linked.o | grep -o ' \.[rt][^ ]* *[A-Z]*.*' | cut -c1-60
linked in 2 orders
prog returns 44
 .text             PROGBITS        0000000000000000 000040 0
 .relsocket        REL             0000000000000000 000070 0
=== exit 0
=== run bpfweld show linked.o | tail -2; grep -c 'only the weak' weak.bpf.o linked.o
prog prog  SEC("socket")
     SOCKET_FILTER, by the application; 6 instructions, 2 functions, 0 CO-RE relocations
weak.bpf.o:2
linked.o:0
=== exit 0
