# pwru issue 483: ebpf-go 0.17.1 makes .bss with BPF_F_MMAPABLE (0x400), and compares maps that
# replace it as if it did not. Two releases that agree are fine.
=== file a.bpf.c
#include <bpfweld/bpf.h>
int seen;
SEC("xdp") int count(struct xdp_md *ctx) { seen++; return XDP_PASS; }
char LICENSE[] SEC("license") = "GPL";
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile ebpf-go-0.16 --loader-profile ebpf-go-0.17.1 a.bpf.o
warning[PRO007]: ebpf-go-0.17.1 (MapSpec.Compatible) would refuse the .bss of another collection: map_flags 0x400 (BPF_F_MMAPABLE) against 0
  --> a.bpf.o (section .bss)
  = note: with ebpf-go-0.17.1
  = note: for target linux-6.12/x86_64
  = rule: ebpf-go 0.17.0 and 0.17.1 add BPF_F_MMAPABLE behind the comparison with
          MapReplacements: a data section of one collection is refused in the next (cilium/ebpf
          pull request 1655).
  = fix: Use ebpf-go 0.17.2 or later.

warning[PRO002]: ebpf-go-0.16 and ebpf-go-0.17.1 make 1 of 1 maps differently: .bss
  --> a.bpf.o
  = note: .bss: map_flags 0 against 0x400 (BPF_F_MMAPABLE)
  = note: for target linux-6.12/x86_64
  = rule: Flags of data sections, ring buffer sizes, CPU counts and some value sizes are the
          loader's choice, not the object's (lib/profile/profile_loaders.def says who does what
          since when).
  = fix: bpfweld normalize writes down what a definition can say; or stay with one loader.

error[PRO003]: ebpf-go-0.16 refuses the .bss that ebpf-go-0.17.1 made: map_flags 0x400 (BPF_F_MMAPABLE) against 0
  --> a.bpf.o (section .bss)
  = note: ebpf-go-0.16 compares in MapSpec.Compatible
  = note: for target linux-6.12/x86_64
  = rule: A loader that is given a map, by a pin or as a replacement, compares it with what it
          would make itself (libbpf map_is_reuse_compat, ebpf-go MapSpec.Compatible) and gives
          up when they differ.
  = fix: Use one release for all who share .bss (with ebpf-go 0.17.2 or later), or leave data
         sections out of what is pinned or replaced.

1 error, 2 warnings
=== exit 1
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile ebpf-go-0.17.1 a.bpf.o
warning[PRO007]: ebpf-go-0.17.1 (MapSpec.Compatible) would refuse the .bss of another collection: map_flags 0x400 (BPF_F_MMAPABLE) against 0
  --> a.bpf.o (section .bss)
  = note: for target linux-6.12/x86_64
  = rule: ebpf-go 0.17.0 and 0.17.1 add BPF_F_MMAPABLE behind the comparison with
          MapReplacements: a data section of one collection is refused in the next (cilium/ebpf
          pull request 1655).
  = fix: Use ebpf-go 0.17.2 or later.

0 errors, 1 warning
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile ebpf-go-0.16 --loader-profile ebpf-go-0.17.2 a.bpf.o
warning[PRO002]: ebpf-go-0.16 and ebpf-go-0.17.2 make 1 of 1 maps differently: .bss
  --> a.bpf.o
  = note: .bss: map_flags 0 against 0x400 (BPF_F_MMAPABLE)
  = note: for target linux-6.12/x86_64
  = rule: Flags of data sections, ring buffer sizes, CPU counts and some value sizes are the
          loader's choice, not the object's (lib/profile/profile_loaders.def says who does what
          since when).
  = fix: bpfweld normalize writes down what a definition can say; or stay with one loader.

error[PRO003]: ebpf-go-0.17.2 refuses the .bss that ebpf-go-0.16 made: map_flags 0 against 0x400 (BPF_F_MMAPABLE)
  --> a.bpf.o (section .bss)
  = note: ebpf-go-0.17.2 compares in MapSpec.Compatible
  = note: for target linux-6.12/x86_64
  = rule: A loader that is given a map, by a pin or as a replacement, compares it with what it
          would make itself (libbpf map_is_reuse_compat, ebpf-go MapSpec.Compatible) and gives
          up when they differ.
  = fix: Use one release for all who share .bss (with ebpf-go 0.17.2 or later), or leave data
         sections out of what is pinned or replaced.

error[PRO003]: ebpf-go-0.16 refuses the .bss that ebpf-go-0.17.2 made: map_flags 0x400 (BPF_F_MMAPABLE) against 0
  --> a.bpf.o (section .bss)
  = note: ebpf-go-0.16 compares in MapSpec.Compatible
  = note: for target linux-6.12/x86_64
  = rule: A loader that is given a map, by a pin or as a replacement, compares it with what it
          would make itself (libbpf map_is_reuse_compat, ebpf-go MapSpec.Compatible) and gives
          up when they differ.
  = fix: Use one release for all who share .bss (with ebpf-go 0.17.2 or later), or leave data
         sections out of what is pinned or replaced.

2 errors, 1 warning
=== exit 1
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile ebpf-go-0.17.2 --loader-profile ebpf-go-0.22 a.bpf.o
=== exit 0
