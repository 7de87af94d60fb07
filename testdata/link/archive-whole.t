# --whole-archive links every member, needed or not: programs are members too.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int shared;

SEC("socket") int first(void *ctx)
{
	return shared + 1;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int shared = 4;

SEC("socket") int second(void *ctx)
{
	return shared + 2;
}
=== run cc-bpf a.bpf.c b.bpf.c && ar rc all.a a.bpf.o b.bpf.o
=== exit 0
=== run bpfweld link --whole-archive -o out.o all.a && run-object out.o
first returns 5
second returns 6
=== exit 0
=== run bpfweld link -q -o none.o all.a
(command line): error: there are only archives, and no member of them is linked [RUN009]
=== exit 2
=== run bpfweld check --whole-archive --target linux-6.12/x86_64 all.a
=== exit 0
