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
error[OBJ006]: the file is for EM_X86_64 (e_machine 62), not EM_BPF (247)
  --> host.o
  = rule: BPF objects have e_machine EM_BPF (247).
  = fix: Compile with --target=bpf; the host compiler's objects cannot be linked with BPF
         objects.

1 error, 0 warnings
=== exit 2
=== run printf 'int x;' >b.c; clang-19 --target=bpf -g -c b.c -o good.o; head -c 200 good.o >cut.o; bpfweld link -o out.o cut.o
error[OBJ008]: 19 section headers at byte 1064, but the file has 200 bytes
  --> cut.o
  = rule: Each part that a header names lies inside the file.
  = fix: Build or copy the object again: it was cut.

1 error, 0 warnings
=== exit 2
=== run printf 'int x;' >b.c; clang-19 --target=bpf -emit-llvm -c b.c -o bc.o; bpfweld link -o out.o bc.o
error[OBJ003]: the file is LLVM bitcode, not an object
  --> bc.o
  = rule: Bitcode starts with 42 43 c0 de, or 0b 17 c0 de when wrapped; clang writes it with
          -emit-llvm or -flto.
  = fix: Compile without -flto, or name the file .bc and give it to bpfweld build.

1 error, 0 warnings
=== exit 2
=== run ar rc lib.a good.o; bpfweld link -o out.o lib.a
error[OBJ004]: the file is an archive, not an object
  --> lib.a
  = rule: Archives start with !<arch> and hold several objects; an input is one object.
  = fix: Extract the members with llvm-ar x, and name those that belong to the program.

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
  = rule: What files share is compared, and maps in .maps are read, through BTF.
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
