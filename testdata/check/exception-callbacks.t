# Two exception callbacks: wrong in a program that is loaded, and not looked at in one that is not.
=== file a.bpf.c
#include <bpfweld/bpf.h>

__attribute__((noinline)) int first(__u64 c) { return 0; }
__attribute__((noinline)) int second(__u64 c) { return 1; }

#define CALLBACK(f) __attribute__((btf_decl_tag("exception_callback:" #f)))

SEC(SECTION) CALLBACK(first) CALLBACK(second) int prog(struct __sk_buff *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
=== run cc-bpf '-DSECTION="?tc"' a.bpf.c && bpfweld check --target linux-6.12/x86_64 a.bpf.o
warning[SPC035]: two callbacks: first and second
  --> a.bpf.c:8:51 ('prog', section ?tc+0x0, in a.bpf.o)
  |
8 | SEC(SECTION) CALLBACK(first) CALLBACK(second) int prog(struct __sk_buff *ctx)
  |                                                   ^
  = rule: libbpf looks for the callback of a program when it loads that program, not before
          (bpf_prog_assign_exc_cb); SEC("?...") leaves it out until it is asked for.
  = fix: Name one global function of .text that is not static; or do not load the program.

0 errors, 1 warning
=== exit 0
=== run cc-bpf '-DSECTION="tc"' a.bpf.c && bpfweld check -q --target linux-6.12/x86_64 a.bpf.o
a.bpf.c:8:51: error: two callbacks: first and second [SPC032]
=== exit 1
