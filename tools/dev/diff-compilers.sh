#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-compilers.sh - objects of different compilers link with each other and run.
#
#   diff-compilers.sh [-v] BPFWELD [CASE...]
#
# Each testdata/compilers/CASE has main.bpf.c and lib.bpf.c. Both are compiled by every compiler
# that is installed: clang 14 to 19 and bpf-gcc. main of one is linked with lib of another, all
# pairs in both orders, and the kernel runs the result, which must return what the comment in
# main.bpf.c says. A compiler that cannot compile a case is left out of it, and that is said; a
# file `only` in the case holds a pattern of those that are meant to.
#
# Where a pair cannot work, the case has a file `refused`, with lines "MAIN LIB ID...": compilers
# (shell patterns) and the findings with which the link must end.
#
# Needs root, and run-object from the build (in golden/ beside tools/). -v shows every pair.
set -uo pipefail
verbose=
[ "${1:-}" != -v ] || { verbose=1; shift; }
[ $# -ge 1 ] || { sed -n 's/^#   diff-/usage: diff-/p' "$0" >&2; exit 2; }
bpfweld=$(realpath "$1")
shift
cd "$(dirname "$0")/../.." || exit 2
top=$PWD
run=$(dirname "$bpfweld")/../golden/run-object
[ -x "$run" ] || { echo "SKIP diff-compilers: no $run (libbpf-dev)"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cases=("$@")
[ $# -gt 0 ] || for d in testdata/compilers/*/; do cases+=("$(basename "$d")"); done

passed=0 failed=0 skipped=0
compilers=()
for c in clang-14 clang-15 clang-16 clang-17 clang-18 clang-19 bpf-gcc; do
	if command -v $c >/dev/null; then
		compilers+=("$c")
	elif [ $c != clang-17 ] && [ $c != clang-18 ]; then # Debian 12 has none
		skipped=$((skipped + 1))
		echo "SKIP compilers: no $c"
	fi
done
echo "compilers: ${compilers[*]}"

# compile COMPILER CASE FILE: to $work/COMPILER.FILE.o; what it says goes to a .log
compile() {
	local out=$work/$1.$3.o src=testdata/compilers/$2/$3.bpf.c flags='--target=bpf -g'
	[ "$1" != bpf-gcc ] || flags=-gbtf
	rm -f "$out"
	# shellcheck disable=SC2086 # words are meant
	"$1" $flags -O2 -I"$top/bpf/include" -c "$src" -o "$out" >"$out.log" 2>&1
}

# expected MAIN LIB CASE: the ids of the findings that a refused pair ends with, sorted
expected() {
	local main lib ids
	[ -f "testdata/compilers/$3/refused" ] || return 0
	while read -r main lib ids; do
		# shellcheck disable=SC2053 # patterns are meant
		[[ $1 == $main && $2 == $lib ]] && { echo "$ids"; return; }
	done <"testdata/compilers/$3/refused"
}

# pair CASE WANT ORDER MAIN LIB
pair() {
	local a=$work/$4.main.o b=$work/$5.lib.o out=$work/out.o got ids want_ids
	[ "$3" = main-first ] || { local t=$a; a=$b b=$t; }
	want_ids=$(expected "$4" "$5" "$1")
	rm -f "$out"
	if "$bpfweld" link -o "$out" "$a" "$b" >"$work/said" 2>&1; then
		got=$("$run" -v "$out" 2>"$work/words" | grep -E ' returns |^load:')
		# libbpf goes on without BTF that the kernel refuses; we do not accept it
		! grep -q '^libbpf: Error loading .BTF' "$work/words" ||
			got="BTF refused: $(grep -B 2 '^-- END BTF' "$work/words" | head -n 1), $got"
		[ "$got" = "$2" ] || got="$got; $(grep -v -e '^libbpf' -e '^processed' -e '^-- ' "$work/words" | tail -n 1)"
	else
		got=refused
	fi
	ids=$(grep -o '^error\[[A-Z0-9]*' "$work/said" | cut -c 7- | sort -u | tr '\n' ' ')
	ids=${ids% }
	[ -z "$verbose" ] || echo "$1 $4 $5 $3: $got $ids"
	if [ "$got" = "$2" ] && [ -z "$want_ids" ]; then
		passed=$((passed + 1))
	elif [ "$got" = refused ] && [ -n "$want_ids" ] && [ "$ids" = "$want_ids" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1: main of $4, lib of $5, $3: $got $ids instead of ${want_ids:-$2}"
	fi
}

for case in "${cases[@]}"; do
	want="prog returns $(sed -n 's,^/\* returns \(-*[0-9]*\):.*,\1,p' "testdata/compilers/$case/main.bpf.c")"
	good=()
	only=$(cat "testdata/compilers/$case/only" 2>/dev/null || echo '*')
	for c in "${compilers[@]}"; do
		# shellcheck disable=SC2053 # a pattern is meant
		[[ $c == $only ]] || continue
		if compile "$c" "$case" main && compile "$c" "$case" lib; then
			good+=("$c")
		else
			skipped=$((skipped + 1))
			echo "SKIP $case: $c: $(grep -h -m 1 error "$work/$c".*.log)"
		fi
	done
	for main in "${good[@]}"; do
		for lib in "${good[@]}"; do
			pair "$case" "$want" main-first "$main" "$lib"
			pair "$case" "$want" lib-first "$main" "$lib"
		done
	done
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
