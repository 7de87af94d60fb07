# What --prefix does not take: no file, no name, a prefix no name can have, a file that is no input,
# one that two inputs are called, two prefixes for one file.
=== file a.bpf.c
int a = 1;
=== run cc-bpf a.bpf.c && bpfweld link --prefix a.bpf.o -o out.o a.bpf.o
error[RUN008]: --prefix is 'a.bpf.o'; it takes FILE=P, where P is letters, digits and _, no digit first
  --> (command line)
  = rule: Each option takes the values that its help lists.
  = fix: See bpfweld VERB --help.

1 error, 0 warnings
=== exit 2
=== run for p in =x a.bpf.o= a.bpf.o=1x a.bpf.o=x-y; do bpfweld link -q --prefix $p -o out.o a.bpf.o; echo $?; done
(command line): error: --prefix is '=x'; it takes FILE=P, where P is letters, digits and _, no digit first [RUN008]
2
(command line): error: --prefix is 'a.bpf.o='; it takes FILE=P, where P is letters, digits and _, no digit first [RUN008]
2
(command line): error: --prefix is 'a.bpf.o=1x'; it takes FILE=P, where P is letters, digits and _, no digit first [RUN008]
2
(command line): error: --prefix is 'a.bpf.o=x-y'; it takes FILE=P, where P is letters, digits and _, no digit first [RUN008]
2
=== exit 0
=== run bpfweld link --prefix b.bpf.o=b_ -o out.o a.bpf.o
error[LNK023]: --prefix names b.bpf.o, which is no input
  --> b.bpf.o
  = rule: An option that is about one input names it as on the command line, or by its base name
          when no other input has that; names of symbols and patterns for them match at least
          one.
  = fix: Write the name as it stands among the inputs; bpfweld show lists the names in a file.

1 error, 0 warnings
=== exit 2
=== run mkdir d e && cp a.bpf.o d && cp a.bpf.o e && bpfweld link -q --prefix a.bpf.o=x_ -o out.o d/a.bpf.o e/a.bpf.o; bpfweld link -q --prefix d/a.bpf.o=x_ -o out.o d/a.bpf.o e/a.bpf.o && echo linked
a.bpf.o: error: --prefix names a.bpf.o, which 2 inputs are called [LNK023]
linked
=== exit 0
=== run bpfweld link -q --prefix a.bpf.o=x_ --prefix a.bpf.o=y_ -o out.o a.bpf.o; bpfweld link -q --prefix a.bpf.o=x_ -o out.o a.bpf.o a.bpf.o
a.bpf.o: error: --prefix gives a.bpf.o both 'x_' and 'y_' [LNK023]
a.bpf.o: error: --prefix names a.bpf.o, which 2 inputs are called [LNK023]
=== exit 2
=== run touch 'with=.c' && cp a.bpf.o 'a=b.o' && bpfweld link --prefix 'a=b.o=x_' -o out.o 'a=b.o' && llvm-readelf-19 -s out.o | grep OBJECT | awk '{print $8}'
x_a
=== exit 0
=== run bpfweld check --prefix a.bpf.o=x_ a.bpf.o
check: unrecognized option '--prefix'
see: bpfweld check --help
=== exit 2
