# --map: what went where, from which file, and why; what was dropped; where shared names come from.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern int helper(int x);
extern int hook(int x) __weak;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern int LINUX_KERNEL_VERSION __kconfig;

int limit = 100;

__weak __noinline int shared(int x)
{
	bw_barrier();
	return x;
}

SEC("tc") int prog(struct __sk_buff *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	if (hook)
		hook(1);
	return helper(limit) + shared(1) + (LINUX_KERNEL_VERSION == 0);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("Dual BSD/GPL");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} counts SEC(".maps");

static __noinline int below(int x)
{
	int k = 0;

	return x + !!bpf_map_lookup_elem(&counts, &k);
}

__noinline int helper(int x)
{
	bw_barrier();
	return below(x) * 2;
}

__noinline int shared(int x)
{
	bw_barrier();
	return x + 1;
}

__noinline int unused(int x)
{
	return x + 3;
}
=== run cc-bpf a.bpf.c b.bpf.c
=== exit 0
=== run bpfweld link --map app.map -o app.o a.bpf.o b.bpf.o && cat app.map
Link map of app.o

FILES, bytes of code and data, types of BTF
  bytes in  bytes out  types  file        license         prefix
       208        192     25  a.bpf.o     "GPL"
       229        216     22  b.bpf.o     "Dual BSD/GPL"
       437        408     33  the result  "GPL"
                 -7 %  -30 %
  The licenses differ; all are compatible with the GPL.

SECTIONS
  offset  bytes  what             name        file     why
.text, 184 bytes, aligned to 8
     0x0     24  function         helper      b.bpf.o  used by prog of a.bpf.o
    0x18    112  static function  below       b.bpf.o  used by helper
    0x88     24  function         shared      b.bpf.o  used by prog of a.bpf.o
    0xa0     24  function         unused      b.bpf.o  nothing uses it
tc, 184 bytes, aligned to 8
     0x0    184  program          prog        a.bpf.o  program
license, 4 bytes, aligned to 1
     0x0      4  license          bw_license  a.bpf.o  read by loaders
.data, 4 bytes, aligned to 4
     0x0      4  variable         limit       a.bpf.o  used by prog
.maps, 32 bytes, aligned to 8
     0x0     32  map              counts      b.bpf.o  used by below

DROPPED, without --gc
  bytes  what      name        file     from         why
     16  function  shared      a.bpf.o  .text+0x0    overridden by b.bpf.o
     13  license   bw_license  b.bpf.o  license+0x0  one copy is enough

NAMES that files share, or take from the kernel
  name                  what      comes from                             used in
  shared                function  b.bpf.o                                a.bpf.o
  bpf_rcu_read_lock     function  the kernel (.ksyms)                    a.bpf.o
  bpf_rcu_read_unlock   function  the kernel (.ksyms)                    a.bpf.o
  hook                  function  nobody: its address is 0               a.bpf.o
  helper                function  b.bpf.o                                a.bpf.o
  LINUX_KERNEL_VERSION  variable  the kernel's configuration (.kconfig)  a.bpf.o
=== exit 0
=== run bpfweld link --gc --license 'GPL v2' --map app.map -o app.o a.bpf.o b.bpf.o && cat app.map
Link map of app.o

FILES, bytes of code and data, types of BTF
  bytes in  bytes out  types  file        license         prefix
       208        195     25  a.bpf.o     "GPL"
       229        192     22  b.bpf.o     "Dual BSD/GPL"
       437        387     31  the result  "GPL v2"
                -12 %  -35 %
  The license is that of --license.

SECTIONS
  offset  bytes  what             name        file     why
.text, 160 bytes, aligned to 8
     0x0     24  function         helper      b.bpf.o  used by prog of a.bpf.o
    0x18    112  static function  below       b.bpf.o  used by helper
    0x88     24  function         shared      b.bpf.o  used by prog of a.bpf.o
tc, 184 bytes, aligned to 8
     0x0    184  program          prog        a.bpf.o  program
license, 7 bytes, aligned to 1
     0x0      7  license          bw_license  a.bpf.o  read by loaders
.data, 4 bytes, aligned to 4
     0x0      4  variable         limit       a.bpf.o  used by prog
.maps, 32 bytes, aligned to 8
     0x0     32  map              counts      b.bpf.o  used by below

DROPPED
  bytes  what      name        file     from         why
     16  function  shared      a.bpf.o  .text+0x0    overridden by b.bpf.o
     24  function  unused      b.bpf.o  .text+0xa0   nothing uses it
     13  license   bw_license  b.bpf.o  license+0x0  one copy is enough

NAMES that files share, or take from the kernel
  name                  what      comes from                             used in
  shared                function  b.bpf.o                                a.bpf.o
  bpf_rcu_read_lock     function  the kernel (.ksyms)                    a.bpf.o
  bpf_rcu_read_unlock   function  the kernel (.ksyms)                    a.bpf.o
  hook                  function  nobody: its address is 0               a.bpf.o
  helper                function  b.bpf.o                                a.bpf.o
  LINUX_KERNEL_VERSION  variable  the kernel's configuration (.kconfig)  a.bpf.o
=== exit 0
=== run bpfweld link --gc --license 'GPL v2' --map again.map -o app.o a.bpf.o b.bpf.o && cmp app.map again.map
=== exit 0
