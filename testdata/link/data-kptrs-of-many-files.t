# A map may have ten special fields (eleven to newer kernels): with pointers to the kernel's in .bss of
# three files, what does not fit goes to a section of its own, and all exchanges work.
=== file part.h
#include <bpfweld/bpf.h>

struct task_struct {
	int pid;
} BW_KERNEL_TYPE;
void bpf_task_release(struct task_struct *p) __ksym;
#define KPTR struct task_struct __attribute__((btf_type_tag("kptr"))) *

static inline void clear(void *slot)
{
	struct task_struct *old = bpf_kptr_xchg(slot, 0);

	if (old)
		bpf_task_release(old);
}
=== file a.bpf.c
#include "part.h"

BW_LICENSE("GPL");

KPTR a1;
KPTR a2;
KPTR a3;
KPTR a4;

SEC("tc") int a(struct __sk_buff *ctx)
{
	clear(&a4);
	return !a1 + !a2 + !a3 + !a4;
}
=== file b.bpf.c
#include "part.h"

KPTR b1;
KPTR b_array[4];

SEC("tc") int b(struct __sk_buff *ctx)
{
	clear(&b_array[3]);
	return !b1 + !b_array[2] + !b_array[3];
}
=== file c.bpf.c
#include "part.h"

KPTR c1;
KPTR c2;
KPTR c3;
KPTR c4;
int counter;

SEC("tc") int c(struct __sk_buff *ctx)
{
	clear(&c1);
	counter++;
	return !c1 + !c2 + !c3 + !c4 + counter * 10;
}
=== run cc-bpf a.bpf.c b.bpf.c c.bpf.c && link-all -v -- a.bpf.o b.bpf.o c.bpf.o && llvm-readelf-19 -S linked.o | grep -o ' .bss[^ ]*'
note[LNK037]: section '.bss' of c.bpf.o becomes '.bss.1': it has 4 special fields, '.bss' has 9 already
  --> c.bpf.o (section .bss+0x0)
  = rule: A data section is one map, and the kernel takes one lock or timer of a kind a map and
          ten special fields in all (btf_find_datasec_var(), BTF_FIELDS_MAX).
  = fix: Nothing to do; user space finds the later ones under their numbered names.

linked in 6 orders
a returns 4
b returns 3
c returns 14
 .bss
 .bss.1
=== exit 0
