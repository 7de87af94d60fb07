#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# qemu-btf.sh - --strip-btf-for KERNEL: KERNEL reads the BTF, as it stands in the object.
#
#   qemu-btf.sh [-a] [-k DIR] BPFWELD
#
# Each sixth selftest (-a: all) is linked as it is, for 5.10 and for 6.1, and its .BTF is given
# to the kernels in guests byte for byte (tools/dev/load-btf.c): no loader repairs it.  What
# 6.12 reads as it is (BTF with externs it never does: a loader has to put something in their
# place), 5.10 and 6.1 must read lowered.  That 5.10 refuses some of it as it is, is checked too.
# -k keeps the files that go into the guests, and what came out, in DIR.
#
# The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
every=6
while getopts ak: o; do
	case $o in
	a) every=1 ;;
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && trap - EXIT ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: qemu-btf.sh [-a] [-k DIR] BPFWELD" >&2; exit 2; }
bpfweld=$1

log=$("$here/build-selftests.sh")
corpus=$(tail -n 1 <<<"$log")
gcc -std=c11 -D_GNU_SOURCE -O1 -static -o "$tmp/load-btf" "$here/load-btf.c"

# link NAME KIND OPTION...: KIND/NAME, the .BTF of the result
link() {
	"$bpfweld" link -q --undefined allow "${@:3}" -o "$tmp/x.o" "$corpus/o/$1.o" >"$tmp/log" 2>&1 || return 1
	llvm-objcopy-19 --dump-section .BTF="$tmp/$2/$1" "$tmp/x.o" /dev/null
}

passed=0 failed=0 skipped=0
mkdir -p "$tmp"/{plain,v5.10,v6.1}
mapfile -t names < <(find "$corpus/o" -name '*.o' -printf '%f\n' | sed 's,\.o$,,' | sort | awk -v n="$every" '(NR - 1) % n == 0')
for n in "${names[@]}"; do
	if ! { link "$n" plain && link "$n" v5.10 --strip-btf-for 5.10 && link "$n" v6.1 --strip-btf-for 6.1; }; then
		failed=$((failed + 1))
		echo "FAIL btf $n: $(head -n 1 "$tmp/log")"
	fi
done

# guest KERNEL DIR...: what it says of each file
guest() {
	local dirs=() d
	for d in "${@:2}"; do dirs+=(-f "$tmp/$d"); done
	"$here/run-in-kernel.sh" -t 300 -m 512 "${dirs[@]}" -f "$tmp/load-btf" amd64 "$1" \
		sh -c "./load-btf ${*:2:1}/*; [ -z '${3:-}' ] || ./load-btf ${3:-}/*; exit 0" >"$tmp/said-$1" 2>"$tmp/guest.err"
}
for k in 6.12 5.10 6.1; do
	dirs=(plain)
	[ $k = 6.12 ] || dirs=("v$k" plain)
	if ! guest $k "${dirs[@]}"; then
		echo "SKIP btf $k: $(grep . "$tmp/guest.err" | tail -n 1)"
		skipped=$((skipped + 1))
		rm -f "$tmp/said-$k"
	fi
done

refused=0
for k in 5.10 6.1; do
	if [ ! -e "$tmp/said-6.12" ] || [ ! -e "$tmp/said-$k" ]; then continue; fi
	for n in "${names[@]}"; do
		grep -qx "plain/$n ok" "$tmp/said-6.12" || continue
		grep -qx "plain/$n ok" "$tmp/said-$k" || refused=$((refused + 1))
		if grep -qx "v$k/$n ok" "$tmp/said-$k"; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "FAIL btf $n for $k: $(grep -m 1 "^v$k/$n: " "$tmp/said-$k" || echo 'no answer')"
		fi
	done
done
echo "btf: of $passed objects read lowered, the same kernels refuse $refused as they are"
if [ $passed -gt 0 ] && [ $refused = 0 ]; then
	failed=$((failed + 1))
	echo "FAIL btf: nothing was there to lower"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
