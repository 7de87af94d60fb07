# Eight files, each with a static variable, a string, a constant and a function of its own that calls
# the next: the answer does not depend on where they stand.
=== file part.h
#include <bpfweld/bpf.h>

#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
int CAT(step, NEXT)(int x);
static volatile int mine = NUMBER;

__noinline int CAT(step, NUMBER)(int x)
{
	const char *text = "every file has this string";

	bw_opaque(text);
	return CAT(step, NEXT)(x + mine * 10 + (text[mine & 1] - 'e'));
}
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int step1(int x);

__noinline int step7(int x)
{
	bw_barrier();
	return x;
}

SEC("socket") int prog(void *ctx)
{
	return step1(0);
}
=== run for i in 1 2 3 4 5 6; do { echo "#define NUMBER $i"; echo "#define NEXT $((i + 1))"; echo '#include "part.h"'; } >p$i.bpf.c; done; cc-bpf main.bpf.c p?.bpf.c && link-all -- main.bpf.o p?.bpf.o && llvm-readelf-19 -p .rodata.str1.1 linked.o
linked in 14 orders
prog returns 261

String dump of section '.rodata.str1.1':
[     0] every file has this string
=== exit 0
