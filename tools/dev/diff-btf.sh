#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-btf.sh - the types of what bpfweld links are those of its inputs.
#
#   diff-btf.sh [-a] [-j JOBS] [-k DIR] BPFWELD
#
# For selftests alone, for groups of them, and with --strip-btf-for 5.10:
#   - `bpftool btf dump format c` of the output compiles, with an assertion for the size of
#     every struct and union of the inputs and the offset of every member (names that the
#     output has for two different things are left out: bpftool numbers them);
#   - the output has no more types than what `bpftool gen object` makes of the same files.
# Where bpftool's C does not compile for the input either, nothing is learnt, and that is said.
# -a takes all selftests, not each sixth.  -k keeps what was made in DIR.
#
# The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
every=6 jobs=$(nproc)
while getopts aj:k: o; do
	case $o in
	a) every=1 ;;
	j) jobs=$OPTARG ;;
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && trap - EXIT ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: diff-btf.sh [-a] [-j JOBS] [-k DIR] BPFWELD" >&2; exit 2; }
bpfweld=$(realpath "$1")

log=$("$here/build-selftests.sh")
corpus=$(tail -n 1 <<<"$log")
peers=$("$here/build-peers.sh" | tail -n 1)

# From `bpftool btf dump`: first the output, whose names are counted, then the inputs.
cat >"$tmp/assert.awk" <<'EOS'
FNR == 1 { file++ }
/^\[/ {
	kind = $2; name = $3
	gsub(/'/, "", name)
	id = substr($1, 2, length($1) - 2)
	c = kind == "STRUCT" ? "struct " name : kind == "UNION" ? "union " name : ""
	if (name !~ /^[A-Za-z_][A-Za-z0-9_]*$/) c = ""
	if (file == 1) { if (c != "") defined[c]++; next }
	use = c != "" && defined[c] < 2
	if (use) {
		size = $4; sub(/size=/, "", size)
		print "_Static_assert(sizeof(" c ") == " size ", \"size of " c "\");"
	}
	next
}
file > 1 && use && /^\t'/ && !/bitfield_size/ {
	member = $1; gsub(/'/, "", member)
	off = $3; sub(/bits_offset=/, "", off)
	if (member ~ /^[A-Za-z_]/ && off % 8 == 0)
		print "_Static_assert(__builtin_offsetof(" c ", " member ") == " off / 8 ", \"" c "." member "\");"
}
EOS

why() { echo "$2" >>"$tmp/why/$1"; }
types() { "$peers/bpftool" btf dump file "$1" 2>/dev/null | grep -c '^\[' || :; }

# compile OUT INPUT...: errors of the C of OUT under the assertions of the inputs; enumerators of
# two files may have one name, which C cannot say and bpftool does not number
compile() {
	local out=$1 f
	shift
	"$peers/bpftool" btf dump file "$out" format c >"$out.h" 2>&1 || { echo "bpftool: no C"; return; }
	"$peers/bpftool" btf dump file "$out" >"$out.raw"
	for f; do "$peers/bpftool" btf dump file "$f"; done >"$out.in"
	awk -f "$tmp/assert.awk" "$out.raw" "$out.in" | sort -u >"$out.assert"
	grep -c . "$out.assert" >>"$tmp/assertions" || :
	cat "$out.h" "$out.assert" >"$out.c"
	clang-19 --target=bpf -w -ferror-limit=0 -fsyntax-only "$out.c" 2>&1 | grep 'error: ' |
		grep -v 'redefinition of enumerator' | head -n 3 || :
}

# check NAME OUT INPUT...: compile; when that fails, is the fault in the inputs?
check() {
	local name=$1 out=$2 said f
	shift 2
	said=$(compile "$out" "$@" | sed "s,^$tmp/,,")
	[ "$said" ] || return 0
	for f; do
		cp "$f" "$out.control.o"
		if [ "$(compile "$out.control.o" "$f")" ]; then
			echo "$name: $(basename "$f") does not compile as bpftool prints it either" >>"$tmp/skip"
			return 0
		fi
	done
	why "$name" "$(head -n 1 <<<"$said")"
}

one() {
	local in=$corpus/o/$1.o out=$tmp/out/$1
	"$bpfweld" link --undefined allow -o "$out.o" "$in" >/dev/null 2>&1 ||
		{ why "$1" "does not link"; echo "$1" >>"$tmp/ended"; return 0; }
	check "$1" "$out.o" "$in"
	"$bpfweld" link --undefined allow --strip-btf-for 5.10 -o "$out.low.o" "$in" >/dev/null 2>&1 || why "$1" "5.10: does not link"
	check "$1" "$out.low.o" "$in"
	if "$peers/bpftool" gen object "$out.theirs.o" "$in" >/dev/null 2>&1; then
		[ "$(types "$out.o")" -le "$(types "$out.theirs.o")" ] ||
			why "$1" "$(types "$out.o") types, bpftool's link has $(types "$out.theirs.o")"
	fi
	echo "$1" >>"$tmp/ended"
}

# group NAME OBJECT...: by prefix, all names of each file its own
group() {
	local name=$1 out=$tmp/out/$1 f paths=() prefix=()
	shift
	for f; do
		paths+=("$corpus/o/$f.o")
		prefix+=(--prefix "$corpus/o/$f.o=p${#paths[@]}_")
	done
	echo "$name" >>"$tmp/ended"
	if ! "$bpfweld" link --undefined allow --license GPL "${prefix[@]}" -o "$out.o" "${paths[@]}" >"$out.log" 2>&1; then
		echo "$name ($*): does not link: $(grep -m 1 '^error' "$out.log")" >>"$tmp/skip"
		return 0
	fi
	check "$name" "$out.o" "${paths[@]}"
	if "$peers/bpftool" gen object "$out.theirs.o" "${paths[@]}" >/dev/null 2>&1 &&
		"$bpfweld" link --undefined allow -o "$out.plain.o" "${paths[@]}" >/dev/null 2>&1; then
		echo "$name" >>"$tmp/counted"
		[ "$(types "$out.plain.o")" -le "$(types "$out.theirs.o")" ] ||
			why "$name" "$(types "$out.plain.o") types, bpftool's link has $(types "$out.theirs.o")"
	fi
}
export -f one group check compile types why
export tmp corpus peers bpfweld
mkdir -p "$tmp/out" "$tmp/why"
for f in skip assertions ended counted; do
	: >"$tmp/$f"
done

mapfile -t names < <(find "$corpus/o" -name '*.o' -printf '%f\n' | sed 's,\.o$,,' | sort)
{
	printf '%s\n' "${names[@]}" | awk -v n="$every" '(NR - 1) % n == 0 { print "one " $0 }'
	# 60 groups of 2 to 10, the same in each run
	printf '%s\n' "${names[@]}" | awk '
		function below(n) { seed = (seed * 16807) % 2147483647; return int(seed / 16) % n }
		{ name[NR] = $0 }
		END {
			seed = 20
			for (g = 1; g <= 60; g++) {
				line = "group group" g
				delete had
				for (k = 2 + below(9); k > 0; k--) {
					do i = 1 + below(NR); while (i in had)
					had[i] = 1
					line = line " " name[i]
				}
				print line
			}
		}'
} >"$tmp/jobs"
# shellcheck disable=SC2016 # the inner shell expands it
xargs -P "$jobs" -L 1 bash -c '"$@"' - <"$tmp/jobs"

passed=0 failed=0 skipped=0
while read -r _ name _; do
	if ! grep -qx "$name" "$tmp/ended"; then
		failed=$((failed + 1))
		echo "FAIL btf $name: no verdict"
	elif [ -e "$tmp/why/$name" ]; then
		failed=$((failed + 1))
		sed "s/^/FAIL btf $name: /" "$tmp/why/$name"
	elif grep -qE "^$name( |:)" "$tmp/skip"; then
		skipped=$((skipped + 1))
		grep -m 1 -E "^$name( |:)" "$tmp/skip" | sed 's/^/SKIP btf /'
	else
		passed=$((passed + 1))
	fi
done <"$tmp/jobs"
echo "btf: $(awk '{ n += $1 } END { print n + 0 }' "$tmp/assertions") assertions about sizes and offsets; types counted for $(grep -c . "$tmp/counted" || :) groups"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
