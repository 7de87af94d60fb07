#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-mapuse.sh - what bpfweld says of programs and their maps, against the running kernel.
#
#   diff-mapuse.sh [-l] [-k DIR] BPFWELD
#
#   selftests  An error (USE*) in a program that this kernel loads is a false alarm. Each
#              object with an error counts once; all warnings are listed.
#   refused    The programs of testdata/check/use-*.t with a comment /* kernel: TEXT */ before
#              them: bpfweld must report an error in each, the kernel must refuse it, saying
#              TEXT; programs without one must be loaded.
#   random     lib/mapuse/test_kernel.c, if mapuse_test_kernel is built beside BPFWELD: 2,000
#              random programs, with -l 100,000.
#
# -k keeps what was made in DIR. Needs root and bpf(2); skipped otherwise.
#
# The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
long=''
while getopts lk: o; do
	case $o in
	l) long=1 ;;
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && trap - EXIT ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: diff-mapuse.sh [-l] [-k DIR] BPFWELD" >&2; exit 2; }
bpfweld=$(realpath "$1")
target=linux-$(uname -r | cut -d. -f1,2)/$(uname -m)
passed=0 failed=0 skipped=0
pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAIL mapuse $*"; }
skip() { skipped=$((skipped + 1)); echo "SKIP mapuse $*"; }
end() { echo "$passed passed, $failed failed, $skipped skipped"; [ $failed = 0 ]; exit; }

[ "$(id -u)" = 0 ] || { skip "everything: not root"; end; }
"$bpfweld" target list | grep -q "^$target\b" || target=host
peers=$("$here/build-peers.sh" | tail -n 1)

# use FILE: "error USE007 PROGRAM TEXT" for each finding; PROGRAM is what the kernel is given
use() {
	"$bpfweld" check --target "$target" --format json "$1" >"$tmp/json" 2>/dev/null || :
	grep -q '"USE' "$tmp/json" || return 0
	python3 -c '
import json, re, sys
for f in json.load(sys.stdin).get("findings", []):
    if not f["id"].startswith("USE"):
        continue
    called = [m.group(1) for n in f.get("notes", []) for m in [re.match(r"when called from program (\S+)", n.get("text", ""))] if m]
    print(f["severity"], f["id"], (called or [f["where"].get("symbol", "?")])[0], f["text"])' <"$tmp/json"
}

# ---- selftests ----

corpus=$("$here/build-selftests.sh" | tail -n 1)
verdicts=$("$here/kernel-verdicts.sh" | tail -n 1)
warnings=0
for o in "$corpus"/o/*.o; do
	name=$(basename "$o")
	use "$o" >"$tmp/found"
	[ -s "$tmp/found" ] || continue
	bad=''
	while read -r severity id prog text; do
		case $severity in
		error)
			if grep -q "^$name prog $prog .*verdict=ok" "$verdicts"; then
				bad=1
				fail "$name: $id in $prog, which the kernel loads: $text"
			fi ;;
		warning)
			warnings=$((warnings + 1))
			echo "warning: $name $prog $id $text" ;;
		esac
	done <"$tmp/found"
	grep -q '^error' "$tmp/found" || continue
	[ "$bad" ] || pass
done

echo "mapuse: $warnings warnings for $(grep -c ' prog .*verdict=ok' "$verdicts") programs that load"

# ---- refused ----

for case in "$top"/testdata/check/use-*.t; do
	dir=$tmp/$(basename "$case" .t)
	mkdir -p "$dir"
	(cd "$dir" && awk '/^=== file / { out = substr($0, 10); next } /^=== / { out = "" } out { print >out }' "$case")
	for c in "$dir"/*.bpf.c; do
		o=${c%.c}.o
		clang-19 --target=bpf -O2 -g -I"$top/bpf/include" -c "$c" -o "$o"
		"$peers/load-object" "$o" >"$o.kernel" 2>&1 || :
		use "$o" >"$o.found"
		sed -n 's,^/\* kernel: \(.*\) \*/$,\1,; T; N; s/\nSEC("[^"]*") int \([a-z_]*\)(.*/\t\1/p' "$c" |
			while IFS=$'\t' read -r text prog; do printf '%s\t%s\n' "$prog" "$text"; done >"$o.want"
		while read -r prog; do
			text=$(awk -F'\t' -v p="$prog" '$1 == p { print $2 }' "$o.want")
			id="$(basename "$case" .t) $prog"
			verdict=$(sed -n "s/^[^ ]* prog $prog .*verdict=\([^ ]*\).*/\1/p" "$o.kernel")
			if [ -z "$text" ]; then
				[ "$verdict" = ok ] || { skip "$id: the kernel says $verdict"; continue; }
				if grep -q "^error [A-Z0-9]* $prog " "$o.found"; then fail "$id: loaded, but we find an error"; else pass; fi
			elif [ "$verdict" = ok ]; then
				fail "$id: the kernel loads it"
			elif ! grep -qF "$text" "$o.kernel"; then
				fail "$id: the kernel says $verdict, not \"$text\""
			elif ! grep -q "^error [A-Z0-9]* $prog " "$o.found"; then
				fail "$id: refused, but we find no error"
			else
				pass
			fi
		done < <(sed -n 's/^SEC("[^"]*") int \([a-z_]*\)(.*/\1/p' "$c")
	done
done

# ---- random ----

random=$(dirname "$(dirname "$bpfweld")")/mapuse_test_kernel
if [ -x "$random" ]; then
	if BW_PROGRAMS=${long:+100000} && BW_PROGRAMS=${BW_PROGRAMS:-2000} "$random" >"$tmp/random" 2>&1; then
		grep 'the same answers' "$tmp/random" || :
		if grep -q SKIPPED "$tmp/random"; then skip "random programs: bpf(2) is not allowed"; else pass; fi
	else
		fail "random programs: $(grep -m 1 'program ' "$tmp/random")"
	fi
else
	skip "random programs: mapuse_test_kernel is not built"
fi
end
