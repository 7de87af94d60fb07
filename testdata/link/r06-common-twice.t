# R6: tentative definitions of -fcommon: one variable in .bss, as large as the largest and aligned as
# the most aligned. clang describes none of them in BTF, so nothing can be compared, and a skeleton
# does not show them.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

int counter;
char tag;
char buffer[5];
long last __attribute__((aligned(64)));

SEC("socket") int prog(void *ctx)
{
	last = 1;
	tag = 2;
	return (counter >= 0) + tag + buffer[4] + (int)last;
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

int counter;
char tag;
char buffer[5];
long last;

SEC("socket") int bump(void *ctx)
{
	counter += 3;
	buffer[0] = 1;
	return buffer[0];
}
=== run cc-bpf -fcommon a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
warning[LNK020]: BTF of a.bpf.o does not describe 'last': not compared with other files
  --> a.bpf.c:8:6 ('last', in a.bpf.o)
  |
8 | long last __attribute__((aligned(64)));
  |      ^
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

warning[LNK020]: BTF of a.bpf.o does not describe 'tag': not compared with other files
  --> a.bpf.c:6:6 ('tag', in a.bpf.o)
  |
6 | char tag;
  |      ^
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

warning[LNK020]: BTF of a.bpf.o does not describe 'counter': not compared with other files
  --> a.bpf.c:5:5 ('counter', in a.bpf.o)
  |
5 | int counter;
  |     ^
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

warning[LNK020]: BTF of a.bpf.o does not describe 'buffer': not compared with other files
  --> a.bpf.c:7:6 ('buffer', in a.bpf.o)
  |
7 | char buffer[5];
  |      ^
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 4 warnings
linked in 2 orders
bump returns 1
prog returns 4
=== exit 0
=== run llvm-readelf-19 -s linked.o | grep OBJECT; llvm-readelf-19 -S linked.o | grep bss
     2: 0000000000000000     8 OBJECT  GLOBAL DEFAULT     4 last
     3: 0000000000000008     1 OBJECT  GLOBAL DEFAULT     4 tag
     4: 000000000000000c     4 OBJECT  GLOBAL DEFAULT     4 counter
     5: 0000000000000010     5 OBJECT  GLOBAL DEFAULT     4 buffer
     6: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     3 bw_license
  [ 4] .bss              NOBITS          0000000000000000 0001c0 000015 00  WA  0   0 64
=== exit 0
