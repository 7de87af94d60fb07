# S14: definitions in section `maps`. libbpf 1.0 refuses them, iproute2 reads them: the link keeps
# them, with their trailing bytes, and says who will not take them.
=== file a.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct bpf_elf_map {
	__u32 type, size_key, size_value, max_elem, flags, id, pinning, inner_id, inner_idx;
};
struct bpf_elf_map first SEC("maps") = {.type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 8, .max_elem = 1};
struct bpf_elf_map second SEC("maps") = {.type = BPF_MAP_TYPE_HASH, .size_key = 8, .size_value = 4, .max_elem = 2, .pinning = 2};

SEC("socket") int a(void *ctx)
{
	int zero = 0;

	return !!bpf_map_lookup_elem(&first, &zero) + !!bpf_map_lookup_elem(&second, &zero);
}
=== file b.bpf.c
#include <bpfweld/bpf.h>

struct bpf_elf_map {
	__u32 type, size_key, size_value, max_elem, flags, id, pinning, inner_id, inner_idx;
};
struct bpf_elf_map third SEC("maps") = {.type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 16, .max_elem = 3, .id = 7, .inner_idx = 9};
extern struct bpf_elf_map second SEC("maps");

SEC("socket") int b(void *ctx)
{
	long zero = 0;

	return !!bpf_map_lookup_elem(&third, &zero) + !!bpf_map_lookup_elem(&second, &zero);
}
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o; run-object a.bpf.o
warning[LNK033]: a.bpf.o defines maps the old way, in section 'maps'
  --> a.bpf.o (section maps+0x0)
  = rule: libbpf 1.0 and later refuse section `maps` ("legacy map definitions in 'maps' section
          are not supported by libbpf v1.0+"); iproute2 and older loaders read it.
  = fix: Define the maps in .maps, with BTF, unless such a loader needs the old form.

warning[LNK033]: b.bpf.o defines maps the old way, in section 'maps'
  --> b.bpf.o (section maps+0x0)
  = rule: libbpf 1.0 and later refuse section `maps` ("legacy map definitions in 'maps' section
          are not supported by libbpf v1.0+"); iproute2 and older loaders read it.
  = fix: Define the maps in .maps, with BTF, unless such a loader needs the old form.

0 errors, 2 warnings
linked in 2 orders
load: EOPNOTSUPP (not opened)
load: EOPNOTSUPP (not opened)
=== exit 1
=== run llvm-readelf-19 -x maps linked.o; llvm-readelf-19 -s linked.o | grep OBJECT; llvm-readelf-19 -r linked.o | grep -E 'first|second|third'

Hex dump of section 'maps':
0x00000000 02000000 04000000 08000000 01000000 ................
0x00000010 00000000 00000000 00000000 00000000 ................
0x00000020 00000000 01000000 08000000 04000000 ................
0x00000030 02000000 00000000 00000000 02000000 ................
0x00000040 00000000 00000000 02000000 04000000 ................
0x00000050 10000000 03000000 00000000 07000000 ................
0x00000060 00000000 00000000 09000000          ............
     2: 0000000000000000    36 OBJECT  GLOBAL DEFAULT     4 first
     3: 0000000000000024    36 OBJECT  GLOBAL DEFAULT     4 second
     4: 0000000000000000     4 OBJECT  GLOBAL DEFAULT     3 bw_license
     6: 0000000000000048    36 OBJECT  GLOBAL DEFAULT     4 third
0000000000000020  0000000200000001 R_BPF_64_64            0000000000000000 first
0000000000000060  0000000300000001 R_BPF_64_64            0000000000000024 second
00000000000000c8  0000000600000001 R_BPF_64_64            0000000000000048 third
0000000000000108  0000000300000001 R_BPF_64_64            0000000000000024 second
=== exit 0
