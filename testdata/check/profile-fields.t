# One definition, and what each loader cannot read of it.
=== file a.bpf.c
#include <bpfweld/bpf.h>
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10);
	__type(key, int);
	__uint(key_size, 4);
	__type(value, int);
	__uint(numa_node, 0);
	__uint(map_extra, 0);
	__uint(pinning, BW_PIN_BY_NAME);
} m SEC(".maps");
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld check -q --target linux-6.12/x86_64 --loader-profile libbpf-1.4 a.bpf.o
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile libbpf-0.5 a.bpf.o
error[PRO008]: m has map_extra, which libbpf-0.5 does not know
  --> a.bpf.c:11:3 ('m', section .maps+0x0, in a.bpf.o)
   |
11 | } m SEC(".maps");
   |   ^
  = note: for target linux-6.12/x86_64
  = rule: Loaders know the fields of their release and refuse the object for any other (libbpf
          parse_btf_map_def, ebpf-go mapSpecFromBTF).
  = fix: Leave the field out, or use a release that knows it; bpfweld normalize drops fields
         that say nothing.

1 error, 0 warnings
=== exit 1
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile ebpf-go-0.21 a.bpf.o
error[PRO008]: m has numa_node, which ebpf-go-0.21 does not know
  --> a.bpf.c:11:3 ('m', section .maps+0x0, in a.bpf.o)
   |
11 | } m SEC(".maps");
   |   ^
  = note: for target linux-6.12/x86_64
  = rule: Loaders know the fields of their release and refuse the object for any other (libbpf
          parse_btf_map_def, ebpf-go mapSpecFromBTF).
  = fix: Leave the field out, or use a release that knows it; bpfweld normalize drops fields
         that say nothing.

error[PRO008]: m has both key and key_size, which ebpf-go-0.21 refuses
  --> a.bpf.c:11:3 ('m', section .maps+0x0, in a.bpf.o)
   |
11 | } m SEC(".maps");
   |   ^
  = note: for target linux-6.12/x86_64
  = rule: Loaders know the fields of their release and refuse the object for any other (libbpf
          parse_btf_map_def, ebpf-go mapSpecFromBTF).
  = fix: Leave the field out, or use a release that knows it; bpfweld normalize drops fields
         that say nothing.

warning[PRO015]: 1 map is pinned by name; ebpf-go-0.21 pins it to DIRECTORY/m, and fails when it is given no directory
  --> a.bpf.c:11:3 ('m', section .maps+0x0, in a.bpf.o)
   |
11 | } m SEC(".maps");
   |   ^
  = note: for target linux-6.12/x86_64
  = rule: ebpf-go, and aya before 0.12, have no default directory: without MapOptions.PinPath
          (aya: map_pin_path) loading fails.
  = fix: Give the loader a directory.

2 errors, 1 warning
=== exit 1
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile aya-0.13 a.bpf.o
warning[PRO009]: m has numa_node, which aya-0.13 ignores
  --> a.bpf.c:11:3 ('m', section .maps+0x0, in a.bpf.o)
   |
11 | } m SEC(".maps");
   |   ^
  = note: for target linux-6.12/x86_64
  = rule: aya, and iproute2 with libbpf, skip fields they do not know without a word.
  = fix: Do not count on the field with this loader.

warning[PRO009]: m has map_extra, which aya-0.13 ignores
  --> a.bpf.c:11:3 ('m', section .maps+0x0, in a.bpf.o)
   |
11 | } m SEC(".maps");
   |   ^
  = note: for target linux-6.12/x86_64
  = rule: aya, and iproute2 with libbpf, skip fields they do not know without a word.
  = fix: Do not count on the field with this loader.

0 errors, 2 warnings
=== exit 0
=== run bpfweld check -q --target linux-6.12/x86_64 --loader-profile iproute2 a.bpf.o
a.bpf.c:11:3: error: m is defined in .maps, which iproute2 does not read [PRO011]
=== exit 1
=== run bpfweld normalize -v --target linux-6.12/x86_64 -o n.o a.bpf.o
note[PRO019]: m: map_flags 0; key_size, numa_node, map_extra left out
  --> a.bpf.c:11:3 ('m', section .maps+0x0, in a.bpf.o)
   |
11 | } m SEC(".maps");
   |   ^
  = rule: bpfweld normalize writes what loaders would otherwise choose.
  = fix: Nothing to do.

=== exit 0
=== run bpfweld check -q --target linux-6.12/x86_64 --loader-profile ebpf-go-0.21 --loader-profile libbpf-0.5 --loader-profile aya-0.13 n.o
=== exit 0
