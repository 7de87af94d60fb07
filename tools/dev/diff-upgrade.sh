#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-upgrade.sh - would a loader reuse the map that is there? bpfweld against libbpf and the kernel.
#
#   diff-upgrade.sh [-n PAIRS] [-s SEED] [-k DIR] BPFWELD
#
# Random pairs of definitions, old and new, of 23 map types:
#   - the old one made and pinned by libbpf, the new one loaded: by libbpf 1.5 (of the 6.12 source)
#     and by Debian's libbpf 1.1; bpfweld's UPG001 must be there when libbpf refuses, and only then;
#   - the old one as the template of a map of maps, the new one put into it: UPG006 when the kernel
#     refuses, and only then.
# -n says how many pairs of each kind (default 3000; 10000 are the long run).  Needs root.
#
# The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
pairs=3000 seed=20 batch=250
while getopts n:s:k: o; do
	case $o in
	n) pairs=$OPTARG ;;
	s) seed=$OPTARG ;;
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && trap - EXIT ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: diff-upgrade.sh [-n PAIRS] [-s SEED] [-k DIR] BPFWELD" >&2; exit 2; }
bpfweld=$(realpath "$1")
peers=$("$here/build-peers.sh" | tail -n 1)

cc=(gcc -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror)
"${cc[@]}" -o "$tmp/oracle-1.5" "$here/reuse-oracle.c" -I"$peers/include" "$peers/libbpf.a" -lelf -lz
"${cc[@]}" -o "$tmp/oracle-1.1" "$here/reuse-oracle.c" -Wl,-Bstatic -lbpf -Wl,-Bdynamic -lelf -lz

compile() {
	clang-19 --target=bpf -O2 -g -I"$here/../../bpf/include" -c "$1.bpf.c" -o "$1.o"
}

# Can the kernel be asked at all?  And was the fix of DEVMAPs put into this libbpf 1.5?
cat >"$tmp/probe.bpf.c" <<'EOS'
#include <bpfweld/bpf.h>
#include <bpfweld/fields.h>
struct { __uint(type, BPF_MAP_TYPE_DEVMAP); __uint(key_size, 4); __uint(value_size, 4);
	 __uint(max_entries, 1); __uint(pinning, 1); } m0 SEC(".maps");
EOS
compile "$tmp/probe"
probe=$("$tmp/oracle-1.5" "$tmp/probe.o" "$tmp/probe.o" 2>&1 || :)
case $probe in
"m0 pin reused") new_libbpf=libbpf-1.6.2 ;;
"m0 pin refused") new_libbpf=libbpf-1.5 ;;
*) echo "SKIP upgrade: no maps can be made here: $probe"; echo "0 passed, 0 failed, 1 skipped"; exit 0 ;;
esac

cat >"$tmp/gen.awk" <<'EOS'
# Definitions as lines of C. -v seed= -v n= -v old=FILE -v new=FILE -v inner=0|1
function rnd(k) { seed = (seed * 16807) % 2147483647; return int(seed / 16) % k }
function pick(list, a, k) { k = split(list, a, " "); return a[1 + rnd(k)] }
function with(x, y) { return int(x / y) % 2 ? x : x + y }
function sizes(t) {
	d["key"] = d["value"] = 4
	if (t ~ /RINGBUF/) { d["key"] = d["value"] = 0; d["max"] = pick("1 4096 5000 8192 12288 16384 65536") }
	else if (t ~ /^(QUEUE|STACK|BLOOM_FILTER)$/) { d["key"] = 0; d["value"] = pick("4 8 12 16") }
	else if (t == "SOCKHASH") { d["key"] = pick("4 8 16"); d["value"] = pick("4 8") }
	else if (t ~ /^(DEVMAP|DEVMAP_HASH|CPUMAP|SOCKMAP|REUSEPORT_SOCKARRAY)$/) d["value"] = pick("4 8")
	else if (t ~ /HASH$/) { d["key"] = pick("1 4 6 8 16"); d["value"] = pick("1 4 6 8 16 64") }
	else if (t == "LPM_TRIE") { d["key"] = pick("5 8 20"); d["value"] = pick("1 4 8") }
	else if (t ~ /^(ARRAY|PERCPU_ARRAY)$/) d["value"] = pick("1 4 6 8 16 64")
	else if (t == "STACK_TRACE") d["value"] = pick("8 16 64")
}
function flag(t) {
	if (t ~ /^(HASH|PERCPU_HASH)$/) return pick("1 8 16 128 256 64")
	if (t ~ /^LRU/) return pick("2 2 8 16 128")
	if (t == "ARRAY") return pick("8 16 128 256 1024 4096 4096")
	if (t ~ /ARRAY|STACK_TRACE|QUEUE|STACK|BLOOM/) return pick("8 16")
	return pick("8 16 8 16 128")
}
function def(t) {
	d["type"] = t; d["max"] = pick("1 2 3 7 8 64 101 1000"); d["flags"] = d["extra"] = d["numa"] = 0
	sizes(t)
	if (t == "PERF_EVENT_ARRAY") d["max"] = pick("0 1 2 3 8")
	if (t == "CPUMAP") d["max"] = pick("1 2 3 8")
	if (t == "LPM_TRIE") d["flags"] = 1
	if (rnd(3) == 0) d["flags"] = with(d["flags"], flag(t))
	if (t == "BLOOM_FILTER") d["extra"] = rnd(16)
}
function mutate(   f) {
	f = rnd(9)
	if (f == 0) d["type"] = pick(types)
	else if (f == 1) d["key"] = pick("0 4 5 8 16")
	else if (f == 2) d["value"] = pick("0 4 8 12 16")
	else if (f == 3) d["max"] += rnd(5)
	else if (f == 4) d["max"] = pick("0 1 2 3 64 101 102 4096 8192")
	else if (f == 5) d["flags"] = pick("0 1 2 3 8 16 128 256 1024 4096")
	else if (f == 6) d["flags"] = with(d["flags"], flag(d["type"]))
	else if (f == 7) d["extra"] = rnd(6)
	else d["numa"] = rnd(2)
}
# Another map that the kernel makes, most of the time.
function relative(   t) {
	t = d["type"]
	if (rnd(4) == 0) def(rnd(2) ? t : pick(types))
	else if (rnd(3) == 0) sizes(t)
	else if (rnd(2)) d["max"] = t ~ /RINGBUF/ ? d["max"] : t == "CPUMAP" ? pick("1 2 3") : d["max"] + rnd(2)
	else d["flags"] = rnd(2) ? (t == "LPM_TRIE" ? 1 : 0) : with(d["flags"], flag(t))
}
function fields(   s) {
	s = "__uint(type, BPF_MAP_TYPE_" d["type"] "); __uint(key_size, " d["key"] "); __uint(value_size, " d["value"] "); __uint(max_entries, " d["max"] "); __uint(map_flags, " d["flags"] ");"
	return s (d["numa"] ? " __uint(numa_node, " d["numa"] ");" : "") (d["extra"] ? " __uint(map_extra, " d["extra"] ");" : "")
}
# Values with special fields of one size; plain members are the same in all, as the kernel does not compare them.
function special(   t) {
	t = pick("plain timer wq lock kptr list")
	return "__uint(type, BPF_MAP_TYPE_" d["type"] "); __uint(max_entries, " d["max"] "); __type(key, int); __type(value, struct " t ");"
}
function put(file, i, how) {
	if (inner) {
		printf "struct in%d { %s };\nstruct in%d put%d SEC(\".maps\");\n", i, how ? special() : fields(), i, i >file
		printf "struct { __uint(type, BPF_MAP_TYPE_%s_OF_MAPS); __uint(key_size, 4); __uint(max_entries, 2); __uint(pinning, 1); __array(values, struct in%d); } m%d SEC(\".maps\");\n", i % 2 ? "ARRAY" : "HASH", i, i >file
	} else
		printf "struct { %s __uint(pinning, 1); } m%d SEC(\".maps\");\n", fields(), i >file
}
BEGIN {
	types = "HASH ARRAY PERCPU_HASH PERCPU_ARRAY LRU_HASH LRU_PERCPU_HASH LPM_TRIE RINGBUF QUEUE STACK BLOOM_FILTER DEVMAP DEVMAP_HASH XSKMAP CPUMAP STACK_TRACE SOCKMAP SOCKHASH REUSEPORT_SOCKARRAY USER_RINGBUF PERF_EVENT_ARRAY CGROUP_ARRAY PROG_ARRAY"
	head = "#include <bpfweld/bpf.h>\n#include <bpfweld/fields.h>\n" \
		"struct elem { struct bpf_list_node node; __u64 x; };\n" \
		"struct plain { __u64 p[3]; __u64 a; };\n" \
		"struct timer { struct bpf_timer t; __u64 q; __u64 a; };\n" \
		"struct wq { struct bpf_wq t; __u64 q; __u64 a; };\n" \
		"struct lock { struct bpf_spin_lock l; __u32 x; __u64 p[2]; __u64 a; };\n" \
		"struct kptr { struct task_struct __attribute__((btf_type_tag(\"kptr\"))) *k; __u64 p[2]; __u64 a; };\n" \
		"struct list { struct bpf_list_head h __attribute__((btf_decl_tag(\"contains:elem:node\"))); struct bpf_spin_lock l; __u32 x; __u64 a; };\n" \
		"struct elem elem; struct plain plain; struct timer timer; struct wq wq; struct lock lock; struct kptr kptr; struct list list;"
	print head >old
	print head >new
	for (i = 0; i < n; i++) {
		def(rnd(3) ? pick(types) : pick("HASH ARRAY LRU_HASH XSKMAP RINGBUF DEVMAP"))
		how = inner && rnd(5) == 0
		if (how) { def(pick("HASH ARRAY LRU_HASH")); d["flags"] = 0 }
		put(old, i, how)
		if (how) { if (rnd(4) == 0) d["max"] += rnd(2) }
		else if (inner) relative()
		else if (rnd(5) > 1) for (k = 1 + (rnd(4) == 0); k > 0; k--) mutate()
		put(new, i, how)
	}
}
EOS

# ours PROFILE OLD NEW CODE: "NAME refused" or "NAME reused" for each row of the plan
ours() {
	"$bpfweld" check --target host --loader-profile "$1" --against "$2" "$3" >"$tmp/plan" 2>"$tmp/said" || [ $? = 1 ]
	awk -v code="$4" -v q="'" '
		FILENAME ~ /said$/ { if (index($0, "error[" code "]: map " q) == 1) { split($0, a, q); refused[a[2]] = 1 } next }
		/^  m[0-9]/ { print $1, $1 in refused ? "refused" : "reused" }
	' "$tmp/said" "$tmp/plan" | sort
}

passed=0 failed=0 skipped=0
# judge KIND PROFILE ORACLE CODE OLD NEW
judge() {
	"$tmp/$3" "$5" "$6" | awk '$2 == "pin" || $2 == "inner" { print $1, $3 == "taken" ? "reused" : $3 }' | sort >"$tmp/theirs"
	ours "$2" "$5" "$6" "$4" >"$tmp/ours"
	join -a 1 "$tmp/theirs" "$tmp/ours" >"$tmp/both"
	awk -v kind="$1" -v in_file="$(basename "$5")" '$2 != $3 { print "FAIL upgrade " kind " " in_file " " $1 ": theirs " $2 ", ours " ($3 ? $3 : "nothing") }' "$tmp/both"
	failed=$((failed + $(awk '$2 != $3' "$tmp/both" | wc -l)))
	passed=$((passed + $(awk '$2 == $3' "$tmp/both" | wc -l)))
	skipped=$((skipped + batch - $(wc -l <"$tmp/both")))
	awk -v kind="$1" '{ print kind, $2 }' "$tmp/both" >>"$tmp/counts"
}

: >"$tmp/counts"
for ((i = 0; i * batch < pairs; i++)); do
	for inner in 0 1; do
		old=$tmp/old-$inner-$i new=$tmp/new-$inner-$i
		awk -v seed=$((seed * 7919 + i * 2 + inner + 1)) -v n=$batch -v old="$old.bpf.c" -v new="$new.bpf.c" -v inner=$inner -f "$tmp/gen.awk"
		compile "$old" && compile "$new"
		if [ $inner = 0 ]; then
			judge "libbpf 1.5" "$new_libbpf" oracle-1.5 UPG001 "$old.o" "$new.o"
			judge "libbpf 1.1" libbpf-1.1 oracle-1.1 UPG001 "$old.o" "$new.o"
		else
			judge kernel "$new_libbpf" oracle-1.5 UPG006 "$old.o" "$new.o"
		fi
	done
done
sort "$tmp/counts" | uniq -c | awk '{ n = $1; $1 = ""; print "upgrade:" $0 ": " n }'
echo "upgrade: pairs whose maps the kernel does not make: $skipped"
echo "$passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
