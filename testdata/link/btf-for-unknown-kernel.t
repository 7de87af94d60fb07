# The kernel of --strip-btf-for is a release or what --target takes.
=== file a.bpf.c
int f(int x)
{
	return x;
}
=== run cc-bpf a.bpf.c && bpfweld link --strip-btf-for linux-6.1/x86_64 -o a.o a.bpf.o
=== exit 0
=== run bpfweld link --strip-btf-for minix -o b.o a.bpf.o; test ! -e b.o
error[TGT001]: there is no target named 'minix'
  --> (command line)
  = rule: A target is a built-in name such as linux-6.12/aarch64, the word host, or the path of
          a YAML file.
  = fix: See the built-in names with: bpfweld target list.

1 error, 0 warnings
=== exit 0
