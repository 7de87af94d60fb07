#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-builds.sh - two builds of bpfweld link every object of the selftests to the same bytes.
#
#   diff-builds.sh [-j N] BPFWELD OTHER
#
# OTHER is the build with sanitizers: a report of theirs makes it fail, and the comparison shows
# that nothing depends on addresses or on memory that was never written.  Needs no root.
# The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
jobs=$(nproc)
while getopts j: o; do
	case $o in
	j) jobs=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 2 ] || { echo "usage: diff-builds.sh [-j N] BPFWELD OTHER" >&2; exit 2; }
one=$(realpath "$1") other=$(realpath "$2")

log=$("$here/build-selftests.sh" -j "$jobs")
corpus=$(tail -n 1 <<<"$log")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# A line for an object that passed, or for what was wrong.  Each build works in a directory of its
# own, so that both can be given the same words.
check_one() {
	local in=$1 name a=0 b=0
	name=$(basename "$(dirname "$in")")-$(basename "$in")
	(cd "$tmp/a" && "$one" link -o "$name" "$in" >"$name.log" 2>&1) || a=$?
	(cd "$tmp/b" && "$other" link -o "$name" "$in" >"$name.log" 2>&1) || b=$?
	if [ $b -ge 3 ] || grep -qE 'AddressSanitizer|runtime error:|LeakSanitizer' "$tmp/b/$name.log"; then
		echo "FAIL builds $name: $(grep -m 1 -E 'Sanitizer|error' "$tmp/b/$name.log" || echo "exit $b")"
	elif [ $a != $b ] || ! cmp -s "$tmp/a/$name.log" "$tmp/b/$name.log"; then
		echo "FAIL builds $name: exit $a and $b, or other findings"
	elif [ $a = 0 ] && ! cmp -s "$tmp/a/$name" "$tmp/b/$name"; then
		echo "FAIL builds $name: other bytes"
	else
		echo pass
	fi
	rm -f "$tmp"/[ab]/"$name"*
}
mkdir "$tmp/a" "$tmp/b"
export -f check_one
export one other tmp
# shellcheck disable=SC2016 # the inner shell expands it
each='check_one "$1"'
find "$corpus/o" "$corpus/eb" -name '*.o' | sort |
	xargs -P "$jobs" -I {} bash -c "$each" - {} >"$tmp/verdicts"
grep '^FAIL' "$tmp/verdicts" | sort || :
failed=$(grep -c '^FAIL' "$tmp/verdicts") || :
echo "$(grep -c '^pass' "$tmp/verdicts" || :) passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
