#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-linked.sh - the selftests made of several files, linked by bpfweld in one pass.
#
#   diff-linked.sh [-k DIR] BPFWELD
#
# Every order of the files of each set must link, load on this kernel, and give it the same
# programs and maps as `bpftool gen object` does in that order.  (The selftests link three times
# over, as that repairs what bpftool's first pass gets wrong; we compare with its third.)  The
# big-endian files must link to the same instructions.
# -k keeps the outputs in DIR.
#
# Needs root and bpf(2).  The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
while getopts k: o; do
	case $o in
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && trap - EXIT ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: diff-linked.sh [-k DIR] BPFWELD" >&2; exit 2; }
bpfweld=$1

log=$("$here/build-selftests.sh")
corpus=$(tail -n 1 <<<"$log")
peers=$("$here/build-peers.sh" | tail -n 1)

sets='linked_funcs1 linked_funcs2
linked_maps1 linked_maps2
linked_vars1 linked_vars2
test_static_linked1 test_static_linked2
test_subskeleton_lib test_subskeleton_lib2
test_subskeleton test_subskeleton_lib test_subskeleton_lib2
test_usdt test_usdt_multispec'

passed=0 failed=0 skipped=0
pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAIL linked $*"; }

# permutations DONE REST...: one order of the words a line
permutations() {
	local done=$1 i
	shift
	[ $# -gt 0 ] || { echo "$done"; return; }
	for ((i = 1; i <= $#; i++)); do
		permutations "$done ${!i}" "${@:1:i-1}" "${@:i+1}"
	done
}

# What the kernel is given and answers, but the bytes of data: bpftool leaves overridden copies of
# weak variables there.
kernel_view() {
	local name
	name=$(basename "$1")
	{ "$peers/load-object" -q "$1" || :; } | sed "s/^$name //; s/ data=[0-9a-f]*$//; / tags=/d" | sort
}

# Instructions alone: relocations stand in another order, and offsets are printed in hex.
instructions() {
	llvm-objdump-19 -d --no-show-raw-insn "$1" | grep -E '^(Disassembly| *[0-9]+:)' | sort
}

# paths DIR NAME...
paths() { printf "$1/%s.o " "${@:2}"; }

check_order() {
	local name=${*} out=$tmp/${*} ref=$tmp/ref
	out=${out// /+}.o
	# shellcheck disable=SC2046 # paths without spaces: we made them
	if ! "$bpfweld" link -o "$out" $(paths "$corpus/o" "$@") >"$tmp/log" 2>&1; then
		fail "$name: $(head -n 1 "$tmp/log")"
		return
	fi
	# shellcheck disable=SC2046
	"$peers/bpftool" gen object "$ref.1.o" $(paths "$corpus/o" "$@")
	"$peers/bpftool" gen object "$ref.2.o" "$ref.1.o"
	"$peers/bpftool" gen object "$ref.3.o" "$ref.2.o"
	kernel_view "$out" >"$tmp/ours"
	kernel_view "$ref.3.o" >"$tmp/theirs"
	if grep -q 'object load=ok' "$tmp/theirs" && ! grep -q 'object load=ok' "$tmp/ours"; then
		fail "$name: $(grep 'object ' "$tmp/ours"); bpftool's loads"
	elif cmp -s "$tmp/ours" "$tmp/theirs"; then
		pass
	else
		fail "$name: not what bpftool makes of it"
		diff "$tmp/theirs" "$tmp/ours" | grep '^[<>]' | cut -c -160 | head -n 6 || :
	fi

	# test_usdt is other instructions in big-endian from the compiler on, so it is not there.
	[ -e "$corpus/eb/$1.o" ] || return 0
	# shellcheck disable=SC2046
	if ! "$bpfweld" link -o "$out.eb" $(paths "$corpus/eb" "$@") >"$tmp/log" 2>&1; then
		fail "$name big-endian: $(head -n 1 "$tmp/log")"
	elif cmp -s <(instructions "$out") <(instructions "$out.eb"); then
		pass
	else
		fail "$name big-endian: other instructions than little-endian"
	fi
}

while read -r set; do
	# shellcheck disable=SC2086 # words
	while read -r order; do
		check_order $order
	done < <(permutations '' $set)
done <<<"$sets"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
