#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-maps.sh - `bpfweld map` answers what kernels answer, errno by errno.
#
#   diff-maps.sh [-a] [-G] [-g GUESTS] [-k DIR [-r]] [-n SETS] [-s SEED] [-w KINDS] BPFWELD
#
# Random questions (map-lines.c) are asked of `bpfweld map -` and of real kernels
# (map-oracle.c, which uses nothing but bpf(2)): the running one, which needs root, and those of
# guests booted by run-in-kernel.sh.  bpfweld knows of a guest what `bpfweld target import` finds
# in its kernel image and config, and its number of possible CPUs.
#
#   KINDS    plain  attributes without types
#            btf    types of key and value: locks, timers, kptrs, lists, odd keys ...
#            inner  maps of maps: templates, and other maps put into them
#            use    capabilities, freezing, mmap
#   -n SETS  so many on each kernel, not 50000 + 20000 and more on the running one and a share
#            on each guest; an hour or more for a million
#   -G       guests only, not the running kernel
#   -a       more guests: amd64 5.10, 6.12 and 6.18 too
#   -g GUESTS  a list of ARCH/KERNEL for run-in-kernel.sh, "" for none
#   -k DIR   keep what was asked and answered in DIR
#   -r       use the kernels' answers that DIR has from an earlier run
#
# ENOMEM, which no rule foresees, is not compared but counted.  A map that could take much memory
# is not sent: kernels have bugs of their own.
# The last line of the output: N passed, N failed, N skipped, each one kind on one kernel.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
guests="amd64/6.1 arm64/6.12 arm64/6.12:arm64-16k s390x/6.12"
kinds="plain btf inner use" sets='' seed=1 reuse='' keep='' live=1
while getopts aGg:k:n:rs:w: o; do
	case $o in
	a) guests="amd64/5.10 amd64/6.1 amd64/6.12 amd64/6.18 arm64/6.12 arm64/6.12:arm64-16k s390x/6.12" ;;
	G) live='' ;;
	g) guests=$OPTARG ;;
	k) keep=$OPTARG ;;
	n) sets=$OPTARG ;;
	r) reuse=1 ;;
	s) seed=$OPTARG ;;
	w) kinds=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: diff-maps.sh [-a] [-G] [-g GUESTS] [-k DIR [-r]] [-n SETS] [-s SEED] [-w KINDS] BPFWELD" >&2; exit 2; }
bpfweld=$(realpath "$1")
if [ "$keep" ]; then
	mkdir -p "$keep" && rm -rf "$tmp" && tmp=$(cd "$keep" && pwd) && trap - EXIT
fi

passed=0 failed=0 skipped=0
cflags=(-std=c11 -D_GNU_SOURCE -O1 -static)
build() { # PREFIX DIRECTORY
	mkdir -p "$2"
	"$1gcc" "${cflags[@]}" -o "$2/map-lines" "$here/map-lines.c" &&
		"$1gcc" "${cflags[@]}" -o "$2/map-oracle" "$here/map-oracle.c" "$here/map-oracle-btf.c"
}
build "" "$tmp/host"

# count KERNEL KIND: how many sets
count() {
	if [ "$sets" ]; then
		case $2 in plain) echo $((sets * 7 / 10)) ;; use) echo $((sets / 20)) ;; *) echo $((sets / 8)) ;; esac
	elif [ "$1" = live ]; then
		case $2 in plain) echo 50000 ;; btf) echo 16000 ;; inner) echo 6000 ;; *) echo 4000 ;; esac
	else
		case $2 in plain) echo 3000 ;; btf) echo 1500 ;; *) echo 500 ;; esac
	fi
}

# lines KERNEL KIND: the options and arguments of map-lines
lines() {
	local opts=(-s "$seed")
	[ "$1" = live ] || opts+=(-u -M 64)
	case $1 in live | amd64/*) opts+=(-o) ;; esac
	echo "${opts[@]}" "$2" "$(count "$1" "$2")"
}

printf '%-22s %-6s %8s %8s %7s %7s %9s\n' kernel kind sets equal created ENOMEM different
# compare KERNEL KIND DIR TARGET: DIR/KIND holds the kernel's answers, in letters
compare() {
	local name=$1 kind=$2 dir=$3 target=$4 result
	# shellcheck disable=SC2046 # several words
	"$tmp/host/map-lines" $(lines "$name" "$kind") >"$dir/$kind.lines"
	"$bpfweld" map --target "$target" - <"$dir/$kind.lines" >"$dir/$kind.ours" 2>"$dir/$kind.err" || :
	"$tmp/host/map-oracle" -x <"$dir/$kind" >"$dir/$kind.kernel"
	if [ "$(wc -l <"$dir/$kind.kernel")" != "$(wc -l <"$dir/$kind.lines")" ] ||
		[ "$(wc -l <"$dir/$kind.ours")" != "$(wc -l <"$dir/$kind.lines")" ]; then
		echo "FAIL maps $name $kind: $(wc -l <"$dir/$kind.lines") questions, $(wc -l <"$dir/$kind.kernel") answers of the kernel, $(wc -l <"$dir/$kind.ours") of bpfweld: $(head -n 1 "$dir/$kind.err")"
		failed=$((failed + 1))
		return
	fi
	result=$(paste -d '\t' "$dir/$kind.kernel" "$dir/$kind.ours" "$dir/$kind.lines" |
		awk -F '\t' -v name="$name" -v kind="$kind" -v diffs="$dir/$kind.diffs" '
		BEGIN { printf "" >diffs }
		{
			kernel = $1; sub(/^btf:/, "", kernel)
			split($2, word, " ")
			ours = word[1]; sub(/[;,]$/, "", ours)
			if (kernel == "unsent") { unsent++; next }
			n++
			if (kernel == "ENOMEM") { nomem++; next }
			if (kernel == ours) { equal++; created += kernel == "ok"; next }
			bad++
			print name "\t" $3 "\tours: " $2 "\tkernel: " $1 >diffs
		}
		END {
			printf "%-22s %-6s %8d %8d %7d %7d %9d\n", name, kind, n, equal, created, nomem, bad
			exit bad > 0 || created < n / 100
		}') && passed=$((passed + 1)) || failed=$((failed + 1))
	echo "$result"
	if [ -s "$dir/$kind.diffs" ]; then
		head -n 3 "$dir/$kind.diffs" | sed "s/^/FAIL maps /"
	fi
}

# --- the running kernel ------------------------------------------------------------------------
mkdir -p "$tmp/live"
if [ ! "$live" ]; then
	:
elif "$tmp/host/map-oracle" </dev/null >/dev/null 2>"$tmp/live/why"; then
	for kind in $kinds; do
		# 6.18.44 makes maps with arrays of locks, but warns (WARN_ON_ONCE in btf_parse_fields)
		if [ "$kind" != plain ] && [ "$(cat /proc/sys/kernel/panic_on_warn)" = 1 ]; then
			echo "SKIP maps live $kind: kernel.panic_on_warn is 1"
			skipped=$((skipped + 1))
			continue
		fi
		# shellcheck disable=SC2046
		if [ ! "$reuse" ] || [ ! -s "$tmp/live/$kind" ]; then
			"$tmp/host/map-lines" $(lines live "$kind") | "$tmp/host/map-oracle" -q >"$tmp/live/$kind"
		fi
		compare live "$kind" "$tmp/live" host
	done
else
	echo "SKIP maps live: bpf(2) creates no map here: $(tail -n 1 "$tmp/live/why")"
	skipped=$((skipped + 1))
fi

# --- guests ------------------------------------------------------------------------------------
# prepare ARCH KERNEL DIR: what the guest needs and bpfweld is told; false when it cannot be had
prepare() {
	local prefix=''
	case $1 in
	arm64) prefix=aarch64-linux-gnu- ;;
	s390x) prefix=s390x-linux-gnu- ;;
	esac
	build "$prefix" "$3" 2>"$3/why" && image=$("$here/run-in-kernel.sh" -n "$1" "$2" 2>"$3/why")
}

# guest ARCH KERNEL DIR: ask it; what it answers goes to DIR/said
guest() {
	local dir=$3 script='' kind total=0
	[ ! "$reuse" ] || ! grep -qs '^#end' "$dir/said" || return 0
	for kind in $kinds; do
		total=$((total + $(count "$name" "$kind")))
		script+="echo '#$kind'; ./map-lines $(lines "$name" "$kind") >l; md5sum <l; ./map-oracle -q -M 64 <l; "
	done
	"$here/run-in-kernel.sh" -c 2 -m 1500 -t $((300 + total / 30)) -f "$dir/map-lines" -f "$dir/map-oracle" \
		"$1" "$2" sh -c "./map-oracle -t | grep cpus; uname -r; $script echo '#end'" >"$dir/said" 2>"$dir/why" || :
	grep -q '^#end' "$dir/said"
}

fail() { failed=$((failed + 1)); echo "FAIL maps $*"; }
for g in $guests; do
	name=$g dir=$tmp/${g//[\/:]/-} image=''
	mkdir -p "$dir"
	rm -f "$dir"/*.diffs
	if ! prepare "${g%%/*}" "${g#*/}" "$dir"; then
		skipped=$((skipped + 1))
		echo "SKIP maps $name: $(grep . "$dir/why" | tail -n 1)"
		continue
	fi
	if ! "$bpfweld" target import -o "$dir/target.yaml" "$image" "$(dirname "$image")/config" >"$dir/import" 2>&1; then
		fail "$name: target import: $(head -n 1 "$dir/import")"
		continue
	fi
	if ! guest "${g%%/*}" "${g#*/}" "$dir"; then
		if grep -q '^#' "$dir/said"; then
			fail "$name: the guest did not get to the end: $(grep . "$dir/why" | tail -n 1)"
		else
			skipped=$((skipped + 1))
			echo "SKIP maps $name: $(grep . "$dir/why" | tail -n 1)"
		fi
		continue
	fi
	grep '^cpus:' "$dir/said" | tr -d '\r' >>"$dir/target.yaml"
	for kind in $kinds; do
		awk -v kind="$kind" '/^#/ { on = $0 == "#" kind; next } on' "$dir/said" >"$dir/$kind.said"
		# shellcheck disable=SC2046
		if [ "$(head -n 1 "$dir/$kind.said")" != "$("$tmp/host/map-lines" $(lines "$name" "$kind") | md5sum)" ]; then
			fail "$name $kind: the guest made other questions"
			continue
		fi
		tail -n +2 "$dir/$kind.said" >"$dir/$kind"
		compare "$name" "$kind" "$dir" "$dir/target.yaml"
	done
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
