# Alignments from 1 to 64 side by side: every variable stands where its type and its attribute want
# it, in each order, and the section is as aligned as its most aligned variable.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

char c1 = 1;
long l1 = 2;
extern char c2;
extern long far64;
extern struct odd odd;
extern short s2;
struct odd {
	char c[3];
};

SEC("socket") int prog(void *ctx)
{
	return c1 + l1 * 10 + c2 * 100 + far64 * 1000 + s2 * 10000 + odd.c[2] * 100000;
}
=== file b.bpf.c
char c2 = 3;
long far64 __attribute__((aligned(64))) = 4;
struct odd {
	char c[3];
} odd = {{7, 8, 6}};
short s2 = 5;
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
linked in 2 orders
prog returns 654321
=== exit 0
=== run llvm-readelf-19 -s linked.o | grep OBJECT; llvm-readelf-19 -S linked.o | grep ' .data'
     2: 0000000000000008     8 OBJECT  GLOBAL DEFAULT     4 l1
     3: 0000000000000000     1 OBJECT  GLOBAL DEFAULT     4 c1
     4: 0000000000000040     1 OBJECT  GLOBAL DEFAULT     4 c2
     5: 0000000000000080     8 OBJECT  GLOBAL DEFAULT     4 far64
     6: 000000000000008c     2 OBJECT  GLOBAL DEFAULT     4 s2
     7: 0000000000000088     3 OBJECT  GLOBAL DEFAULT     4 odd
     8: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     3 bw_license
  [ 4] .data             PROGBITS        0000000000000000 0001d0 00008e 00  WA  0   0 64
=== exit 0
