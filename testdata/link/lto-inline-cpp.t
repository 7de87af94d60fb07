# C++ inline functions are in COMDAT groups of both files: --lto makes one of them, and then none.
=== file a.cpp
inline __attribute__((noinline)) int square(int x)
{
	return x * x;
}

extern "C" int other(int);

char _license[] __attribute__((section("license"))) = "GPL";

extern "C" __attribute__((section("socket"))) int prog(void *ctx)
{
	return square(5) + other(2);
}
=== file b.cpp
inline __attribute__((noinline)) int square(int x)
{
	return x * x;
}

extern "C" int other(int x)
{
	return square(x);
}
=== run cc-bpf -emit-llvm a.cpp b.cpp && mv a.o a.bc && mv b.o b.bc && link-all --lto -- a.bc b.bc
warning[LNK020]: BTF of a.bc does not describe '_Z6squarei': not compared with other files
  --> a.cpp:1 ('_Z6squarei', section .text._Z6squarei+0x0, in a.bc)
  |
1 | inline __attribute__((noinline)) int square(int x)
  = rule: What files share is compared through BTF; some compilers (GCC 12, -fcommon) leave
          names out.
  = fix: Compile with a current clang and -fno-common, or make sure yourself that the files
         agree.

0 errors, 1 warning
linked in 2 orders
prog returns 29
=== exit 0
=== run llvm-readelf-19 -s linked.o | awk '$4 == "FUNC" { print $8, $5 }'
_Z6squarei LOCAL
prog GLOBAL
=== exit 0
