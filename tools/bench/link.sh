#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# link.sh - how fast, how large, how well does it scale? bpfweld link next to bpftool gen object.
#
#   link.sh [--quick] [-r RUNS] [-m OUT.md] [BPFWELD]
#
# Prints one table: CPU time (least of RUNS, the programs in turn), instructions (callgrind), peak
# memory and output size, each next to the peer's in the same run, the goal, and the verdict.
# The goals in milliseconds were set where bpftool took the time given with them; elsewhere the
# ratio decides, so the verdict names both: "met" (both), "ratio" or "time" (that one only),
# "MISSED".  -m writes the table as Markdown, too.
#
# --quick takes 20 seconds, once the inputs are there, and is a test: it asserts what does not
# depend on the machine (instructions, sizes, growth).  Its last line: N passed, N failed, N skipped.
#
# BPFWELD is a release build; without it, the release preset is built.  The peer is the bootstrap
# bpftool of tools/dev/build-peers.sh, without LLVM.  Inputs come from gen-objects and
# tools/dev/build-selftests.sh, both kept below the cache.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
quick= runs= md=
usage() { sed -n 's/^#   link/usage: link/p' "$0" >&2; exit 2; }
while [ $# -gt 0 ]; do
	case $1 in
	--quick) quick=1 ;;
	-r) runs=${2:-}; shift ;;
	-m) md=${2:-}; shift ;;
	-*) usage ;;
	*) break ;;
	esac
	shift
done
[ $# -le 1 ] || usage
runs=${runs:-$([ "$quick" ] && echo 3 || echo 9)}
if [ $# = 1 ]; then
	bpfweld=$(realpath "$1")
else
	bpfweld=$top/build/release/tools/bpfweld
	{ cmake --preset release -S "$top" && cmake --build "$top/build/release" --target bpfweld; } >/dev/null
fi
[ -x "$bpfweld" ] || { echo "link.sh: no $bpfweld" >&2; exit 2; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
gcc -std=c11 -D_GNU_SOURCE -O2 -o "$tmp/measure" "$top/tools/bench/measure.c"
if [ "$quick" ]; then set -- -v 50 -g 25; else set -- -v 398 -g 200; fi
objects=$("$top/tools/bench/gen-objects" "$@" | tail -n 1)
peers=$("$top/tools/dev/build-peers.sh" | tail -n 1)
corpus=
if [ -r "${BPFWELD_KERNEL_SOURCE:-/usr/src/linux-source-6.12.tar.xz}" ]; then
	log=$("$top/tools/dev/build-selftests.sh") && corpus=$(tail -n 1 <<<"$log")/o
fi
peer=$peers/bpftool
valgrind=$(command -v valgrind || :)

# --- inputs ------------------------------------------------------------------------------------
# As many of the selftests as bpftool links into one, taken in order of their names; known after
# some minutes, hence kept.
selftest_set() {
	local list=$objects/selftests-$(cksum <"$peer" | cut -d ' ' -f 1) o acc=$tmp/acc.o
	if [ ! -e "$list" ]; then
		: >"$tmp/list"
		for o in "$corpus"/*.o; do
			# shellcheck disable=SC2046 # empty at first
			"$peer" gen object "$tmp/new.o" $([ ! -e "$acc" ] || echo "$acc") "$o" >/dev/null 2>&1 || continue
			mv "$tmp/new.o" "$acc"
			echo "$o" >>"$tmp/list"
		done
		rm -f "$acc"
		mv "$tmp/list" "$list"
	fi
	cat "$list"
}

# Two small objects of our own, which need no corpus.
small_set() {
	local i
	for i in 1 2; do
		{
			echo '#include <linux/bpf.h>'
			echo '#include <bpf/bpf_helpers.h>'
			echo "struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, __u32);"
			echo "	__type(value, __u64); } seen SEC(\".maps\");"
			echo "int twice(int n)$([ $i = 1 ] && echo ';' || echo ' { return 2 * n; }')"
			echo "SEC(\"socket\") int prog$i(struct __sk_buff *ctx) { __u32 k = ctx->len;"
			echo "	__u64 *v = bpf_map_lookup_elem(&seen, &k); return v ? *v : twice(k); }"
			echo 'char LICENSE[] SEC("license") = "GPL";'
		} | sed "$([ $i = 1 ] || echo 's/ seen SEC/ seen2 SEC/; s/&seen/\&seen2/')" >"$tmp/small$i.c"
		"${CLANG:-clang-19}" --target=bpfel -mcpu=v3 -O2 -g -w -I"/usr/include/$(uname -m)-linux-gnu" \
			-c "$tmp/small$i.c" -o "$tmp/small$i.o"
		echo "$tmp/small$i.o"
	done
}

first() { find "$objects/$1" -name '*.o' | sort | head -n "$2"; }

# --- measuring ---------------------------------------------------------------------------------
# What is known of one work: us[PROGRAM], kb, bytes, insns, per work.
declare -A us kb bytes insns
programs='peer ours gc'

# cmd PROGRAM WORK: the command, in the array run
cmd() {
	case $1 in
	peer) run=("$peer" gen object "$tmp/peer.o" "${inputs[@]}") ;;
	# bpftool says nothing of undefined symbols
	ours) run=("$bpfweld" link -q --undefined allow -o "$tmp/ours.o" "${inputs[@]}") ;;
	gc) run=("$bpfweld" link -q --undefined allow --gc -o "$tmp/gc.o" "${inputs[@]}") ;;
	esac
}

# measure WORK RUNS, of the files in inputs
measure() {
	local all=() p line
	for p in $programs; do
		cmd "$p"
		all+=("${run[@]}" :)
	done
	unset 'all[-1]'
	"$tmp/measure" "$2" "${all[@]}" >"$tmp/measured"
	exec 3<"$tmp/measured"
	for p in $programs; do
		read -r -u 3 line
		read -r us[$p.$1] kb[$p.$1] status <<<"$line"
		if [ "$status" != 0 ]; then
			cmd "$p"
			echo "link.sh: $1: $p: exit $status: $("${run[@]}" 2>&1 | head -n 1)" >&2
			exit 1
		fi
		bytes[$p.$1]=$(stat -c %s "$tmp/$p.o")
	done
	exec 3<&-
}

# count WORK: instructions, which are the same each time
count() {
	local p
	[ "$valgrind" ] || return 0
	for p in peer ours; do
		cmd $p
		insns[$p.$1]=$("$valgrind" --tool=callgrind --callgrind-out-file=/dev/null "${run[@]}" 2>&1 |
			sed -n 's/.*Collected : //p')
	done
}

# --- the table ---------------------------------------------------------------------------------
rows=()
# row WHAT UNIT PEER OURS GC GOAL PEER-OF-GOAL: GOAL "-" if there is none; the peer's figure from
# when the goal was set, "-" if the goal does not depend on the machine
row() { rows+=("$(IFS='|'; echo "$*")"); }

print_rows() {
	printf '%s\n' "${rows[@]}" | awk -F'|' -v md="$1" '
	function show(v) { return v == "" || v == "-" ? "-" : v >= 1000 ? sprintf("%.0f", v) : v >= 100 ? sprintf("%.1f", v) : sprintf("%.2f", v) }
	function line(a, b, c, d, e, f, g, h) {
		if (md) printf "| %s | %s | %s | %s | %s | %s | %s |\n", a, b, c, d, e, f, g
		else printf "%-46s %10s %10s %10s %7s %16s  %s\n", a, b, c, d, e, f, g
	}
	BEGIN {
		line("work", "bpftool", "bpfweld", "with --gc", "ratio", "goal", "verdict")
		if (md) print "|---|--:|--:|--:|--:|--:|---|"
	}
	{
		goal = verdict = "-"
		ratio = $3 > 0 ? $4 / $3 : 0
		if ($6 == "peer") { goal = "<= bpftool"; verdict = $4 <= $3 ? "met" : "MISSED" }
		else if ($6 != "-" && $7 == "-") { goal = "<= " $6; verdict = $4 <= $6 ? "met" : "MISSED" }
		else if ($6 != "-") {
			goal = sprintf("<= %s (%.3f)", $6, $6 / $7)
			time_ok = $4 <= $6; ratio_ok = ratio <= $6 / $7
			verdict = time_ok && ratio_ok ? "met" : time_ok ? "time" : ratio_ok ? "ratio" : "MISSED"
		}
		line($1 ", " $2, show($3), show($4), show($5), $3 > 0 ? sprintf("%.3f", ratio) : "-", goal, verdict)
	}'
}

div() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4f", a / b }'; }
exponent() { # FROM-COUNT FROM-INSNS TO-COUNT TO-INSNS
	awk -v a="$1" -v x="$2" -v b="$3" -v y="$4" 'BEGIN { printf "%.4f", log(y / x) / log(b / a) }'
}

cpu_row() { row "$2" 'CPU ms' "$(div "${us[peer.$1]}" 1000)" "$(div "${us[ours.$1]}" 1000)" "$(div "${us[gc.$1]}" 1000)" "$3" "$4"; }
insn_row() {
	[ -z "${insns[peer.$1]:-}" ] ||
		row "$2" 'M instructions' "$(div "${insns[peer.$1]}" 1e6)" "$(div "${insns[ours.$1]}" 1e6)" - - -
}
size_row() { row "$2" 'output KB' "$(div "${bytes[peer.$1]}" 1000)" "$(div "${bytes[ours.$1]}" 1000)" "$(div "${bytes[gc.$1]}" 1000)" peer -; }
rss_row() { row "$2" 'peak MB' "$(div "${kb[peer.$1]}" 1024)" "$(div "${kb[ours.$1]}" 1024)" "$(div "${kb[gc.$1]}" 1024)" "$3" -; }

works=()
# work NAME TEXT RUNS GOAL PEER-OF-GOAL COUNT?, of the files in inputs
work() {
	works+=("$1")
	text[$1]=$2
	measure "$1" "$3"
	cpu_row "$1" "$2" "$4" "$5"
	[ -z "$6" ] || count "$1"
}
declare -A text

full() {
	local n sum w
	if [ "$corpus" ]; then
		inputs=("$corpus/linked_maps1.o" "$corpus/linked_maps2.o")
		work two-selftests 'linked_maps1 + linked_maps2' 100 1.0 1.6 1
	fi
	mapfile -t inputs < <(small_set)
	work two-own '2 small objects' 100 1.0 1.6 1
	for n in 50 100 200 398; do
		mapfile -t inputs < <(first vm $n)
		case $n in
		100) work $n "$n objects of 0.75 MB" "$runs" 40 113 1 ;;
		398) work $n "$n objects of 0.75 MB" $(((runs + 1) / 2)) 160 655 1 ;;
		*) work $n "$n objects of 0.75 MB" "$runs" - - 1 ;;
		esac
	done
	mapfile -t inputs < <(first glob 50)
	work globals50 '6,050 globals in 50 objects' "$runs" - - 1
	mapfile -t inputs < <(first glob 200) # bpftool would take callgrind ten minutes
	work globals '24,200 globals in 200 objects' $(((runs + 2) / 3)) 100 2400 ''
	if [ "$corpus" ]; then
		mapfile -t inputs < <(selftest_set)
		work selftests "${#inputs[@]} selftest objects" "$runs" - - 1
	fi
	for w in "${works[@]}"; do insn_row "$w" "${text[$w]}"; done
	[ -z "$valgrind" ] || row 'growth 50 to 398 objects' 'exponent' "$(exponent 50 "${insns[peer.50]}" 398 "${insns[peer.398]}")" \
		"$(exponent 50 "${insns[ours.50]}" 398 "${insns[ours.398]}")" - 1.05 -
	for w in "${works[@]}"; do
		if [ "$w" = 398 ]; then rss_row "$w" "${text[$w]}" 50; else rss_row "$w" "${text[$w]}" -; fi
	done
	for w in "${works[@]}"; do size_row "$w" "${text[$w]}"; done
	echo "$("$bpfweld" --version 2>/dev/null | head -n 1); $("$peer" version | head -n 1); $(date -u +%F);" \
		"$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(nproc) CPUs, Linux $(uname -r)"
	print_rows ''
	[ -z "$md" ] || print_rows 1 >"$md"
	[ "$valgrind" ] || echo "no valgrind: instructions and growth are not known"
}

passed=0 failed=0 skipped=0
# assert WHAT LEFT RIGHT: LEFT <= RIGHT
assert() {
	if awk -v a="$2" -v b="$3" 'BEGIN { exit !(a <= b) }'; then
		passed=$((passed + 1))
		echo "ok bench $1: $2 <= $3"
	else
		failed=$((failed + 1))
		echo "FAIL bench $1: $2 > $3"
	fi
}

# Contents, header and name of the note's section.
note_bytes() {
	local hex
	hex=$(readelf -SW "$1" | sed -n 's/^.* \.bpfweld  *NOTE  *[0-9a-f]* [0-9a-f]* \([0-9a-f]*\) .*/\1/p')
	echo $((16#$hex + 64 + 9))
}

smoke() {
	local w note what
	mapfile -t inputs < <(small_set)
	work two '2 small objects' "$runs" - - 1
	cp "$tmp/ours.o" "$tmp/ours-two.o"
	for n in 12 50; do
		mapfile -t inputs < <(first vm $n)
		work $n "$n objects of 0.75 MB" "$runs" - - 1
	done
	mapfile -t inputs < <(first glob 25)
	work globals '3,025 globals in 25 objects' "$runs" - - 1
	for w in "${works[@]}"; do
		insn_row "$w" "${text[$w]}"
		size_row "$w" "${text[$w]}"
	done
	print_rows ''
	if ldd "$bpfweld" | grep -q LLVM; then assert 'LLVM is not loaded' 1 0; else assert 'LLVM is not loaded' 0 0; fi
	for w in "${works[@]}"; do
		# The note that says where an object came from is a tenth of a tiny one.
		note=0 what="bytes out, ours and bpftool's"
		[ "$w" != two ] || note=$(note_bytes "$tmp/ours-two.o") what="$what, without our note"
		assert "${text[$w]}: $what" $((bytes[ours.$w] - note)) "${bytes[peer.$w]}"
		assert "${text[$w]}: bytes out, with --gc and without" "${bytes[gc.$w]}" "${bytes[ours.$w]}"
		[ "$valgrind" ] || continue
		assert "${text[$w]}: instructions, ours and bpftool's" "${insns[ours.$w]}" "${insns[peer.$w]}"
	done
	if [ "$valgrind" ]; then
		assert 'growth in instructions from 12 to 50 objects' "$(exponent 12 "${insns[ours.12]}" 50 "${insns[ours.50]}")" 1.10
	else
		echo 'SKIP bench: instructions: no valgrind'
		skipped=1
	fi
	echo "$passed passed, $failed failed, $skipped skipped"
	[ $failed = 0 ]
}

if [ "$quick" ]; then smoke; else full; fi
