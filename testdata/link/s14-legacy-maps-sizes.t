# S14: loaders find the definitions in section `maps` by dividing its size by their number, so all
# files use one struct.
=== file a.bpf.c
__attribute__((section("maps"))) struct {
	int type, key, value, max, flags;
} m1 = {1, 4, 4, 1};
=== file b.bpf.c
__attribute__((section("maps"))) struct {
	int type, key, value, max, flags, more;
} m2 = {1, 4, 4, 1};
=== run cc-bpf a.bpf.c b.bpf.c && link-all -- a.bpf.o b.bpf.o
error[LNK018]: a map definition has 20 bytes in a.bpf.o and 24 in b.bpf.o
  --> b.bpf.c:3:3 ('m2', section maps+0x0, in b.bpf.o)
  |
3 | } m2 = {1, 4, 4, 1};
  |   ^
  = rule: Loaders find the definitions in section maps by dividing its size by their number.
  = fix: Use one struct bpf_map_def in all files, or define the maps in .maps.

1 error, 0 warnings
refused in 2 orders, status 1
=== exit 0
