#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-check.sh - no false alarms: what this kernel loads, and a matching program reads, passes.
#
#   diff-check.sh [-j N] [-k DIR] [-u EVERY] BPFWELD
#
# Each kernel selftest object that loads here (tools/dev/kernel-verdicts.sh), and each example of
# bpf/examples, goes through `bpfweld check --target host`: no finding of error severity.  Of every
# EVERY-th of them (default 4; 1: all) bpftool prints the types as C, from which gcc makes a program
# with debug information: `check --user` with it must have no finding of error severity, and find
# the types of the maps.
# -k keeps what was made, and every output, in DIR.
#
# The last line of the output: N passed, N failed, N skipped.  Needs root and bpf(2).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
jobs=$(nproc) every=4
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
while getopts j:k:u: o; do
	case $o in
	j) jobs=$OPTARG ;;
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && trap - EXIT ;;
	u) every=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: diff-check.sh [-j N] [-k DIR] [-u EVERY] BPFWELD" >&2; exit 2; }
bpfweld=$(realpath "$1")

verdicts=$("$here/kernel-verdicts.sh" -j "$jobs" | tail -n 1)
objects=$(dirname "$verdicts")/o
bpftool=$("$here/build-peers.sh" | tail -n 1)/bpftool
mkdir -p "$tmp"/{plain,user,objects}

# The examples, for this machine's byte order.
for e in "$top"/bpf/examples/*/; do
	n=$(basename "$e")
	[[ $n == *-broken ]] || "$bpfweld" build -q -o "$tmp/objects/$n.o" --target host "$e"/*.bpf.c >"$tmp/plain/$n.build" 2>&1 || :
done
sed -n 's/^\([^ ]*\) object load=ok .*/\1/p' "$verdicts" >"$tmp/loads"
while read -r n; do ln -sf "$objects/$n" "$tmp/objects/$n"; done <"$tmp/loads"

# check_one OBJECT: what is wrong, as a line "FAIL ..."; else "pass plain"
check_one() {
	local o=$1 n status=0
	n=$(basename "$o" .o)
	"$bpfweld" check --target host --loader-profile libbpf-1.5 "$o" >"$tmp/plain/$n" 2>&1 || status=$?
	if [ $status = 0 ]; then
		echo "pass plain"
	else
		echo "FAIL check $n: $(grep -m 1 '^error' "$tmp/plain/$n" || head -n 1 "$tmp/plain/$n")"
	fi
}
# user_one OBJECT: the same with a program that has all its types
user_one() {
	local o=$1 n status=0
	n=$(basename "$o" .o)
	"$bpftool" btf dump file "$o" format c >"$tmp/user/$n.h" 2>/dev/null || { echo "skip $n: bpftool cannot print its types"; return; }
	printf '#include "%s.h"\nint main(void) { return 0; }\n' "$n" >"$tmp/user/$n.c"
	if ! gcc -w -g -O1 -fno-eliminate-unused-debug-types -fms-extensions -o "$tmp/user/$n" "$tmp/user/$n.c" 2>"$tmp/user/$n.gcc"; then
		echo "skip $n: gcc cannot compile what bpftool prints: $(grep -m 1 error "$tmp/user/$n.gcc")"
		return
	fi
	"$bpfweld" check -v --target host --loader-profile libbpf-1.5 --user "$tmp/user/$n" "$o" >"$tmp/user/$n.out" 2>&1 || status=$?
	rm -f "$tmp/user/$n"
	if [ $status != 0 ]; then
		echo "FAIL user $n: $(grep -m 1 '^error' "$tmp/user/$n.out" || head -n 1 "$tmp/user/$n.out")"
	elif grep -q '^note\[ABI0.*agrees with' "$tmp/user/$n.out"; then
		echo "pass matched"
	else
		echo "pass unmatched"
	fi
}
export -f check_one user_one
export tmp bpfweld bpftool

find "$tmp/objects" -name '*.o' | sort >"$tmp/list"
xargs -a "$tmp/list" -P "$jobs" -I{} bash -c 'check_one {}' >"$tmp/results"
awk -v every="$every" 'NR % every == 0' "$tmp/list" | xargs -P "$jobs" -I{} bash -c 'user_one {}' >>"$tmp/results"

grep '^FAIL' "$tmp/results" | sort || :
# shellcheck disable=SC2126 # counts of several kinds
grep '^skip' "$tmp/results" | sed 's/^skip/   not tried:/' || :
count() { grep -c "^$1" "$tmp/results" || :; }
echo "check: $(count 'pass plain') objects without an error; with a program of their types $(count 'pass matched')" \
	"that share some, $(count 'pass unmatched') that share none; not tried $(count skip)"
echo "check: warnings by kind: $(cat "$tmp"/plain/* | sed -n 's/^warning\[\([A-Z]*[0-9]*\)\].*/\1/p' | sort | uniq -c | awk '{ printf "%s%s %s", sep, $1, $2; sep = ", " }')"
failed=$(count FAIL)
echo "$(count pass) passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
