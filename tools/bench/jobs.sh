#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# jobs.sh [BPFWELD] [FILES] [ROUNDS] - how much faster is build -j2 than -j1?
#
# Builds a program of FILES source files (default 20) with -j1 and -j2 in turn, and for
# comparison with clang -c and bpftool gen object, one file after the other. Prints the
# smallest wall and CPU time of ROUNDS rounds (default 5) of each, and the ratio -j1/-j2.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
bpfweld=$(realpath "${1:-$top/build/release/tools/bpfweld}")
files=${2:-20} rounds=${3:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

# Each file: 8 map types, 12 functions, a program; the last calls all the others.
for i in $(seq "$files"); do
	{
		echo '#include <bpfweld/bpf.h>'
		echo 'BW_LICENSE("GPL");'
		for m in 1 2 3 4 5 6 7 8; do
			echo "struct rec${i}_$m { __u64 a[$m]; __u32 b, c; };"
			echo "struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, __u32);"
			echo "	__type(value, struct rec${i}_$m); } map${i}_$m SEC(\".maps\");"
			echo "static __noinline __u64 look${i}_$m(__u32 k) { struct rec${i}_$m *r = bpf_map_lookup_elem(&map${i}_$m, &k);"
			echo "	__u64 n = 0; if (r) for (int j = 0; j < $m; j++) n += r->a[j] * (r->b + j); return n; }"
		done
		echo "__u64 total$i(__u32 k) { return look${i}_1(k) + look${i}_2(k) + look${i}_3(k) + look${i}_4(k)"
		echo "	+ look${i}_5(k) + look${i}_6(k) + look${i}_7(k) + look${i}_8(k); }"
		echo "SEC(\"xdp\") int prog$i(struct xdp_md *ctx) { return total$i(ctx->ingress_ifindex) & 1 ? XDP_PASS : XDP_DROP; }"
	} >f$i.bpf.c
done

# time_ms NAME COMMAND...: append "wall cpu" in milliseconds to NAME.t
time_ms() {
	local name=$1
	shift
	TIMEFORMAT='%R %U %S'
	{ time "$@" >/dev/null 2>err; } 2>t || { cat err; exit 1; }
	awk '{ printf "%.0f %.0f\n", $1 * 1000, ($2 + $3) * 1000 }' t >>"$name.t"
}
peer() {
	for f in f*.bpf.c; do
		clang-19 --target=bpf -O2 -g -mcpu=v3 -I"$top/bpf/include" -c "$f" -o "${f%.c}.o"
	done
	bpftool gen object peer.o f*.bpf.o
}
have_peer=
command -v bpftool >/dev/null && have_peer=1
for _ in $(seq "$rounds"); do
	time_ms j1 "$bpfweld" build -j1 -o out.o f*.bpf.c
	time_ms j2 "$bpfweld" build -j2 -o out.o f*.bpf.c
	[ -z "$have_peer" ] || time_ms peer peer
done
min() { sort -n -k"$2" "$1.t" | head -n 1 | cut -d' ' -f"$2"; }
printf '%-34s %8s %8s\n' "$files files, best of $rounds" 'wall ms' 'cpu ms'
printf '%-34s %8s %8s\n' 'bpfweld build -j1' "$(min j1 1)" "$(min j1 2)"
printf '%-34s %8s %8s\n' 'bpfweld build -j2' "$(min j2 1)" "$(min j2 2)"
[ -z "$have_peer" ] || printf '%-34s %8s %8s\n' 'clang -c, bpftool gen object' "$(min peer 1)" "$(min peer 2)"
awk -v a="$(min j1 1)" -v b="$(min j2 1)" 'BEGIN { printf "ratio -j1 / -j2: %.2f\n", a / b }'
