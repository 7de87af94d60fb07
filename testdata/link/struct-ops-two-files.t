# struct_ops of two files: the variables of both stand in one section, members point to programs of
# either file, also ones of the same section name.
=== file ops.h
#include <bpfweld/bpf.h>

struct bpf_dummy_ops_state {
	int val;
};
struct bpf_dummy_ops {
	int (*test_1)(struct bpf_dummy_ops_state *cb);
	int (*test_2)(struct bpf_dummy_ops_state *cb, int a1, unsigned short a2, char a3,
		      unsigned long a4);
	int (*test_sleepable)(struct bpf_dummy_ops_state *cb);
};
int test_2(unsigned long *ctx);
=== file a.bpf.c
#include "ops.h"

BW_LICENSE("GPL");

SEC("struct_ops/test_1") int a_test_1(unsigned long *ctx)
{
	return 1;
}

SEC(".struct_ops") struct bpf_dummy_ops ops_a = {
    .test_1 = (void *)a_test_1,
    .test_2 = (void *)test_2,
};
=== file b.bpf.c
#include "ops.h"

SEC("struct_ops/test_2") int test_2(unsigned long *ctx)
{
	return (int)ctx[1];
}

SEC("struct_ops/test_1") int b_test_1(unsigned long *ctx)
{
	return 2;
}

SEC(".struct_ops") struct bpf_dummy_ops ops_b = {
    .test_1 = (void *)b_test_1,
};
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o && bpfweld show --maps linked.o; llvm-readelf-19 -r linked.o | grep ABS64
linked in 2 orders
a_test_1 loaded
b_test_1 loaded
test_2 loaded
map  ops_a  [struct_ops]
     STRUCT_OPS  key 4  value 24  max_entries 1  flags 0
     [0] = a_test_1
     [8] = test_2
map  ops_b  [struct_ops]
     STRUCT_OPS  key 4  value 24  max_entries 1  flags 0
     [0] = b_test_1
0000000000000000  0000000100000002 R_BPF_64_ABS64         0000000000000000 a_test_1
0000000000000008  0000000400000002 R_BPF_64_ABS64         0000000000000000 test_2
0000000000000018  0000000500000002 R_BPF_64_ABS64         0000000000000010 b_test_1
=== exit 0
