#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# maps.sh - how fast is the gate? 100 maps, and 100 programs that use them, against 50 targets.
#
#   maps.sh [--quick] [-r RUNS] [BPFWELD]
#
# Prints a table: CPU time (least of RUNS), peak memory and instructions of `bpfweld check`, with one
# target and with 50, and the goal: under 1 s and 100 MB.  The targets are all built-in kernels of
# little-endian architectures, and target files with other page sizes, CPUs and configurations until
# there are 50; one is `host`.  There is no peer: nothing else answers for a kernel that is not running.
#
# --quick is a test: it asserts what does not depend on the machine: memory, and instructions per
# map and target.  Its last line: N passed, N failed, N skipped.
#
# BPFWELD is a release build; without it, the release preset is built.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
quick= runs=5
usage() { sed -n 's/^#   maps/usage: maps/p' "$0" >&2; exit 2; }
while [ $# -gt 0 ]; do
	case $1 in
	--quick) quick=1 ;;
	-r) runs=${2:-}; shift ;;
	-*) usage ;;
	*) break ;;
	esac
	shift
done
[ $# -le 1 ] || usage
if [ $# = 1 ]; then
	bpfweld=$(realpath "$1")
else
	bpfweld=$top/build/release/tools/bpfweld
	{ cmake --preset release -S "$top" && cmake --build "$top/build/release" --target bpfweld bpfweld-codegen; } >/dev/null
fi
[ -x "$bpfweld" ] || { echo "maps.sh: no $bpfweld" >&2; exit 2; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
gcc -std=c11 -D_GNU_SOURCE -O2 -o "$tmp/measure" "$top/tools/bench/measure.c"

# --- 100 maps --------------------------------------------------------------------------------
# Every type that a program can look up by key, with structs of several shapes; each map is used by
# a program, so that its keys are followed.
maps=100 targets=50
types=(HASH LRU_HASH PERCPU_HASH ARRAY PERCPU_ARRAY LPM_TRIE HASH LRU_PERCPU_HASH HASH ARRAY)
{
	echo '#include <bpfweld/bpf.h>'
	for ((i = 0; i < maps; i++)); do
		t=${types[i % 10]}
		key="struct key$i" flags=0
		case $t in
		*ARRAY) key=__u32 ;;
		LPM_TRIE) flags=BPF_F_NO_PREALLOC ;;
		esac
		cat <<-END
			struct key$i { __u32 a; __be32 addr[$((i % 4 + 1))]; __u64 b; };
			struct value$i { __u64 n; struct { __u32 x, y; } at[$((i % 7 + 1))]; char name[16]; };
			struct { __uint(type, BPF_MAP_TYPE_$t); __uint(max_entries, $((i + 16)));
				 __uint(map_flags, $flags); __type(key, $key); __type(value, struct value$i); } map$i SEC(".maps");
			SEC("xdp") int prog$i(struct xdp_md *ctx)
			{
				$key k;
				struct value$i *v;
				__builtin_memset(&k, 0, sizeof(k));
				v = bpf_map_lookup_elem(&map$i, &k);
				if (v)
					v->n += ctx->ingress_ifindex;
				return XDP_PASS;
			}
		END
	done
	echo 'char _license[] SEC("license") = "GPL";'
} >"$tmp/maps.bpf.c"
"$bpfweld" compile -q -o "$tmp/maps.o" "$tmp/maps.bpf.c"

# --- 50 targets ------------------------------------------------------------------------------
mapfile -t names < <("$bpfweld" target list | grep -v -e s390x -e '^host$')
names+=(host)
for ((i = 0; ${#names[@]} < targets; i++)); do
	arch=(aarch64 x86_64 loongarch64 riscv64)
	page=(16384 4096 65536 4096)
	printf 'name: board-%s\narch: %s\nkernel: 6.%s.7\npage-size: %s\ncpus: %s\n' \
		$i "${arch[i % 4]}" $((i + 1)) "${page[i % 4]}" $((i + 2)) >"$tmp/board-$i.yaml"
	names+=("$tmp/board-$i.yaml")
done
names=("${names[@]:0:targets}")
many=()
for n in "${names[@]}"; do many+=(--target "$n"); done
one=(--target linux-6.12/aarch64)

status=0
"$bpfweld" check -q "${many[@]}" "$tmp/maps.o" >"$tmp/out" || status=$?
if [ $status != 0 ]; then
	echo "FAIL maps: the maps are legal on all targets, but check exits with $status: $(head -n 3 "$tmp/out")"
	echo "0 passed, 1 failed, 0 skipped"
	exit 1
fi

# --- measure ---------------------------------------------------------------------------------
instructions() {
	command -v valgrind >/dev/null || { echo 0; return; }
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
{ read -r us1 kb1 _; read -r us50 kb50 _; } < <("$tmp/measure" "$runs" "$bpfweld" check -q "${one[@]}" "$tmp/maps.o" : \
	"$bpfweld" check -q "${many[@]}" "$tmp/maps.o")
in1=$(instructions "$bpfweld" check -q "${one[@]}" "$tmp/maps.o")
in50=$(instructions "$bpfweld" check -q "${many[@]}" "$tmp/maps.o")
verdict() { [ "$1" -le "$2" ] && echo met || echo MISSED; }
row() { printf '%-28s %12s %12s %14s   %s\n' "$@"; }
row "100 maps, 100 programs" "CPU" "memory" "instructions" "goal"
row "1 target" "$(awk "BEGIN { printf \"%.1f ms\", $us1 / 1000 }")" "$(awk "BEGIN { printf \"%.1f MB\", $kb1 / 1024 }")" "$in1" ""
row "50 targets" "$(awk "BEGIN { printf \"%.1f ms\", $us50 / 1000 }")" "$(awk "BEGIN { printf \"%.1f MB\", $kb50 / 1024 }")" "$in50" \
	"1 s: $(verdict "$us50" 1000000), 100 MB: $(verdict "$kb50" 102400)"
if [ "$in50" != 0 ]; then
	row "each further target" "" "" $(((in50 - in1) / 49)) ""
fi
[ "$quick" ] || exit 0

passed=0 failed=0 skipped=0
if [ "$kb50" -le 102400 ]; then passed=1; else failed=1; echo "FAIL maps: $kb50 kB for 50 targets, the goal is 100 MB"; fi
# 1 s of a slow core is some 2 * 10^9 instructions.
if [ "$in50" = 0 ]; then
	skipped=1
	echo "SKIP maps: no valgrind to count instructions"
elif [ "$in50" -le 2000000000 ]; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	echo "FAIL maps: $in50 instructions for 50 targets, the goal is 2 * 10^9"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
