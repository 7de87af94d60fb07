#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# fuzz.sh - run the fuzzers under AddressSanitizer and UBSan.
#
#   fuzz.sh [-n EXECUTIONS] [-t SECONDS] [-b DIR] [-k DIR] [-s] [TARGET...]
#
# -n  stop a target after so many executions
# -t  stop a target after so many seconds; default 60, without end when -n is given
# -b  fuzzers of this build directory, instead of building the preset "fuzz"
# -k  what is kept (default ~/.cache/bpfweld/fuzz): DIR/TARGET holds the inputs that reach new
#     code and from which the next run goes on, DIR/findings those that end badly
# -s  only write the seeds (to DIR/seeds/TARGET), for a look or to take over into testdata/fuzz
#
# TARGET is MODULE_fuzz_UNIT, for lib/MODULE/fuzz_UNIT.c; default: all of them.
#
# Seeds are the objects of testdata/fuzz/src and bpf/examples in both byte orders, stripped of
# DWARF (but for the reader of that), alone and in pairs, and what testdata/fuzz/TARGET has.  A
# finding is kept, named, and best replayed by the fuzzer itself: TARGET FILE.
#
# The last lines of the output: executions of each target and of all; N passed, N failed,
# N skipped (targets).
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)

runs=-1 seconds='' build='' seeds_only=''
keep=${XDG_CACHE_HOME:-$HOME/.cache}/bpfweld/fuzz
usage() { sed -n 's/^#   fuzz/usage: fuzz/p' "$0" >&2; exit 2; }
while getopts n:t:b:k:s o; do
	case $o in
	n) runs=$OPTARG ;;
	t) seconds=$OPTARG ;;
	b) build=$OPTARG ;;
	k) keep=$OPTARG ;;
	s) seeds_only=1 ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ "$seconds" ] || { [ "$runs" = -1 ] && seconds=60 || seconds=0; }

targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(cd "$top/lib" && printf '%s\n' */fuzz_*.c | sed 's,/,_,; s,\.c$,,')
for t in "${targets[@]}"; do
	[ -e "$top/lib/${t/_fuzz_//fuzz_}.c" ] || { echo "fuzz.sh: no target $t" >&2; usage; }
done

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$keep/findings"
keep=$(cd "$keep" && pwd)

if [ ! "$build" ] && [ ! "$seeds_only" ]; then
	build=$top/build/fuzz
	launcher=()
	! command -v ccache >/dev/null || launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache)
	{ cd "$top" && cmake --preset fuzz "${launcher[@]}" && cmake --build --preset fuzz --target "${targets[@]}"; } >"$tmp/log" 2>&1 ||
		{ tail -n 25 "$tmp/log"; echo "fuzz.sh: the fuzzers could not be built" >&2; exit 2; }
fi

# --- seeds ---------------------------------------------------------------------------------------
# compile SOURCE ENDIAN OUT FLAG...
compile() {
	clang-19 -O2 -g --target="$2" -mcpu=v3 -w -ffile-prefix-map="$top=." "${@:4}" -c "$1" -o "$3"
	llvm-strip-19 -g "$3"
}

compile_all() {
	local e f name
	mkdir -p "$tmp/o"
	for e in bpfel bpfeb; do
		for f in "$top"/testdata/fuzz/src/*.c; do
			name=$(basename "$f" .c)
			compile "$f" $e "$tmp/o/$e.$name.o"
		done
		compile "$top/testdata/fuzz/src/sections.c" $e "$tmp/o/$e.split.o" -fcommon -ffunction-sections
		compile "$top/testdata/fuzz/src/twin.cc" $e "$tmp/o/$e.twin.o" -x c++
		for f in "$top"/bpf/examples/*/*.bpf.c; do
			name=$(basename "$(dirname "$f")")-$(basename "$f" .bpf.c)
			compile "$f" $e "$tmp/o/$e.$name.o" -I"$top/bpf/include" -I"$(dirname "$f")"
		done
	done
}

# bytes NUMBER COUNT: little-endian
bytes() {
	local i n=$1
	for ((i = 0; i < $2; i++)); do
		# shellcheck disable=SC2059 # the escape is made here
		printf "\\$(printf %03o $((n & 255)))"
		n=$((n >> 8))
	done
}
size() { stat -c %s "$1"; }

seeds_objects() { cp "$tmp"/o/*.o "$1/"; }

# each version of DWARF, either size of its offsets, compressed
seeds_dwarf() {
	local e flags
	for e in bpfel bpfeb; do
		for flags in -gdwarf-2 -gdwarf-4 -gdwarf-5 -gdwarf64 -gz=zlib; do
			clang-19 -O2 -g "$flags" --target=$e -mcpu=v3 -w -ffile-prefix-map="$top=." \
				-fdebug-compilation-dir=. -c "$top/testdata/fuzz/src/vars.c" -o "$1/$e$flags.o"
		done
	done
}

# options, length of .BTF, .BTF, .BTF.ext
seeds_types() {
	local f name
	for f in "$tmp"/o/*.o; do
		name=$(basename "$f" .o)
		: >"$tmp/ext"
		llvm-objcopy-19 --dump-section .BTF="$tmp/btf" "$f" /dev/null
		llvm-objcopy-19 --dump-section .BTF.ext="$tmp/ext" "$f" /dev/null 2>/dev/null || :
		{
			case $name in bpfeb.*) bytes 1 1 ;; *) bytes 0 1 ;; esac
			bytes "$(size "$tmp/btf")" 3
			cat "$tmp/btf" "$tmp/ext"
		} >"$1/$name"
	done
}

# 2 bytes options, lengths of the first two objects, one to three objects
seeds_links() {
	local e x y
	for e in bpfel bpfeb; do
		for x in "$tmp/o/$e".*.o; do
			for y in "$tmp/o/$e".*.o; do
				# all small ones with each other; of the examples, the files of one
				case $x$y in
				*-*) [ "${x%-*}" = "${y%-*}" ] || continue ;;
				esac
				[[ $x > $y ]] && continue
				{
					bytes 2 2
					bytes "$(size "$x")" 3
					if [ "$x" = "$y" ]; then
						bytes 0 3
						cat "$x"
					else
						bytes "$(size "$y")" 3
						cat "$x" "$y"
					fi
				} >"$1/$(basename "$x" .o)+$(basename "$y" .o)"
			done
		done
	done
}

seeds() {
	local dir=$keep/seeds/$1
	mkdir -p "$dir"
	case $1 in
	obj_fuzz_read | spec_fuzz_spec) seeds_objects "$dir" ;;
	btf_fuzz_read) seeds_types "$dir" ;;
	dwarf_fuzz_read) seeds_dwarf "$dir" ;;
	link_fuzz_link) seeds_links "$dir" ;;
	esac
	[ ! -d "$top/testdata/fuzz/$1" ] || find "$top/testdata/fuzz/$1" -type f -exec cp -t "$dir" {} +
}

# Made anew when what they are made of has changed.
stamp=$(cd "$top" && find testdata/fuzz bpf tools/dev/fuzz.sh -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
for t in "${targets[@]}"; do
	[ "$(cat "$keep/seeds/$t.stamp" 2>/dev/null)" != "$stamp" ] || continue
	[ -d "$tmp/o" ] || compile_all
	seeds "$t"
	echo "$stamp" >"$keep/seeds/$t.stamp"
done
[ ! "$seeds_only" ] || exit 0

# --- running -------------------------------------------------------------------------------------
# A finding ends libFuzzer; what is left of the time or the number is run from there on, so that
# one finding does not hide others; the tenth ends the target.
passed=0 failed=0 sum=0
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
run_target() {
	local t=$1 findings=0 done=0 n until=$((SECONDS + seconds)) left=$runs time=$seconds status
	mkdir -p "$keep/$t"
	while [ $findings -lt 10 ]; do
		status=0
		"$build/$t" -runs="$left" -max_total_time="$time" -max_len=32768 -timeout=20 -rss_limit_mb=2048 \
			-print_final_stats=1 -artifact_prefix="$keep/findings/$t-" \
			"$keep/$t" "$keep/seeds/$t" >"$tmp/$t.log" 2>&1 || status=$?
		n=$(sed -n 's/^stat::number_of_executed_units: //p' "$tmp/$t.log")
		done=$((done + ${n:-0}))
		[ $status != 0 ] || break
		findings=$((findings + 1))
		echo "FAIL $t: $(grep -m 1 -E 'ERROR: |runtime error: |Assertion' "$tmp/$t.log" || echo "status $status")"
		grep -o 'Test unit written to .*' "$tmp/$t.log" | sed 's/^/     /' || :
		cp "$tmp/$t.log" "$keep/findings/$t.$(date +%s).log"
		[ "$runs" = -1 ] || left=$((runs - done))
		[ "$seconds" = 0 ] || time=$((until - SECONDS))
		if [ "$runs" != -1 ] && [ "$left" -le 0 ]; then break; fi
		if [ "$seconds" != 0 ] && [ "$time" -le 0 ]; then break; fi
	done
	echo "$t: $done executions, $(grep -o 'cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$tmp/$t.log" | tail -n 1), $findings findings"
	sum=$((sum + done))
	if [ $findings = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}
for t in "${targets[@]}"; do
	run_target "$t"
done
echo "all: $sum executions"
echo "$passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
