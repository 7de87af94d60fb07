# --gc of files without a program drops everything; that is said. --keep names what another link
# needs.
=== file lib.bpf.c
#include <bpfweld/bpf.h>

__noinline int one(int x)
{
	return x + 1;
}

__noinline int two(int x)
{
	return x + 2;
}
=== run cc-bpf lib.bpf.c && bpfweld link --gc -o out.o lib.bpf.o && llvm-readelf-19 -s out.o | grep -c FUNC; true
warning[LNK027]: --gc: no input has a program, a struct_ops map or a pinned map, and --keep names nothing
  --> (command line)
  = rule: With --gc, what programs, struct_ops maps, pinned maps and --keep do not reach is
          dropped.
  = fix: Keep what another link or user space needs with --keep, or link without --gc.

0 errors, 1 warning
0
=== exit 0
=== run bpfweld link --gc --keep two -o out.o lib.bpf.o && llvm-readelf-19 -s out.o | grep FUNC | awk '{print $8}'
two
=== exit 0
