# Files that are no BPF object: each is named with its cause, exit 2, and no output appears.
=== file text.o
this is no object
=== run bpfweld link -o out.o text.o
error[OBJ002]: the file starts with 74 68 69 73, not 7f 45 4c 46
  --> text.o
  = rule: An ELF file starts with the four bytes 7f 45 4c 46 (ELF specification, e_ident).
  = fix: Give a BPF object, as clang --target=bpf -c writes it.

1 error, 0 warnings
=== exit 2
=== run : >empty.o; bpfweld link -o out.o empty.o
error[OBJ001]: the file has no bytes
  --> empty.o
  = rule: An object is a relocatable ELF file; an empty one is left behind by an interrupted
          compiler or linker.
  = fix: Build the object again; look at the exit code of the step that wrote it.

1 error, 0 warnings
=== exit 2
=== run mkdir dir.o; bpfweld link -o out.o dir.o
error[RUN002]: the path is a directory
  --> dir.o
  = rule: An input is a regular file that this user may read.
  = fix: Check the path and its permissions.

1 error, 0 warnings
=== exit 2
=== run bpfweld link -o out.o missing.o
error[RUN002]: No such file or directory
  --> missing.o
  = rule: An input is a regular file that this user may read.
  = fix: Check the path and its permissions.

1 error, 0 warnings
=== exit 2
=== run printf 'int x;' >a.c; gcc -c a.c -o host.o; bpfweld link -o out.o host.o
error[BND001]: none of its 832 bytes begins a BPF object
  --> host.o
  = rule: A user-space ELF file is an input if it carries BPF objects (64-bit ELF, EM_BPF,
          ET_REL) as plain bytes, as libbpf skeletons, Go's embed and Rust's include_bytes!
          store them; compressed or encrypted ones cannot be seen.
  = fix: Give a BPF object (compile with --target=bpf), or the program that embeds one.

1 error, 0 warnings
=== exit 2
=== run printf 'int x;' >b.c; clang-19 --target=bpf -g -c b.c -o good.o; head -c 200 good.o >cut.o; bpfweld link -o out.o cut.o
error[OBJ008]: 19 section headers at byte 1064, but the file has 200 bytes
  --> cut.o
  = rule: Each part that a header names lies inside the file.
  = fix: Build or copy the object again: it was cut.

1 error, 0 warnings
=== exit 2
=== run printf 'int x;' >b.c; clang-19 --target=bpf -emit-llvm -c b.c -o bc.o; bpfweld show bc.o
error[OBJ003]: the file is LLVM bitcode, not an object
  --> bc.o
  = rule: Bitcode starts with 42 43 c0 de, or de c0 17 0b when wrapped; clang writes it with
          -emit-llvm or -flto.
  = fix: Compile without -flto, or let bpfweld link or bpfweld build make the object first.

1 error, 0 warnings
=== exit 2
=== run ar rc lib.a good.o; bpfweld link -o out.o lib.a
error[RUN009]: there are only archives, and no member of them is linked
  --> (command line)
  = rule: The verb needs at least one input.
  = fix: Name objects that use the archives, or add --whole-archive.

1 error, 0 warnings
=== exit 2
=== run clang-19 --target=bpfeb -g -c b.c -o big.o; bpfweld link -o out.o good.o big.o
error[LNK002]: good.o is little-endian, big.o is big-endian
  --> big.o
  = rule: All objects of a link have one byte order: instructions, data and BTF are stored in
          it, and the kernel loads only its own.
  = fix: Compile all files with the same -target (bpfel or bpfeb).

1 error, 0 warnings
=== exit 2
=== run printf 'struct { int *max_entries; } m __attribute__((section(".maps")));' >m.c; clang-19 --target=bpf -c m.c -o nobtf.o; bpfweld link -o out.o nobtf.o
error[LNK003]: nobtf.o defines maps in .maps, but has no BTF
  --> nobtf.o (section .maps+0x0)
  = rule: What a map in .maps is like stands in BTF only.
  = fix: Compile this file with -g.

1 error, 0 warnings
=== exit 2
=== run ls
a.c
b.c
bc.o
big.o
cut.o
dir.o
empty.o
good.o
host.o
lib.a
m.c
nobtf.o
text.o
=== exit 0
