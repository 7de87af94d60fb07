# A link map replaces neither output nor input; a link that fails leaves the old map; a map that
# cannot be written leaves the old output.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

SEC("socket") int prog(void *ctx)
{
	return 1;
}
=== run cc-bpf a.bpf.c && bpfweld link --map app.o -o app.o a.bpf.o
error[RUN008]: --map is 'app.o'; it takes a file that is neither input nor output
  --> (command line)
  = rule: Each option takes the values that its help lists.
  = fix: See bpfweld VERB --help.

1 error, 0 warnings
=== exit 2
=== run bpfweld link -q --map a.bpf.o -o app.o a.bpf.o; ls
(command line): error: --map is 'a.bpf.o'; it takes a file that is neither input nor output [RUN008]
a.bpf.c
a.bpf.o
=== exit 0
=== run echo old >app.map; echo old >app.o; bpfweld link -q --map app.map --keep nobody -o app.o a.bpf.o; cat app.map app.o
(command line): error: --keep: 'nobody' matches nothing that any input defines [LNK023]
old
old
=== exit 0
=== run bpfweld link -q --map no/app.map -o app.o a.bpf.o; cat app.o; ls
no/app.map: error: cannot write no/app.map: No such file or directory [RUN003]
old
a.bpf.c
a.bpf.o
app.map
app.o
=== exit 0
=== run bpfweld link -o ref.o a.bpf.o && bpfweld link --map in.map -o a.bpf.o a.bpf.o && cmp a.bpf.o ref.o && ls *.map
app.map
in.map
=== exit 0
