# Global variables with loaders that make no map of their section; pinning with one that does not
# pin. Sections that no program uses are nobody's error.
=== file a.bpf.c
#include <bpfweld/bpf.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
	__uint(pinning, BW_PIN_BY_NAME);
} m SEC(".maps");
int seen, unused SEC(".data.unused");
extern int CONFIG_HZ __attribute__((section(".kconfig")));
SEC("xdp") int f(struct xdp_md *ctx)
{
	seen += CONFIG_HZ;
	return XDP_PASS;
}
=== run cc-bpf a.bpf.c
=== exit 0
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile aya-0.13 a.bpf.o
error[PRO014]: programs use variables of .kconfig, of which aya-0.13 makes no map
  --> a.bpf.o (section .kconfig)
  = note: for target linux-6.12/x86_64
  = rule: Programs that use global variables need the map of their section; iproute2 without
          libbpf and Android's bpfloader make none, aya none for .kconfig.
  = fix: Keep the values in a map, or use a loader that makes these maps.

1 error, 0 warnings
=== exit 1
=== run bpfweld check --target linux-6.12/x86_64 --loader-profile libbpf-0.0.4 a.bpf.o
error[PRO008]: m has pinning, which libbpf-0.0.4 does not know
  --> a.bpf.c:8:3 ('m', section .maps+0x0, in a.bpf.o)
  |
8 | } m SEC(".maps");
  |   ^
  = note: for target linux-6.12/x86_64
  = rule: Loaders know the fields of their release and refuse the object for any other (libbpf
          parse_btf_map_def, ebpf-go mapSpecFromBTF).
  = fix: Leave the field out, or use a release that knows it; bpfweld normalize drops fields
         that say nothing.

error[PRO014]: programs use variables of .kconfig, of which libbpf-0.0.4 makes no map
  --> a.bpf.o (section .kconfig)
  = note: for target linux-6.12/x86_64
  = rule: Programs that use global variables need the map of their section; iproute2 without
          libbpf and Android's bpfloader make none, aya none for .kconfig.
  = fix: Keep the values in a map, or use a loader that makes these maps.

2 errors, 0 warnings
=== exit 1
=== run bpfweld check -q --target linux-6.12/x86_64 --loader-profile iproute2 a.bpf.o
a.bpf.c:8:3: error: m is defined in .maps, which iproute2 does not read [PRO011]
a.bpf.o: error: programs use variables of .bss, of which iproute2 makes no map [PRO014]
a.bpf.o: error: programs use variables of .kconfig, of which iproute2 makes no map [PRO014]
=== exit 1
=== run bpfweld check -q --target linux-6.12/x86_64 --loader-profile libbpf-1.4 a.bpf.o
=== exit 0
