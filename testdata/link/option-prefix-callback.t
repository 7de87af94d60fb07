# The tag that names a program's exception callback follows when --prefix renames the callback; a
# callback of another file keeps its name.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

extern void bpf_throw(unsigned long cookie) __ksym;
int shared_cb(unsigned long cookie);

__noinline int callback(unsigned long cookie)
{
	return cookie + 1;
}

__exception_cb(callback) SEC("tc") int prog(struct __sk_buff *ctx)
{
	bpf_throw(40);
	return 0;
}

__exception_cb(shared_cb) SEC("tc") int prog2(struct __sk_buff *ctx)
{
	bpf_throw(40);
	return 0;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

__noinline int shared_cb(unsigned long cookie)
{
	return cookie + 2;
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r no --gc --prefix a.bpf.o=a_ -- a.bpf.o b.bpf.o
linked in 2 orders
=== exit 0
=== run bpfweld show --btf linked.o | grep -oE "exception_callback:[a-z_]+"
exception_callback:a_callback
exception_callback:shared_cb
=== exit 0
