# --keep: a name is a root for --gc, in all files or in one; a pattern takes all that match; what
# it needs stays too.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int stats_rx = 1, stats_tx = 2, state = 3;

__noinline int uses_state(void)
{
	bw_barrier();
	return state;
}

static int mine = 4;
static __noinline int dead(void)
{
	return mine++;
}

__noinline int calls_dead(void)
{
	return dead();
}

SEC("socket") int prog(void *ctx)
{
	return 1;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

static int mine = 5;

__noinline int touches_mine(void)
{
	return mine++;
}
=== run cc-bpf a.bpf.c b.bpf.c && bpfweld link --gc --keep 'stats_*' --map map -o out.o a.bpf.o b.bpf.o && grep -E -e '--keep|used by' map
     0x0      4  variable  stats_rx    a.bpf.o  --keep
     0x4      4  variable  stats_tx    a.bpf.o  --keep
=== exit 0
=== run bpfweld link --gc --keep uses_state --keep mine --map map -o out.o a.bpf.o b.bpf.o && grep -E -e '--keep|used by' map
     0x0     32  function         uses_state  a.bpf.o  --keep
     0x0      4  variable         state       a.bpf.o  used by uses_state
     0x4      4  static variable  mine        a.bpf.o  --keep
     0x8      4  static variable  mine        b.bpf.o  --keep
=== exit 0
=== run bpfweld link --gc --keep b.bpf.o:mine --map map -o out.o a.bpf.o b.bpf.o && grep -E -e '--keep|used by' map
     0x0      4  static variable  mine        b.bpf.o  --keep
=== exit 0
=== run bpfweld link --gc --prefix b.bpf.o=b_ --keep 'b_*' --map map -o out.o a.bpf.o b.bpf.o && grep -E -e '--keep|used by' map
     0x0     56  function         b_touches_mine  b.bpf.o  --keep
     0x0      4  static variable  mine            b.bpf.o  used by b_touches_mine
=== exit 0
