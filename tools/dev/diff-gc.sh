#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-gc.sh - options of `bpfweld link` leave programs as they are.
#
#   diff-gc.sh [--all] BPFWELD
#
# Kernel selftest objects, each linked alone:
#   --gc            the kernel is given the same instructions of each program and says the same
#   --prefix        it says the same of each program
# A sample of one in eight; --all takes every object (15 minutes). What was refused before may be
# accepted afterwards: what was wrong may be what was dropped.
#
# Needs root and bpf(2).  The last line of the output: N passed, N failed, N skipped (programs).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
step=8
[ "${1:-}" != --all ] || { step=1; shift; }
[ $# = 1 ] || { echo "usage: diff-gc.sh [--all] BPFWELD" >&2; exit 2; }
bpfweld=$(realpath "$1")
corpus=$("$here/build-selftests.sh" | tail -n 1)
peers=$("$here/build-peers.sh" | tail -n 1)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

mapfile -t objects < <(cd "$corpus/o" && printf '%s\n' *.o | awk -v s=$step 'NR % s == 0')
passed=0 failed=0 skipped=0

# says DIR OBJECT...: a line a program: OBJECT:NAME without the prefix, code, verdict.
says() {
	(cd "$1" && "$peers/load-object" -q "${@:2}" || :) | grep ' prog ' |
		sed -E 's/ prog (p_)?/ prog /' |
		sed -E 's/^([^ ]+) prog ([^ ]+) .*code=([0-9a-f]+).*verdict=([^ ]+).*/\1:\2 \3 \4/; t; s/^([^ ]+) prog ([^ ]+) .*verdict=([^ ]+).*/\1:\2 - \3/' |
		sort
}

# compare NAME: what $tmp/before and $tmp/after say
compare() {
	local same
	# Accepted now and refused before is no loss.
	same=$(join "$tmp/before" "$tmp/after" | awk '
		$2 == $4 && $3 == $5 || $3 != "ok" && $5 == "ok" { n++; next }
		{ print "FAIL", name, $0 >"/dev/stderr" }
		END { print n + 0 }' name="$1")
	passed=$((passed + same))
	failed=$((failed + $(wc -l <"$tmp/before") - same))
}

link_all() {
	local f
	rm -rf "$tmp/o" && mkdir "$tmp/o"
	for f in "${objects[@]}"; do
		"$bpfweld" link -q --undefined allow "${@//FILE/$f}" -o "$tmp/o/$f" "$corpus/o/$f" >"$tmp/log" 2>&1 ||
			{ failed=$((failed + 1)); echo "FAIL $f $*: $(head -n 1 "$tmp/log")"; }
	done
}

says "$corpus/o" "${objects[@]}" >"$tmp/ref"

link_all --gc
cp "$tmp/ref" "$tmp/before"
says "$tmp/o" "${objects[@]}" >"$tmp/after"
compare --gc

# Names are part of the code's hash: verdicts only.
link_all --prefix FILE=p_
sed -E 's/ [^ ]+ ([^ ]+)$/ - \1/' "$tmp/ref" >"$tmp/before"
says "$tmp/o" "${objects[@]}" | sed -E 's/ [^ ]+ ([^ ]+)$/ - \1/' >"$tmp/after"
compare --prefix

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
