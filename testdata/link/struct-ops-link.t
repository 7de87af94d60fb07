# .struct_ops and .struct_ops.link are attached in different ways: they stay two sections.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct bpf_dummy_ops {
	int (*test_1)(void *cb);
};

SEC("struct_ops/test_1") int a_test_1(unsigned long *ctx)
{
	return 1;
}

SEC(".struct_ops.link") struct bpf_dummy_ops ops_a = {.test_1 = (void *)a_test_1};
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct bpf_dummy_ops {
	int (*test_1)(void *cb);
};

SEC("struct_ops/test_1") int b_test_1(unsigned long *ctx)
{
	return 2;
}

SEC(".struct_ops") struct bpf_dummy_ops ops_b = {.test_1 = (void *)b_test_1};
SEC(".struct_ops.link") struct bpf_dummy_ops ops_c = {.test_1 = (void *)b_test_1};
=== run cc-bpf a.bpf.c b.bpf.c && link-all -r no -- a.bpf.o b.bpf.o && bpfweld show --maps linked.o; llvm-readelf-19 -r linked.o | grep -E 'ABS64|rel.struct'
linked in 2 orders
map  ops_a  [struct_ops]
     STRUCT_OPS  key 4  value 8  max_entries 1  flags BPF_F_LINK
     [0] = a_test_1
map  ops_c  [struct_ops]
     STRUCT_OPS  key 4  value 8  max_entries 1  flags BPF_F_LINK
     [0] = b_test_1
map  ops_b  [struct_ops]
     STRUCT_OPS  key 4  value 8  max_entries 1  flags 0
     [0] = b_test_1
Relocation section '.rel.struct_ops.link' at offset 0x78 contains 2 entries:
0000000000000000  0000000100000002 R_BPF_64_ABS64         0000000000000000 a_test_1
0000000000000008  0000000400000002 R_BPF_64_ABS64         0000000000000010 b_test_1
Relocation section '.rel.struct_ops' at offset 0xa0 contains 1 entries:
0000000000000000  0000000400000002 R_BPF_64_ABS64         0000000000000010 b_test_1
=== exit 0
