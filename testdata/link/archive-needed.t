# Members of an archive are linked as far as strong undefined symbols need them, in a chain
# through other members; a weak undefined symbol takes none. The place of the archive among the
# inputs does not matter.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int one(int);
extern int bonus(int) __attribute__((weak));

SEC("socket") int prog(void *ctx)
{
	return one(20) + (bonus ? bonus(1000) : 0);
}
=== file one.bpf.c
extern int two(int);

int one(int x)
{
	return two(x) + 2;
}
=== file two.bpf.c
int two(int x)
{
	return x * 2;
}
=== file bonus.bpf.c
int bonus(int x)
{
	return x;
}
=== file unused.bpf.c
int unused(int x)
{
	return x;
}
=== run cc-bpf main.bpf.c one.bpf.c two.bpf.c bonus.bpf.c unused.bpf.c && ar rc lib.a unused.bpf.o bonus.bpf.o two.bpf.o one.bpf.o
=== exit 0
=== run link-all -- main.bpf.o lib.a
linked in 2 orders
prog returns 42
=== exit 0
=== run bpfweld show linked.o | sed 's/xxh3 .*/xxh3 .../'
linked.o: BPF object, little-endian, license "GPL", 0 maps, 1 programs, 13 BTF types
made by bpfweld 0.1.0
  from main.bpf.o  xxh3 ...
  from lib.a(one.bpf.o)  xxh3 ...
  from lib.a(two.bpf.o)  xxh3 ...
prog prog  SEC("socket")
     SOCKET_FILTER, by the application; 17 instructions, 3 functions, 0 CO-RE relocations
=== exit 0
# With what the archive would give among the objects, the hook is there.
=== run link-all -- main.bpf.o lib.a bonus.bpf.o
linked in 6 orders
prog returns 1042
=== exit 0
