#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-profiles.sh - loaders do what our profiles of them say.
#
#   diff-profiles.sh [-a] [-n MAPS] [-k DIR] BPFWELD
#
# With libbpf 1.5 (of linux-source-6.12) and Debian 12's 1.1, on the running kernel:
#   - for the maps of the selftests, what libbpf asks the kernel for and what the kernel then shows
#     equal `bpfweld show --loader-profile`: type, sizes, max_entries, flags, map_extra, numa_node,
#     whether BTF is there, and the name;
#   - of random pinned maps (default 300), each loaded twice by each libbpf: it is taken back or
#     refused as `bpfweld show` says ("again=").
# Then bpfweld normalize, over all selftests: what it writes loads with the same verdicts, and
# normalizing again changes no byte. The verdicts are asked for of each eighth, or with -a of all.
# -k keeps what was made in DIR.
#
# Needs root and bpf(2). The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
pins=
clean() {
	[ -z "$pins" ] || umount "$pins" 2>/dev/null || :
	[ -z "${keep-}" ] && rm -rf "$tmp" || :
}
trap clean EXIT
maps=300 every=8
while getopts an:k: o; do
	case $o in
	a) every=1 ;;
	n) maps=$OPTARG ;;
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && keep=1 ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: diff-profiles.sh [-a] [-n MAPS] [-k DIR] BPFWELD" >&2; exit 2; }
bpfweld=$(realpath "$1")

passed=0 failed=0 skipped=0
pass() { passed=$((passed + ${1:-1})); }
fail() { failed=$((failed + 1)); echo "FAIL profiles $*"; }
skip() { skipped=$((skipped + 1)); echo "SKIP profiles $*"; }
finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ $failed = 0 ]
	exit
}

if [ "$(id -u)" != 0 ] || [ ! -d /sys/fs/bpf ]; then
	skip "not root, or no bpf(2)"
	finish
fi
corpus=$("$here/build-selftests.sh" | tail -n 1)
peers=$("$here/build-peers.sh" | tail -n 1)
build() { gcc -std=gnu11 -O1 -Wall -Wextra -Werror -Wl,--wrap=bpf_map_create -o "$tmp/attrs-$1" "$here/map-attrs.c" "${@:2}" -lelf -lz; }
build 1.5 -isystem "$peers/include" -I"$peers/include" "$peers/libbpf.a"
build 1.1 -Wl,-Bstatic -lbpf -Wl,-Bdynamic

# ---- what is asked for, and what the kernel makes of it ----

# one line a map, by object; struct_ops maps need the kernel's types and are left out
ours() {
	local f name
	for f in "$corpus"/o/*.o; do
		name=$(basename "$f")
		"$bpfweld" show --loader-profile "libbpf-$1" --target host "$f" >"$tmp/show" 2>/dev/null || echo "$name" >>"$tmp/unread-$1"
		sed -nE "/ type=26 /d; s,^libbpf-$1 [^ ]+ (.*) again=.*,$name: \1,p" "$tmp/show"
	done
}
theirs() {
	"$tmp/attrs-$1" "$corpus"/o/*.o >"$tmp/said-$1" 2>/dev/null || :
	awk '/^= / { n = split($2, p, "/"); f = p[n]; next } /^[#!]/ { next } { print f ": " $0 }' "$tmp/said-$1"
}
for v in 1.5 1.1; do
	: >"$tmp/unread-$v"
	ours $v | sort >"$tmp/ours-$v"
	theirs $v | sort >"$tmp/theirs-$v"
	# where the kernel refused the object's whole BTF, it cannot tell
	grep -F 'btf=?' "$tmp/theirs-$v" | sed 's/btf=?/btf=./' >"$tmp/any-$v" || :
	{ grep -vF 'btf=?' "$tmp/theirs-$v"; grep -xf "$tmp/any-$v" "$tmp/ours-$v" || :; } | sort >"$tmp/want-$v"
	pass "$(comm -12 "$tmp/ours-$v" "$tmp/want-$v" | grep -c . || :)"
	while read -r line; do
		if grep -qx "${line%%:*}" "$tmp/unread-$v"; then
			skip "libbpf $v ${line%% type=*}: bpfweld refuses the object"
		else
			fail "libbpf $v: asked for $line; ours: $(grep -F "${line%% type=*} " "$tmp/ours-$v" | head -n 1 || :)"
		fi
	done < <(comm -13 "$tmp/ours-$v" "$tmp/want-$v")
	echo "profiles: libbpf $v: $(grep -c . "$tmp/theirs-$v" || :) maps of $(cut -d: -f1 "$tmp/theirs-$v" | sort -u | grep -c . || :) objects compared, $(grep -c '^!' "$tmp/said-$v" || :) were refused by the kernel"
done

# ---- second loads of random pinned maps ----

random_maps() {
	awk -v n="$1" 'function below(n) { seed = (seed * 16807) % 2147483647; return int(seed / 16) % n }
	function flag(bit) { return below(4) == 0 ? bit : 0 }
	BEGIN {
		seed = 4711
		split("HASH PERCPU_HASH LRU_HASH LRU_PERCPU_HASH LRU_HASH LRU_PERCPU_HASH ARRAY PERCPU_ARRAY LPM_TRIE DEVMAP DEVMAP_HASH RINGBUF RINGBUF USER_RINGBUF PERF_EVENT_ARRAY CPUMAP XSKMAP QUEUE STACK BLOOM_FILTER PROG_ARRAY SOCKMAP", type, " ")
		for (count = 1; count in type; count++);
		count--
		print "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>"
		for (i = 0; i < n; i++) {
			t = type[1 + below(count)]; key = 4; value = 4; entries = 1 + below(300); flags = 0; extra = 0
			if (t ~ /HASH$/ && t != "DEVMAP_HASH" || t == "ARRAY" || t == "PERCPU_ARRAY") value = 4 * (1 + below(8))
			if (t ~ /^(HASH|PERCPU_HASH)$/) flags += flag(1)
			if (t ~ /^LRU/) flags += below(2) * 2
			if (t == "LPM_TRIE") { key = 8; flags += 1 }
			if (t == "ARRAY") flags += flag(1024) + flag(4096)
			if (t ~ /QUEUE|STACK|BLOOM/) key = 0
			if (t == "BLOOM_FILTER") extra = below(4)
			if (t ~ /RINGBUF/) { key = value = 0; entries = below(3) ? 4096 * (1 + below(20)) : 1 + below(100000) }
			if (t == "PERF_EVENT_ARRAY") entries = below(5)
			if (t != "CPUMAP" && t !~ /RINGBUF/) flags += below(5) == 0 ? 8 : below(5) == 0 ? 16 : 0
			if (t ~ /HASH$|ARRAY$|QUEUE|STACK|LPM/ && t !~ /DEVMAP|PROG_|PERF_/) flags += below(5) == 0 ? 128 : below(5) == 0 ? 256 : 0
			printf "struct { __uint(type, BPF_MAP_TYPE_%s); __uint(key_size, %d); __uint(value_size, %d); __uint(max_entries, %d); __uint(map_flags, %d); ", t, key, value, entries, flags
			if (extra) printf "__uint(map_extra, %d); ", extra
			printf "__uint(pinning, LIBBPF_PIN_BY_NAME); } m%d SEC(\".maps\");\n", i
		}
		print "char _license[] SEC(\"license\") = \"GPL\";"
	}'
}
pins=$tmp/pins
mkdir -p "$pins"
if mount -t bpf bpf "$pins" 2>/dev/null; then
	for ((first = 0; first < maps; first += 300)); do
		n=$((maps - first < 300 ? maps - first : 300))
		random_maps $n | sed "s/seed = 4711/seed = $((4711 + first))/" >"$tmp/random.c"
		clang-19 --target=bpf -O2 -g -I"$peers/include" -I/usr/include/"$(uname -m)"-linux-gnu -c "$tmp/random.c" -o "$tmp/random.o"
		for v in 1.5 1.1; do
			"$tmp/attrs-$v" -t "$pins" "$tmp/random.o" >"$tmp/twice-$v"
			# the 6.12 package has the DEVMAP fix of libbpf 1.6.2 in its 1.5
			p=libbpf-$v
			[ $v = 1.1 ] || p=libbpf-1.6.2
			"$bpfweld" show --loader-profile $p --target host "$tmp/random.o" >"$tmp/says-$v"
			while read -r name verdict _; do
				said=$(sed -nE "s/^$p $name .* again=([a-z]+) .*/\1/p" "$tmp/says-$v")
				case $verdict in
				not-made) ;;
				"$said") pass ;;
				*) fail "libbpf $v takes $name again: $verdict, we say $said: $(grep " $name;" "$tmp/random.c")" ;;
				esac
			done <"$tmp/twice-$v"
			echo "profiles: libbpf $v: second loads: $(grep -c ' same' "$tmp/twice-$v" || :) taken back, $(grep -c refused "$tmp/twice-$v" || :) refused, $(grep -c not-made "$tmp/twice-$v" || :) never made"
		done
	done
else
	skip "second loads: no bpffs can be mounted"
fi

# ---- normalize ----

mkdir -p "$tmp/n"
for f in "$corpus"/o/*.o; do
	name=$(basename "$f" .o)
	status=0
	"$bpfweld" normalize -q -o "$tmp/n/$name.o" "$f" >"$tmp/n/log" 2>&1 || status=$?
	if [ $status -gt 2 ]; then
		fail "normalize $name: ended with $status: $(tail -n 1 "$tmp/n/log")"
		continue
	elif [ $status != 0 ]; then # what does not link does not normalize either
		skip "normalize $name: $(sed 's/.*error: //' "$tmp/n/log" | head -n 1)"
		continue
	fi
	mkdir -p "$tmp/again"
	"$bpfweld" normalize -q -o "$tmp/again/$name.o" "$tmp/n/$name.o" >/dev/null 2>&1 || fail "normalize $name: not twice"
	cmp -s "$tmp/n/$name.o" "$tmp/again/$name.o" || { fail "normalize $name: twice is not once"; continue; }
	rm "$tmp/again/$name.o"
	pass
done
# verdicts of the maps and programs, without the attributes that normalizing writes
verdicts() {
	{ "$peers/load-object" -q -w -t 20 "$@" 2>/dev/null || :; } | awk '
		$2 == "object" { print $1, $2, $3 }
		$2 == "prog" { v = ""; for (i = 3; i <= NF; i++) if ($i ~ /^(code|verdict|type|attach)=/) v = v " " $i; print $1, $2, $3 v }' | sort
}
if [ -x "$peers/load-object" ]; then
	mapfile -t names < <(cd "$tmp/n" && find . -name '*.o' ! -name link.o -printf '%f\n' | sort | awk -v n=$every 'NR % n == 0')
	(cd "$corpus/o" && verdicts "${names[@]}") >"$tmp/before"
	(cd "$tmp/n" && verdicts "${names[@]}") >"$tmp/after"
	while read -r name _; do
		fail "normalize: $name: $(diff <(grep "^$name " "$tmp/before") <(grep "^$name " "$tmp/after") | sed -n 2,3p | tr '\n' ' ')"
	done < <(comm -3 "$tmp/before" "$tmp/after" | sed 's/^\t//' | awk '{ print $1 }' | sort -u)
	echo "profiles: $(grep -c . "$tmp/before" || :) verdicts before and after normalize"
fi
finish
