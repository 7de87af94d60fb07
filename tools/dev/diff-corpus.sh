#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-corpus.sh - objects that were not made for each other, linked together.
#
#   diff-corpus.sh [--all] [-j N] [-s SEED] [-k DIR] [-o groups|pairs] [-n OTHERS] BPFWELD
#
# groups   Each selftest object that loads alone on this kernel, linked with 1, 10 and 100 others of
#          them picked by SEED, each under a prefix of its own, must still load: whole together with
#          the others, else at least its own programs and maps (load-parts says how).  All its
#          programs must be there.  diff-roundtrip.sh links them alone.
# pairs    Each pair of the tools in Debian's libbpf-tools, objects embedded in executables, must
#          link, with a prefix for each; what loads alone must load in the pair.  How many of the
#          pairs bpftool links is told beside it.
#
# Without --all, a sample of both: the same for the same SEED.  -n asks for other sizes of groups.
#
# Some objects cannot stand in one with some others, or with any.  They are told apart by rule and
# counted, never passed over:
#   btf      the kernel refuses the BTF of the object alone; as a part, it would spoil the others'
#   LNK019   two arenas: a loader takes one an object.  They go to groups of their own.
#   LNK011   tools that declare one .kconfig value as int and as unsigned; --compat libbpf takes them
#
# -k keeps what was linked in DIR.  Needs root and bpf(2).  The last line of the output:
# N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
all= jobs=$(nproc) seed=1 keep= only='groups pairs' sizes='1 10 100'
usage() { sed -n 's/^#   diff/usage: diff/p' "$0" >&2; exit 2; }
while [ $# -gt 0 ]; do
	case $1 in
	--all) all=1 ;;
	-j) jobs=${2:?}; shift ;;
	-s) seed=${2:?}; shift ;;
	-k) keep=${2:?}; shift ;;
	-o) only=${2:?}; shift ;;
	-n) sizes=${2:?}; shift ;;
	-*) usage ;;
	*) break ;;
	esac
	shift
done
[ $# = 1 ] || usage
bpfweld=$1
command -v "$bpfweld" >/dev/null || { echo "diff-corpus: no $bpfweld" >&2; exit 2; }

log=$("$here/build-selftests.sh" -j "$jobs")
corpus=$(tail -n 1 <<<"$log")/o
peers=$("$here/build-peers.sh" -j "$jobs" | tail -n 1)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
[ -z "$keep" ] || { mkdir -p "$keep" && rm -rf "$tmp" && tmp=$(cd "$keep" && pwd) && trap - EXIT; }
gcc -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -I"$peers/include" -o "$tmp/load-parts" \
	"$here/load-parts.c" "$peers/libbpf.a" -lelf -lz
limit=300 # seconds that the verifier may take for one part

passed=0 failed=0 skipped=0
fail() { failed=$((failed + 1)); echo "FAIL corpus $*"; }

# shuffle WHAT COUNT: COUNT lines of standard input, in an order that the seed and WHAT give
shuffle() {
	python3 -c 'import random, sys
lines = sys.stdin.readlines()
random.Random(sys.argv[1]).shuffle(lines)
sys.stdout.writelines(lines[:int(sys.argv[2])])' "$seed $1" "$2"
}

# code FILE: the id of the first error in what bpfweld said
code() { sed -n 's/.* error: .*\[\([A-Z]*[0-9]*\)\]$/\1/p;s/^error\[\([A-Z]*[0-9]*\)\]: .*/\1/p' "$1" | head -n 1; }

# --- groups ------------------------------------------------------------------------------------
prefix() { printf 'p%03d_' "$1"; }

# link_group OUT NAME...: link them; what bpfweld says goes to OUT.log
link_group() {
	local out=$1 n i=0 args=()
	shift
	for n in "$@"; do
		args+=(--prefix "$corpus/$n.o=$(prefix $i)" "$corpus/$n.o")
		i=$((i + 1))
	done
	"$bpfweld" link -q -o "$out" "${args[@]}" >"$out.log" 2>&1
}

# culprit LOG NAME...: the index of the member that the first error is about, which is the one it
# names first; 0 if it names none
culprit() {
	local named i
	named=$(grep -m 1 'error: ' "$1" | grep -o '[^/ ]*\.o\>' | head -n 1) || :
	named=${named%.o}
	shift
	for ((i = 1; i < $#; i++)); do
		[ "${*:i+1:1}" != "$named" ] || { echo $i; return; }
	done
	echo 0
}

# judge_group OUT COUNT NAME...: does the group load? Judges its first COUNT members; sets ok and bad.
judge_group() {
	local out=$1 count=$2 i want line total=0 parts=()
	shift 2
	for n in "$@"; do total=$((total + ${progs[$n]})); done
	# to load all of a hundred for the sake of a few takes longer than the few
	if [ $((count * 4)) -ge $# ] && line=$("$tmp/load-parts" -t $((limit * 4)) "$out" '') && [[ $line == *" of=$total "* ]]; then
		ok=$((ok + count))
		whole=$((whole + 1))
		return
	fi
	for ((i = 0; i < count; i++)); do parts+=("$(prefix $i)"); done
	"$tmp/load-parts" -t $limit "$out" "${parts[@]}" >"$out.parts" || :
	for ((i = 0; i < count; i++)); do
		want=${*:i+1:1}
		line=$(grep "^$(prefix $i) load=" "$out.parts" || :)
		if [[ $line == *"load=ok "*" of=${progs[$want]} "* ]]; then
			ok=$((ok + 1))
		else
			bad=$((bad + 1))
			fail "$want with $(($# - 1)) others: ${line#* }, alone of=${progs[$want]}"
			grep "^$(prefix $i) prog" "$out.parts" | head -n 3 | cut -c -160 || :
		fi
	done
}

# groups_of OTHERS MOST: every object with OTHERS others, but no more than MOST of them
groups_of() {
	local others=$1 most=$2 queue left group judged out=$tmp/group$1 n c ok=0 bad=0 whole=0 links=0
	mapfile -t queue < <(printf '%s\n' "${loads[@]}" | shuffle "$others" "$most")
	while [ ${#queue[@]} -gt 0 ]; do
		group=("${queue[@]:0:others+1}")
		left=("${queue[@]:${#group[@]}}")
		judged=${#group[@]}
		# the last group is filled up with objects that were in others already
		mapfile -t fill < <(printf '%s\n' "${loads[@]}" | grep -vxF -f <(printf '%s\n' "${group[@]}") |
			shuffle "$others ${group[0]}" 1000)
		while :; do
			while [ ${#group[@]} -le "$others" ] && [ ${#fill[@]} -gt 0 ]; do
				group+=("${fill[0]}")
				fill=("${fill[@]:1}")
			done
			links=$((links + 1))
			! link_group "$out.o" "${group[@]}" || break
			c=$(culprit "$out.o.log" "${group[@]}")
			if [ "$c" = 0 ]; then
				bad=$((bad + 1))
				fail "${group[0]} with $others others: $(grep -m 1 'error' "$out.o.log" || tail -n 1 "$out.o.log")"
				left=("${group[@]:1:judged-1}" "${left[@]}")
				judged=0
				break
			fi
			refusal[$(code "$out.o.log")]=$((${refusal[$(code "$out.o.log")]:-0} + 1))
			[ "$c" -ge $judged ] || { left+=("${group[c]}"); judged=$((judged - 1)); }
			group=("${group[@]:0:c}" "${group[@]:c+1}")
		done
		[ $judged = 0 ] || judge_group "$out.o" $judged "${group[@]}"
		queue=("${left[@]}")
	done
	passed=$((passed + ok))
	echo "corpus: with $others others: $ok of $((ok + bad)) objects load ($links links, $whole groups load whole)"
}

groups() {
	local verdicts most
	declare -gA progs refusal
	verdicts=$("$here/kernel-verdicts.sh" -j "$jobs" | tail -n 1)
	mapfile -t loads < <(sed -n 's/^\(.*\)\.o object load=ok btf=yes .*/\1/p' "$verdicts" | sort)
	while read -r n p; do progs[$n]=$p; done < <(sed -n 's/^\(.*\)\.o object load=ok .* progs=\([0-9]*\) .*/\1 \2/p' "$verdicts")
	echo "corpus: ${#progs[@]} objects load alone; not linkable with others because the kernel refuses their BTF alone: $((${#progs[@]} - ${#loads[@]}))"
	for others in $sizes; do
		most=${#loads[@]}
		[ "$all" ] || case $others in 1) most=40 ;; 10) most=55 ;; *) most=$((others + 1)) ;; esac
		groups_of $others "$most"
	done
	for n in "${!refusal[@]}"; do echo "corpus: not in one group because of $n: ${refusal[$n]} times"; done
}

# --- pairs -------------------------------------------------------------------------------------
# The object inside an executable, as it is: from its ELF header to the end of its section headers.
read -r -d '' extract <<'EOS' || :
import struct, sys
data = open(sys.argv[1], "rb").read()
at = data.find(b"\x7fELF", 1)
while at >= 0:
    machine, = struct.unpack_from("<H", data, at + 18)
    if machine == 247:
        shoff, = struct.unpack_from("<Q", data, at + 40)
        size, count = struct.unpack_from("<HH", data, at + 58)
        open(sys.argv[2], "wb").write(data[at:at + shoff + size * count])
        sys.exit(0)
    at = data.find(b"\x7fELF", at + 1)
sys.exit(1)
EOS

# pair_link A B OPTION...
pair_link() {
	local a=$1 b=$2 out=$tmp/pair/$1+$2
	shift 2
	"$bpfweld" link -q --license GPL "$@" --prefix "$tools/$a=a_" --prefix "$tools/$b=b_" -o "$out.o" \
		"$tools/$a" "$tools/$b" >"$out.log" 2>&1
}

# pair_one A B: a line "A B ours=ok|CODE lax=ok|CODE peer=ok|no"; lax is --compat libbpf
pair_one() {
	local a=$1 b=$2 out=$tmp/pair/$1+$2 ours=ok lax=ok peer=ok
	if ! pair_link "$a" "$b"; then
		ours=$(code "$out.log")
		echo "# $a $b: $(grep -m 1 error "$out.log")"
		pair_link "$a" "$b" --compat libbpf || lax=$(code "$out.log")
	fi
	"$peers/bpftool" gen object "$out.peer" "$tmp/one/$a.o" "$tmp/one/$b.o" >/dev/null 2>&1 || peer=no
	rm -f "$out.peer" "$out.log"
	echo "$a $b ours=${ours:-crash} lax=${lax:-crash} peer=$peer"
}

# load_one A B: the parts of a linked pair that do not load though they do alone
load_one() {
	local line
	"$tmp/load-parts" -t $limit "$tmp/pair/$1+$2.o" a_ b_ | grep ' load=' >"$tmp/pair/$1+$2.loads" || :
	for line in "a_ $1" "b_ $2"; do
		grep -qx "${line#* }" "$tmp/tools-load" || continue
		if grep -q "^${line% *} load=ok " "$tmp/pair/$1+$2.loads"; then
			echo "ok $1 $2"
		else
			echo "FAIL corpus pair $1 $2: ${line#* } loads alone, not here: $(grep "^${line% *} " "$tmp/pair/$1+$2.loads")"
		fi
	done
}

pairs() {
	local n count
	tools=$(dirname "$(dpkg -L libbpf-tools 2>/dev/null | grep '/sbin/opensnoop$')")
	if [ ! -e "$tools/opensnoop" ]; then
		skipped=$((skipped + 1))
		echo "SKIP corpus pairs: no libbpf-tools (package libbpf-tools)"
		return
	fi
	mkdir -p "$tmp"/{one,pair}
	mapfile -t names < <(dpkg -L libbpf-tools | sed -n 's,.*/sbin/,,p' | sort)
	for n in "${names[@]}"; do
		python3 -c "$extract" "$tools/$n" "$tmp/one/$n.o" || fail "pairs: no object in $tools/$n"
	done
	"$peers/load-object" -j "$jobs" -w -q -t $limit "$tmp"/one/*.o >"$tmp/tools-verdicts" || :
	sed -n 's/^\(.*\)\.o object load=ok .*/\1/p' "$tmp/tools-verdicts" >"$tmp/tools-load"
	for ((i = 0; i < ${#names[@]}; i++)); do
		for ((j = i + 1; j < ${#names[@]}; j++)); do echo "${names[i]} ${names[j]}"; done
	done >"$tmp/pairs-all"
	if [ "$all" ]; then cp "$tmp/pairs-all" "$tmp/pairs"; else shuffle pairs 200 <"$tmp/pairs-all" >"$tmp/pairs"; fi
	export -f pair_one pair_link load_one code
	export bpfweld tools tmp peers limit
	# shellcheck disable=SC2016 # the inner shell expands it
	xargs -P "$jobs" -L 1 bash -c 'pair_one "$@"' - <"$tmp/pairs" >"$tmp/linked"
	grep -v '^#' "$tmp/linked" | awk '
		{ n++; ours += $3 == "ours=ok"; lax += $4 == "lax=ok"; peer += $5 == "peer=ok" }
		$3 != "ours=ok" { why[substr($3, 6)]++ }
		function share(k) { return sprintf("%d (%.1f %%)", k, 100 * k / n) }
		END {
			printf "corpus: %d pairs of tools: we link %s, with --compat libbpf %s, bpftool %s\n", n, share(ours), share(lax), share(peer)
			for (c in why) printf "corpus: pairs refused with %s: %d\n", c, why[c]
		}'
	grep '^#' "$tmp/linked" | sed 's/^#/corpus: refused:/' || :
	# Files that contradict each other are refused; with --compat libbpf nothing should be.
	count=$(grep -c ' ours=\(ok\|LNK011\) lax=ok ' "$tmp/linked" || :)
	passed=$((passed + count))
	while read -r n; do fail "pair $n"; done < <(grep -v '^#' "$tmp/linked" | grep -v ' ours=\(ok\|LNK011\) lax=ok ')

	sed -n 's/ ours=.* lax=ok .*//p' "$tmp/linked" | sort >"$tmp/linked-pairs"
	if [ "$all" ]; then cp "$tmp/linked-pairs" "$tmp/to-load"; else shuffle loads 25 <"$tmp/linked-pairs" >"$tmp/to-load"; fi
	# shellcheck disable=SC2016
	xargs -r -P "$jobs" -L 1 bash -c 'load_one "$@"' - <"$tmp/to-load" >"$tmp/loaded"
	grep FAIL "$tmp/loaded" || :
	count=$(grep -c '^ok' "$tmp/loaded" || :)
	n=$(grep -c '^FAIL' "$tmp/loaded" || :)
	passed=$((passed + count)) failed=$((failed + n))
	echo "corpus: of $(wc -l <"$tmp/to-load") linked pairs, $count of $((count + n)) objects that load alone load in the pair"
}

for part in $only; do $part; done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
