#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-compat.sh - `bpfweld link --compat libbpf` accepts what libbpf's linker accepts.
#
#   diff-compat.sh BPFWELD
#
# Pairs of files that disagree about one name are linked in both orders by bpftool and by bpfweld.
# What bpftool links in one order at least, bpfweld links in both, and with a warning if it
# refuses it without --compat; what bpftool refuses in both orders, bpfweld refuses, except for
# the pairs marked "more", which mean the same to it.
#
# The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
[ $# = 1 ] || { echo "usage: diff-compat.sh BPFWELD" >&2; exit 2; }
bpfweld=$(realpath "$1")
peers=$("$here/build-peers.sh" | tail -n 1)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"

# NAME, what the first file says, what the second says
pairs=$(cat <<'END'
array-length      | extern int x[64]; RET(x[3])                                 | int x[4] = {1};
array-element     | extern int x[2]; RET(x[1])                                  | long x[1] = {1};
enum-values       | enum v { A, B }; extern int x(enum v); RET(x(B))            | enum v { B, A }; FN int x(enum v v) { return v == B; }
enum-size         | enum e { A, B }; extern enum e x; RET(x)                    | enum e { A, B, C = 0x1ffffffff }; enum e x = A;
enum-and-int      | enum e { A, B }; extern enum e x; RET(x)                    | int x = 1;
signedness        | extern long x; RET(x < 0)                                   | unsigned long x = 1;
size              | extern int x; RET(x)                                        | long x = 1;
const             | extern const int x; RET(x)                                  | volatile int x = 1;
type-tag          | extern int __attribute__((btf_type_tag("user"))) *x; RET(!x) | int *x;
parameter-count   | extern int x(int); RET(x(1))                                | FN int x(int a, int b) { return a + b; }
return-type       | extern int x(int); RET(x(1))                                | FN long x(int a) { return a; }
return-signedness | extern int x(int); RET(x(1))                                | FN unsigned x(int a) { return a; }
pointee-members   | struct s { int a, b; }; extern int x(struct s *); SEC("socket") int p(void *c) { struct s s = {1, 2}; return x(&s); } | struct s { long q; int b; }; FN int x(struct s *p) { return p ? p->b : 0; }
pointee-name      | struct s { int a; }; extern struct s *x; RET(!x)            | struct t { int a; }; struct t *x;
pointee-forward   | struct s; extern int x(struct s *); RET(x(0))               | struct s { int a; }; FN int x(struct s *p) { return p ? p->a : 1; }
pointee-void more | extern int x(void *); RET(x(0))                             | struct s { int a; }; FN int x(struct s *p) { return p ? p->a : 1; }
function-pointer  | extern int (*x)(int); RET(!x)                               | int (*x)(long);
struct-name       | struct s { int a; }; extern struct s x; RET(x.a)            | struct t { int a; }; struct t x = {1};
struct-view more  | struct s___v { int a; }; extern struct s___v x; RET(x.a)    | struct s { int a; }; struct s x = {1};
struct-size       | struct s { int a; }; extern struct s x; RET(x.a)            | struct s { int a; } __attribute__((aligned(16))); struct s x;
member-offset     | struct s { int a, b; }; extern struct s x; RET(x.b)         | struct s { int a; int q[0] __attribute__((aligned(16))); int b; }; struct s x;
member-bits       | struct s { int a : 3, b : 5; }; extern struct s x; RET(x.a) | struct s { int a : 4, b : 4; }; struct s x;
weak-and-weak     | struct s { int a; }; __weak struct s x = {1}; RET(x.a)      | struct s { long a; }; __weak struct s x = {1};
kind              | extern int x; RET(x)                                        | FN int x(int a) { return a; }
ksym-and-extern   | extern int x __ksym; RET(x)                                 | extern int x; SEC("socket") int q(void *c) { return x; }
kconfig-size      | extern int X __kconfig; RET(X)                              | extern long X __kconfig; SEC("socket") int q(void *c) { return X; }
kconfig-sign      | extern int X __kconfig; RET(X)                              | extern unsigned X __kconfig; SEC("socket") int q(void *c) { return X; }
two-arenas        | MAP(33, 1, NONE) a1 MAPS                                    | MAP(33, 1, NONE) a2 MAPS
map-entries       | extern MAP(2, 9, KV(int, int)) x MAPS RET((long)&x)         | MAP(2, 8, KV(int, int)) x MAPS
map-flags         | extern MAP(1, 9, KV(int, int) __uint(map_flags, 1);) x MAPS RET((long)&x) | MAP(1, 9, KV(int, int)) x MAPS
map-extra         | extern MAP(30, 9, __type(value, int); __uint(map_extra, 3);) x MAPS RET((long)&x) | MAP(30, 9, __type(value, int); __uint(map_extra, 9);) x MAPS
map-key-size more | extern MAP(2, 9, __uint(key_size, 4); __type(value, int);) x MAPS RET((long)&x) | MAP(2, 9, KV(int, int)) x MAPS
map-value-sign    | extern MAP(2, 9, KV(int, int)) x MAPS RET((long)&x)         | MAP(2, 9, KV(int, unsigned)) x MAPS
map-value-members | struct v { int a, b; }; extern MAP(2, 9, KV(int, struct v)) x MAPS RET((long)&x) | struct v { int a, c; }; MAP(2, 9, KV(int, struct v)) x MAPS
map-inner         | struct i { __uint(type, 2); __uint(max_entries, 1); KV(int, int) }; extern MAP(12, 1, __type(key, int); __array(values, struct i);) x MAPS RET((long)&x) | struct i { __uint(type, 2); __uint(max_entries, 2); KV(int, int) }; MAP(12, 1, __type(key, int); __array(values, struct i);) x MAPS
map-inner-extra   | struct i { __uint(type, 30); __uint(max_entries, 1); __type(value, int); __uint(map_extra, 2); }; extern MAP(12, 1, __type(key, int); __array(values, struct i);) x MAPS RET((long)&x) | struct i { __uint(type, 30); __uint(max_entries, 1); __type(value, int); __uint(map_extra, 3); }; MAP(12, 1, __type(key, int); __array(values, struct i);) x MAPS
END
)

cat >pair.h <<'END'
#include <bpfweld/bpf.h>
#define FN __noinline
#define NONE
#define RET(e) SEC("socket") int p(void *c) { return e; }
#define KV(k, v) __type(key, k); __type(value, v);
#define MAPS SEC(".maps");
#define MAP(t, n, more) struct { __uint(type, t); __uint(max_entries, n); more }
END

passed=0 failed=0 skipped=0
compile() {
	printf '#include "pair.h"\n%s\n' "$1" >"$2.c"
	clang-19 --target=bpf -O2 -g -w -I. -I"$here/../../bpf/include" -c "$2.c" -o "$2.o"
}
# links COMMAND...: how many orders of a.o and b.o it links
links() {
	local n=0
	"$@" out.o a.o b.o >/dev/null 2>&1 && n=$((n + 1))
	"$@" out.o b.o a.o >/dev/null 2>&1 && n=$((n + 1))
	echo $n
}

while IFS='|' read -r name a b; do
	read -r name more <<<"$name"
	compile "$a" a
	compile "$b" b
	theirs=$(links "$peers/bpftool" gen object)
	strict=$(links "$bpfweld" link --undefined allow -o)
	ours=$(links "$bpfweld" link --undefined allow --compat libbpf -o)
	want=0
	[ "$theirs" = 0 ] && [ ! "$more" ] || want=2
	said=$("$bpfweld" link --undefined allow --compat libbpf -o out.o a.o b.o 2>&1 | grep -c LNK030 || :)
	if [ "$ours" != $want ]; then
		failed=$((failed + 1))
		echo "FAIL compat $name: bpftool links $theirs of 2 orders, bpfweld --compat libbpf $ours"
	elif [ "$strict" = 0 ] && [ "$ours" = 2 ] && [ "$said" = 0 ]; then
		failed=$((failed + 1))
		echo "FAIL compat $name: linked without a warning"
	else
		passed=$((passed + 1))
	fi
done <<<"$pairs"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
