# R9: only BTF tells that a name is the kernel's. In a file without it, it is a name like any other:
# needed, and defined nowhere, unless another file says where it comes from.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

extern const int bpf_weld_no_such_ksym __ksym __weak;
extern int CONFIG_HZ __kconfig;

SEC("socket") int prog(void *ctx)
{
	return CONFIG_HZ > 0;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

extern int CONFIG_HZ __kconfig;

SEC("socket") int other(void *ctx)
{
	return CONFIG_HZ > 1;
}
=== run cc-bpf -g0 a.bpf.c && cc-bpf b.bpf.c && link-all -- a.bpf.o
error[LNK005]: 'CONFIG_HZ' is needed by 'prog' in a.bpf.o and defined nowhere
  --> a.bpf.o ('prog', section socket+0x0)
  = rule: Every extern function, variable and map has a definition in one of the files; only
          .ksyms and .kconfig names are left to the kernel. Loaders cannot resolve any other.
  = fix: Link the file that defines it, make the declaration __weak if it is optional, or allow
         undefined names for an intermediate link.

1 error, 0 warnings
refused in 1 order, status 1
=== exit 0
=== run link-all -b -- a.bpf.o b.bpf.o
warning[LNK020]: a.bpf.o has no BTF: 'CONFIG_HZ' and what else it shares is not compared with other files
  --> a.bpf.o
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 1 warning
linked in 2 orders
other returns 1
prog returns 1
=== exit 0
