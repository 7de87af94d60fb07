# Two members define what is needed: the first one, by the order of archives and of members, is
# linked; so the order of the archives decides, that of the objects does not.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int which(void);

SEC("socket") int prog(void *ctx)
{
	return which();
}
=== file a.bpf.c
int which(void)
{
	return 1;
}
=== file b.bpf.c
int which(void)
{
	return 2;
}
=== run cc-bpf main.bpf.c a.bpf.c b.bpf.c && ar rc a.a a.bpf.o && ar rc b.a b.bpf.o && ar rc ab.a a.bpf.o b.bpf.o
=== exit 0
=== run for l in 'main.bpf.o a.a b.a' 'a.a main.bpf.o b.a' 'a.a b.a main.bpf.o' 'b.a a.a main.bpf.o' 'main.bpf.o ab.a' 'ab.a main.bpf.o'; do bpfweld link -o out.o $l && echo "$l: $(run-object out.o)"; done
main.bpf.o a.a b.a: prog returns 1
a.a main.bpf.o b.a: prog returns 1
a.a b.a main.bpf.o: prog returns 1
b.a a.a main.bpf.o: prog returns 2
main.bpf.o ab.a: prog returns 1
ab.a main.bpf.o: prog returns 1
=== exit 0
# An object beats any archive; then nothing of it is linked, and a note says so.
=== run bpfweld link -v -o out.o a.a b.bpf.o main.bpf.o; run-object out.o
note[BND006]: none of its 1 members was linked
  --> a.a
  = rule: A member of an archive is linked only if it defines a symbol that is otherwise
          undefined and not weak (System V ABI, "Archive File"; as all linkers do).
  = fix: Leave the archive out, or link all of it with --whole-archive.

prog returns 2
=== exit 0
# A member that was needed for one name brings its other names: the second member is not taken.
=== file ask.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int which(void), other(void);

SEC("socket") int prog(void *ctx)
{
	return 10 * other() + which();
}
=== file both.bpf.c
int which(void)
{
	return 3;
}
int other(void)
{
	return 4;
}
=== run cc-bpf ask.bpf.c both.bpf.c && ar rc x.a both.bpf.o a.bpf.o && link-all -- ask.bpf.o x.a
linked in 2 orders
prog returns 43
=== exit 0
