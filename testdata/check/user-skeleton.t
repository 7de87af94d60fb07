# The structs of bpftool's skeletons are the data sections: long and dev_t are not what they are in BPF.
=== file a.bpf.c
#include <bpfweld/bpf.h>

int counter;
long total;
static int hidden;
const volatile __u32 limit = 7;

SEC("xdp") int count(void *ctx)
{
	counter++;
	hidden++;
	total += hidden;
	return limit;
}
=== file user.c
struct a_bpf {
	struct a_bpf__bss {
		int counter;
		long total;
	} *bss;
	struct a_bpf__rodata {
		unsigned int limit;
	} *rodata;
};
struct other_bpf__bss {
	int nothing;
	int of_ours;
} other;
struct a_bpf skeleton;
=== run cc-bpf a.bpf.c && cc-user x86_64 user.c && cc-user arm user.c
=== exit 0
=== run bpfweld check --user user.x86_64 a.bpf.o
=== exit 0
=== run bpfweld check --user user.arm a.bpf.o
error[ABI002]: data section .bss: 'total' is 8 bytes (long), in the program's struct a_bpf__bss 4 bytes (long)
  --> a.bpf.o (section .bss)
  = note: in user.arm (arm-linux-gnueabi)
  = note: the bytes on both sides:
             byte  .bss (map)                         struct a_bpf__bss (program)
                0  int counter                        int counter
          >     4  (padding, 4)                       long total
          >     8  long total                         (end)
               16  (end)
  = note: user.c:2: struct a_bpf__bss is declared here
  = rule: A map holds bytes: a field that one side writes with another width is read with bytes
          of its neighbour or of padding; on little-endian machines that may seem to work.
  = fix: Declare total as __s64 on both sides: in BPF long has 8 bytes, in this program 4.

1 error, 0 warnings
=== exit 1
