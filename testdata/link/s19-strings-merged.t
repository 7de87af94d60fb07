# S19: equal strings and constants of all files stand in the result once (SHF_MERGE). What points
# into the middle of a string still does; the section keeps its name, which is a map to loaders.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

volatile int at;
int from_b(int x);

SEC("socket") int prog(void *ctx)
{
	const char *one = "the first string", *two = "shared by both files";

	bw_opaque(one);
	bw_opaque(two);
	/* '4' + 'h' + ... */
	return (one[at & 7] - 't') * 1000 + (two[7 + (at & 7)] - 'b') * 100 + from_b(0);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

volatile int at_b;

__noinline int from_b(int x)
{
	const char *two = "shared by both files", *three = "the last string";

	bw_opaque(two);
	bw_opaque(three);
	return two[10 + (at_b & 7)] - '@' + three[4 + (at_b & 7)] - 'l';
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && llvm-readelf-19 -p .rodata.str1.1 linked.o && llvm-readelf-19 -S linked.o | grep -o 'str1.1.*AMS'
linked in 2 orders
prog returns 34

String dump of section '.rodata.str1.1':
[     0] the first string
[    11] shared by both files
[    26] the last string
str1.1    PROGBITS        0000000000000000 00015c 000036 01 AMS
=== exit 0
