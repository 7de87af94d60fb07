#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-roundtrip.sh - an object means the same after bpfweld linked it, to everybody who reads it.
#
#   diff-roundtrip.sh [-j N] [-k DIR] BPFWELD [NAME...]
#
# Each object of the selftests (or those NAMEd) goes through `bpfweld link -o OUT IN`.  It passes
# if the link succeeds and
#   - libbpf 1.5 gives the kernel the same maps, programs, line and function records, and the
#     kernel answers the same, program by program (load-object);
#   - libbpf 1.1 loads it if it loaded the input;
#   - bpftool makes the same skeleton of it;
#   - readelf, llvm-readelf and eu-elflint have nothing to say about it;
#   - linking it again gives the same bytes.
# -k keeps the outputs and what was compared in DIR.
#
# An object with undefined symbols, which libbpf does not open, is linked with --undefined allow.
# Needs root and bpf(2).  The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
jobs=$(nproc)
keep=
usage() { sed -n '/^#   diff/s/^# *//p' "$0" >&2; exit 2; }
while getopts j:k: o; do
	case $o in
	j) jobs=$OPTARG ;;
	k) keep=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -ge 1 ] || usage
bpfweld=$1
shift
command -v "$bpfweld" >/dev/null || { echo "diff-roundtrip: no $bpfweld" >&2; exit 2; }

log=$("$here/build-selftests.sh" -j "$jobs")
echo "$log"
corpus=$(tail -n 1 <<<"$log")
peers=$("$here/build-peers.sh" -j "$jobs" | tail -n 1)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
[ -z "$keep" ] || { mkdir -p "$keep" && tmp=$(cd "$keep" && pwd) && trap - EXIT; }
mkdir -p "$tmp"/{out,again,why}
find "$tmp"/{out,again,why} -type f -delete

names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(find "$corpus/o" -name '*.o' -printf '%f\n' | sed 's/\.o$//' | sort)
limit=300 # seconds a single object may take: the verifier walks some for two minutes

# --- before ------------------------------------------------------------------------------------
before=$("$here/kernel-verdicts.sh" -j "$jobs" | tail -n 1)
old_before=$before.old

# --- link, and what needs no kernel ------------------------------------------------------------
# A reason goes to why/NAME; an object without one passed.
why() { echo "$2" >>"$tmp/why/$1"; }

# What a skeleton declares, without the bytes of the object.
skeleton() {
	"$peers/bpftool" gen skeleton "$1" name obj 2>/dev/null | grep -v '^\\x\|\\x[0-9a-f][0-9a-f]\|data_sz = \|^\\0' | sort
}

# eu-elflint 0.188 does not know the relocation types of BPF data (it says so of clang's objects
# too), nor any note but its own, and takes .rel + "abc" for .rela + "bc".
elflint() {
	eu-elflint -q "$1" 2>&1 | grep -vE -e '\.bpfweld.: unknown object file note type' \
		-e 'relocation [0-9]+: invalid type' -e 'has wrong type: expected RELA, is REL$'
}

elf_tools() {
	local say
	say=$({ readelf -aW "$1" >/dev/null; } 2>&1 | head -n 1)
	[ -z "$say" ] || why "$2" "$say"
	say=$({ llvm-readelf-19 -aW "$1" >/dev/null; } 2>&1 | head -n 1)
	[ -z "$say" ] || why "$2" "llvm-readelf: $say"
	say=$(elflint "$1" | head -n 1) || :
	[ -z "$say" ] || why "$2" "eu-elflint: $say"
}

check_one() {
	local in=$corpus/o/$1.o out=$tmp/out/$1.o again=$tmp/again/$1.o status=0 undefined=''
	! grep -q "^$1\.o object open=" "$before" || undefined='--undefined allow'
	# shellcheck disable=SC2086 # two words
	"$bpfweld" link $undefined -o "$out" "$in" >"$tmp/why/$1.log" 2>&1 || status=$?
	if [ $status != 0 ]; then
		why "$1" "link: exit $status: $(head -n 1 "$tmp/why/$1.log")"
		return 0
	fi
	# shellcheck disable=SC2086
	"$bpfweld" link $undefined -o "$again" "$out" >/dev/null 2>&1 || why "$1" "linked again: refused"
	cmp -s "$out" "$again" || why "$1" "linked again: other bytes"
	elf_tools "$out" "$1"
	cmp -s <(skeleton "$in") <(skeleton "$out") || why "$1" "another skeleton"
}
export -f check_one why skeleton elf_tools elflint
export corpus tmp before bpfweld peers
echo "linking ${#names[@]} objects"
# shellcheck disable=SC2016 # the inner shell expands it
one='check_one "$1"'
printf '%s\n' "${names[@]}" | xargs -P "$jobs" -I {} bash -c "$one" - {}

# --- after -------------------------------------------------------------------------------------
echo "loading what was linked"
mapfile -t linked < <(find "$tmp/out" -name '*.o' | sort)
if [ ${#linked[@]} -gt 0 ]; then
	"$peers/load-object" -j "$jobs" -t $limit "${linked[@]}" >"$tmp/after" || :
	"$peers/load-object-1.1" -q -w -j "$jobs" -t $limit "${linked[@]}" >"$tmp/old-after" || :
else
	: >"$tmp/after"
	: >"$tmp/old-after"
fi

# split FILE DIR: the lines of each object, sorted, as the order means nothing
split() {
	mkdir -p "$2"
	find "$2" -type f -delete
	awk -v dir="$2" '$2 != "#" { f = dir "/" $1; print >>f; if (f != last) { if (last) close(last); last = f } }' "$1"
}
split "$before" "$tmp/before.d"
split "$tmp/after" "$tmp/after.d"

passed=0 failed=0 skipped=0 before_ok=0 after_ok=0 same=0
for n in "${names[@]}"; do
	b=$tmp/before.d/$n.o a=$tmp/after.d/$n.o
	[ -e "$a" ] || : >"$a"
	sort -o "$b" "$b"
	sort -o "$a" "$a"
	! grep -q ' object load=ok' "$b" || before_ok=$((before_ok + 1))
	! grep -q ' object load=ok' "$a" || after_ok=$((after_ok + 1))
	if grep -q ' object open=' "$b"; then
		: # nothing to compare with; what is checked above stands
	elif cmp -s "$b" "$a"; then
		same=$((same + 1))
	elif [ -s "$a" ]; then
		why "$n" "the kernel is given something else: $(diff "$b" "$a" | grep -m 1 '^[<>]' | cut -c -150)"
	fi
	! grep -q "^$n.o object load=ok" "$old_before" || grep -q "^$n.o object load=ok" "$tmp/old-after" ||
		why "$n" "libbpf 1.1 loaded the input and does not load this"
	if [ -e "$tmp/why/$n" ]; then
		failed=$((failed + 1))
		sed "s/^/FAIL roundtrip $n: /" "$tmp/why/$n"
	else
		passed=$((passed + 1))
	fi
done
echo "roundtrip: $before_ok objects load before, $after_ok after; $same are the same to the kernel"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
