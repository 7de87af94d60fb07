# Archives that cannot be read, and members that are no objects.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

SEC("socket") int prog(void *ctx)
{
	return 0;
}
=== run cc-bpf main.bpf.c; echo text >README; echo 'int x;' >host.c; gcc -c host.c; head -c 500 host.o >h.o; mv h.o host.o; ar rc lib.a main.bpf.o README host.o
bfd plugin: LLVM gold plugin has failed to create LTO module: section table goes past the end of file
=== exit 0
=== run bpfweld link --whole-archive -o out.o lib.a && run-object out.o
warning[BND005]: the member's 5 bytes are no BPF object
  --> lib.a(README)
  = rule: Of an archive only BPF objects can be linked; other members are passed over.
  = fix: Leave the member out of the archive if it is not meant for something else.

warning[BND005]: the member's 500 bytes are no BPF object
  --> lib.a(host.o)
  = rule: Of an archive only BPF objects can be linked; other members are passed over.
  = fix: Leave the member out of the archive if it is not meant for something else.

0 errors, 2 warnings
prog returns 0
=== exit 0
# A damaged object is an error, needed or not.
=== run head -c 300 main.bpf.o >cut.o; llvm-ar-19 rc cut.a cut.o; bpfweld link -o out2.o main.bpf.o cut.a
llvm-ar-19: error: cut.a: 'cut.o': section header table goes past the end of the file: e_shoff = 0x740
error[RUN002]: No such file or directory
  --> cut.a
  = rule: An input is a regular file that this user may read.
  = fix: Check the path and its permissions.

1 error, 0 warnings
=== exit 2
=== run head -c 2000 lib.a >short.a; bpfweld link -o out2.o main.bpf.o short.a
error[BND004]: the member header at byte 96 names more bytes than the file has
  --> short.a
  = rule: An archive is a list of members, each behind a 60-character header with name and size
          (ar(5)); long names are in a member //, or before the data in BSD's form.
  = fix: Make the archive again, with llvm-ar or GNU ar.

1 error, 0 warnings
=== exit 2
=== run printf '!<arch>\nname/           0           0     0     644     12x       `\n' >size.a; bpfweld link -q -o out2.o main.bpf.o size.a
size.a: error: the member header at byte 8 has a size that is no decimal number [BND004]
=== exit 2
=== run printf '!<arch>\n' >empty.a; bpfweld link -v -o out2.o main.bpf.o empty.a
note[BND006]: none of its 0 members was linked
  --> empty.a
  = rule: A member of an archive is linked only if it defines a symbol that is otherwise
          undefined and not weak (System V ABI, "Archive File"; as all linkers do).
  = fix: Leave the archive out, or link all of it with --whole-archive.

=== exit 0
=== run ar rcT thin.a main.bpf.o; mv main.bpf.o gone.o; bpfweld link -o out3.o thin.a:main.bpf.o
error[RUN002]: cannot read main.bpf.o: No such file or directory
  --> main.bpf.o
  = rule: An input is a regular file that this user may read.
  = fix: Check the path and its permissions.

1 error, 0 warnings
=== exit 2
=== run bpfweld show -q empty.a; bpfweld link -q --whole-archive -o out3.o empty.a
(command line): error: there are only archives, and no member of them is linked [RUN009]
(command line): error: there are only archives, and no member of them is linked [RUN009]
=== exit 2
=== run ls out*
out.o
out2.o
=== exit 0
