# Programs without an object, or with a damaged one.
=== run bpfweld link -o out.o "$(command -v cat)" 2>&1 | sed "s,/[a-z/]*/cat,CAT,; s,its [0-9]*,its N,"; exit ${PIPESTATUS[0]}
error[BND001]: none of its N bytes begins a BPF object
  --> CAT
  = rule: A user-space ELF file is an input if it carries BPF objects (64-bit ELF, EM_BPF,
          ET_REL) as plain bytes, as libbpf skeletons, Go's embed and Rust's include_bytes!
          store them; compressed or encrypted ones cannot be seen.
  = fix: Give a BPF object (compile with --target=bpf), or the program that embeds one.

1 error, 0 warnings
=== exit 2
=== run bpfweld show -q "$(command -v cat)" >/dev/null 2>&1
=== exit 2
# An object whose last byte is missing at the end of the file begins, but is not there.
=== file b.bpf.c
int b = 9;
=== run cc-bpf b.bpf.c; head -c 64 "$(command -v cat)" >cut; head -c -1 b.bpf.o >>cut; bpfweld link -q -o out.o cut; head -c 64 "$(command -v cat)" >whole; cat b.bpf.o >>whole; bpfweld link -o out.o whole && bpfweld show out.o | head -1
cut: error: none of its 2319 bytes begins a BPF object [BND001]
out.o: BPF object, little-endian, license "", 1 maps, 0 programs, 3 BTF types
=== exit 0
