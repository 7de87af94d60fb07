# What --keep cannot mean. Without --gc nothing is dropped, but names are still checked.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int elsewhere;

SEC("socket") int prog(void *ctx)
{
	return elsewhere;
}
=== file b.bpf.c
int elsewhere = 1;
=== run cc-bpf a.bpf.c b.bpf.c && bpfweld link --gc --keep nobody --keep 'no_*' --keep b.bpf.o:prog --keep c.o:prog -o out.o a.bpf.o b.bpf.o; echo $?; ls out.o
error[LNK023]: --keep: 'nobody' matches nothing that any input defines
  --> (command line)
  = rule: An option that is about one input names it as on the command line, or by its base name
          when no other input has that; names of symbols and patterns for them match at least
          one.
  = fix: Write the name as it stands among the inputs; bpfweld show lists the names in a file.

error[LNK023]: --keep: 'no_*' matches nothing that any input defines
  --> (command line)
  = rule: An option that is about one input names it as on the command line, or by its base name
          when no other input has that; names of symbols and patterns for them match at least
          one.
  = fix: Write the name as it stands among the inputs; bpfweld show lists the names in a file.

error[LNK023]: --keep: 'prog' matches nothing that b.bpf.o defines
  --> b.bpf.o
  = rule: An option that is about one input names it as on the command line, or by its base name
          when no other input has that; names of symbols and patterns for them match at least
          one.
  = fix: Write the name as it stands among the inputs; bpfweld show lists the names in a file.

error[LNK023]: --keep names c.o, which is no input
  --> c.o
  = rule: An option that is about one input names it as on the command line, or by its base name
          when no other input has that; names of symbols and patterns for them match at least
          one.
  = fix: Write the name as it stands among the inputs; bpfweld show lists the names in a file.

4 errors, 0 warnings
2
ls: cannot access 'out.o': No such file or directory
=== exit 2
=== run bpfweld link -q --keep nobody -o out.o a.bpf.o b.bpf.o
(command line): error: --keep: 'nobody' matches nothing that any input defines [LNK023]
=== exit 2
=== run bpfweld link -q --keep a.bpf.o:elsewhere -o out.o a.bpf.o b.bpf.o
a.bpf.o: error: --keep: 'elsewhere' matches nothing that a.bpf.o defines [LNK023]
=== exit 2
=== run bpfweld link --keep b.bpf.o: --keep :x --keep '' -o out.o a.bpf.o b.bpf.o
error[RUN008]: --keep is 'b.bpf.o:'; it takes NAME or FILE:NAME
  --> (command line)
  = rule: Each option takes the values that its help lists.
  = fix: See bpfweld VERB --help.

error[RUN008]: --keep is ':x'; it takes NAME or FILE:NAME
  --> (command line)
  = rule: Each option takes the values that its help lists.
  = fix: See bpfweld VERB --help.

error[RUN008]: --keep is ''; it takes NAME or FILE:NAME
  --> (command line)
  = rule: Each option takes the values that its help lists.
  = fix: See bpfweld VERB --help.

3 errors, 0 warnings
=== exit 2
=== run mkdir d && cp a.bpf.o d && bpfweld link -q --prefix d/a.bpf.o=d_ --keep a.bpf.o:prog -o out.o ./a.bpf.o d/a.bpf.o b.bpf.o
a.bpf.o: error: --keep names a.bpf.o, which 2 inputs are called [LNK023]
=== exit 2
