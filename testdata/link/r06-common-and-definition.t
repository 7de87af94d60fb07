# R6: a definition takes the place of a tentative one, wherever it stands.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int value;
int table[4];

SEC("socket") int prog(void *ctx)
{
	return value + table[3];
}
=== file b.bpf.c
int front = 1;
int value = 8;
=== file c.bpf.c
int table[4] = {0, 0, 0, 30};
=== run cc-bpf -fcommon a.bpf.c b.bpf.c c.bpf.c && link-all -- a.bpf.o b.bpf.o c.bpf.o
warning[LNK020]: BTF of a.bpf.o does not describe 'value': not compared with other files
  --> a.bpf.c:5:5 ('value', in a.bpf.o)
  |
5 | int value;
  |     ^
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

warning[LNK020]: BTF of a.bpf.o does not describe 'table': not compared with other files
  --> a.bpf.c:6:5 ('table', in a.bpf.o)
  |
6 | int table[4];
  |     ^
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 2 warnings
linked in 6 orders
prog returns 38
=== exit 0
=== run llvm-readelf-19 -s linked.o | grep OBJECT; bpfweld show --btf linked.o | grep -A5 DATASEC
     2: 0000000000000004     4 OBJECT  GLOBAL DEFAULT     4 value
     3: 0000000000000008    16 OBJECT  GLOBAL DEFAULT     4 table
     4: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     3 bw_license
     5: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     4 front
[13] DATASEC 'license' size=4 vlen=1
	type_id=9 offset=0 size=4 (VAR 'bw_license')
[14] DATASEC '.data' size=24 vlen=3
	type_id=10 offset=0 size=4 (VAR 'front')
	type_id=11 offset=4 size=4 (VAR 'value')
	type_id=12 offset=8 size=16 (VAR 'table')
=== exit 0
