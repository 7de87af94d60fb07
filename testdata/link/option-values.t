# Options that take a word say which, with the verb that was asked.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

SEC("socket") int prog(void *ctx)
{
	return 1;
}
=== run cc-bpf a.bpf.c; for o in --undefined=maybe --compat=libpf --prefix=p --keep= --localize=a.bpf.o: --map=a.bpf.o; do bpfweld link -q $o -o out.o a.bpf.o; echo $?; done
(command line): error: --undefined is 'maybe'; it takes error, warn or allow [RUN008]
2
(command line): error: --compat is 'libpf'; it takes strict or libbpf [RUN008]
2
(command line): error: --prefix is 'p'; it takes FILE=P, where P is letters, digits and _, no digit first [RUN008]
2
(command line): error: --keep is ''; it takes NAME or FILE:NAME [RUN008]
2
(command line): error: --localize is 'a.bpf.o:'; it takes NAME or FILE:NAME [RUN008]
2
(command line): error: --map is 'a.bpf.o'; it takes a file that is neither input nor output [RUN008]
2
=== exit 0
=== run bpfweld link -o out.o a.bpf.o --keep
link: option '--keep' requires an argument
see: bpfweld link --help
=== exit 2
