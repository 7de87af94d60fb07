# A loader that no profile describes: near names, exit 2.
=== file a.bpf.c
#include <bpfweld/bpf.h>
char LICENSE[] SEC("license") = "GPL";
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile libpbf-1.4 a.bpf.o
error[PRO001]: there is no loader profile 'libpbf-1.4'
  --> (command line)
  = rule: A profile is a loader and a release: libbpf-1.4, ebpf-go-0.17.1, aya-0.13, iproute2,
          android, bpfweld. Profiles are known back to the first release of each.
  = fix: Near names: libbpf-0.0.3, libbpf-0.0.4, libbpf-0.0.6, libbpf-0.0.7, libbpf-0.0.9,
         libbpf-0.1, libbpf-0.6, libbpf-0.8, libbpf-1.0, libbpf-1.1, libbpf-1.2, libbpf-1.6.2.

1 error, 0 warnings
=== exit 2
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile go-0.17 a.bpf.o
error[PRO001]: there is no loader profile 'go-0.17'
  --> (command line)
  = rule: A profile is a loader and a release: libbpf-1.4, ebpf-go-0.17.1, aya-0.13, iproute2,
          android, bpfweld. Profiles are known back to the first release of each.
  = fix: Near names: ebpf-go-0.4, ebpf-go-0.11, ebpf-go-0.12, ebpf-go-0.16, ebpf-go-0.17.0,
         ebpf-go-0.17.2, ebpf-go-0.18.

1 error, 0 warnings
=== exit 2
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile libbpf-1.x a.bpf.o
error[PRO001]: there is no loader profile 'libbpf-1.x'
  --> (command line)
  = rule: A profile is a loader and a release: libbpf-1.4, ebpf-go-0.17.1, aya-0.13, iproute2,
          android, bpfweld. Profiles are known back to the first release of each.
  = fix: Near names: libbpf-0.0.3, libbpf-0.0.4, libbpf-0.0.6, libbpf-0.0.7, libbpf-0.0.9,
         libbpf-0.1, libbpf-0.6, libbpf-0.8, libbpf-1.0, libbpf-1.1, libbpf-1.2, libbpf-1.6.2,
         iproute2-libbpf.

1 error, 0 warnings
=== exit 2
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile libbpf@v1.4.2 a.bpf.o
=== exit 0
