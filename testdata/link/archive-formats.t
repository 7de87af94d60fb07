# GNU, BSD and thin archives, with and without a symbol table, with long names: all give the same object.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
extern int value(void), deep(void);

SEC("socket") int prog(void *ctx)
{
	return value() + deep();
}
=== file a_member_with_a_very_long_name.bpf.c
int value(void)
{
	return 40;
}
=== file sub/two words.bpf.c
int deep(void)
{
	return 2;
}
=== run cc-bpf main.bpf.c a_member_with_a_very_long_name.bpf.c; cd sub; cp 'two words.bpf.c' w.bpf.c; cc-bpf w.bpf.c; mv w.bpf.o 'two words.bpf.o'
=== exit 0
=== run m=(a_member_with_a_very_long_name.bpf.o 'sub/two words.bpf.o'); mkdir gnu bsd thin llvm bare; ar rc gnu/lib.a "${m[@]}"; llvm-ar-19 --format=bsd rc bsd/lib.a "${m[@]}"; llvm-ar-19 --format=gnu rc llvm/lib.a "${m[@]}"; ar rcS bare/lib.a "${m[@]}"; (cd thin; ar rcT lib.a "../${m[0]}" "../${m[1]}"); for d in gnu bsd llvm bare thin; do head -c 7 $d/lib.a; echo; bpfweld link -o $d.o main.bpf.o $d/lib.a && cmp $d.o gnu.o && run-object $d.o; done
!<arch>
prog returns 42
!<arch>
prog returns 42
!<arch>
prog returns 42
!<arch>
prog returns 42
!<thin>
prog returns 42
=== exit 0
=== run bpfweld show thin/lib.a | grep object
thin/lib.a(../a_member_with_a_very_long_name.bpf.o): BPF object, little-endian, license "", 0 maps, 0 programs, 3 BTF types
thin/lib.a(../sub/two words.bpf.o): BPF object, little-endian, license "", 0 maps, 0 programs, 3 BTF types
=== exit 0
=== run bpfweld show gnu.o | sed -n 's/ xxh3 .*//; /from/p'
  from main.bpf.o 
  from lib.a(a_member_with_a_very_long_name.bpf.o) 
  from lib.a(two words.bpf.o) 
=== exit 0
