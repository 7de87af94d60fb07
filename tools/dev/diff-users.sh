#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-users.sh - are types of programs that differ from the maps found, and only those?
#
#   diff-users.sh [-a] [-n COUNT] [-s SEED] [-k DIR] BPFWELD
#
# users-mutants.py makes a BPF object, of both byte orders, with a map for each of COUNT (240)
# changed structs, and the programs that share them: C (clang, cross gcc) and Go for several
# architectures, Rust for this machine. Each struct was changed on one side: fields swapped,
# dropped, added, wider, signed, packed... `bpfweld check --user` must find every change that makes
# a difference under the ABI of the program, and nothing else. What should differ is
# computed from layouts that the compilers assert.
# Then the same without changes, all programs in one run: nothing may be found.
# Then selftests of the kernel against the C that bpftool makes of them, types and skeleton, as gcc
# compiles it for this machine: nothing may be found.
# At last the programs of the package libbpf-tools, which are stripped: no error.
# -n COUNT changes, -s another SEED, -a all selftests, not each 20th; -k keeps what was made in DIR.
#
# The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
count=240 seed=1 every=20
while getopts an:s:k: o; do
	case $o in
	a) every=1 ;;
	n) count=$OPTARG ;;
	s) seed=$OPTARG ;;
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && trap - EXIT ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: diff-users.sh [-a] [-n COUNT] [-s SEED] [-k DIR] BPFWELD" >&2; exit 2; }
bpfweld=$(realpath "$1")

passed=0 failed=0 skipped=0
pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAIL users $*"; }
skip() { skipped=$((skipped + 1)); echo "SKIP users $*"; }

# triple, byte order, ABI of the model (and the macro for its assertions)
cat >"$tmp/clang" <<'END'
x86_64-linux-gnu little lp64
i386-linux-gnu little i386
aarch64-linux-gnu little lp64
aarch64_be-linux-gnu big lp64
armv7a-linux-gnueabihf little ilp32
riscv32-linux-gnu little ilp32
riscv64-linux-gnu little lp64
mips-linux-gnu big ilp32
mipsel-linux-gnu little ilp32
mips64-linux-gnuabi64 big lp64
powerpc-linux-gnu big ilp32
powerpc64-linux-gnu big lp64
powerpc64le-linux-gnu little lp64
s390x-linux-gnu big lp64
loongarch64-linux-gnu little lp64
END
cat >"$tmp/gcc" <<'END'
x86_64-linux-gnu little lp64
aarch64-linux-gnu little lp64
s390x-linux-gnu big lp64
END
cat >"$tmp/go" <<'END'
amd64 little lp64
386 little go32
arm little go32
arm64 little lp64
mips big go32
s390x big lp64
riscv64 little lp64
END

macro() {
	case $1 in
	lp64) echo LP64 ;;
	i386) echo I386 ;;
	*) echo ILP32 ;;
	esac
}

# make DIR: the programs of the sources in DIR, with a line "FILE ORDER ABI LANG" each
make_programs() {
	local d=$1 t order abi
	: >"$d/programs"
	clang-19 --target=bpfel -g -O2 -c "$d/bpf.c" -o "$d/little.o"
	clang-19 --target=bpfeb -g -O2 -c "$d/bpf.c" -o "$d/big.o"
	while read -r t order abi; do
		if clang-19 "--target=$t" "-D$(macro "$abi")" -ffreestanding -fPIC -g -O1 -c "$d/user.c" -o "$d/o" 2>"$d/log" &&
			ld.lld-19 -e 0 -o "$d/clang-$t" "$d/o" 2>"$d/log"; then
			echo "clang-$t $order $abi c" >>"$d/programs"
		else
			echo "clang $t: $(grep -m 1 error "$d/log")" >>"$d/skips"
		fi
	done <"$tmp/clang"
	while read -r t order abi; do
		if ! command -v "$t-gcc" >/dev/null; then
			echo "gcc $t: not installed" >>"$d/skips"
		elif "$t-gcc" -D"$(macro "$abi")" -ffreestanding -fPIC -g -O1 -nostdlib -static -o "$d/gcc-$t" "$d/user.c" 2>"$d/log"; then
			echo "gcc-$t $order $abi c" >>"$d/programs"
		else
			echo "gcc $t: $(grep -m 1 error "$d/log")" >>"$d/skips"
		fi
	done <"$tmp/gcc"
	while read -r t order abi; do
		if ! command -v go >/dev/null; then
			echo "go $t: not installed" >>"$d/skips"
			continue
		fi
		mkdir -p "$d/go-src-$abi"
		cp "$d/user$([ "$abi" = lp64 ] && echo 64 || echo 32).go" "$d/go-src-$abi/main.go"
		if (cd "$d/go-src-$abi" && GOARCH=$t GOFLAGS=-mod=mod GO111MODULE=off CGO_ENABLED=0 \
			go build -o "$d/go-$t" main.go) >"$d/log" 2>&1; then
			echo "go-$t $order $abi go" >>"$d/programs"
		else
			echo "go $t: $(grep -m 1 main.go "$d/log")" >>"$d/skips"
		fi
	done <"$tmp/go"
	if ! command -v rustc >/dev/null; then
		echo "rust: not installed" >>"$d/skips"
	elif rustc -g -o "$d/rust" "$d/user.rs" >"$d/log" 2>&1; then
		echo "rust little lp64 rust" >>"$d/programs"
	else
		echo "rust: $(grep -m 1 error "$d/log")" >>"$d/skips"
	fi
}

mkdir "$tmp/changed" "$tmp/same"
python3 "$here/users-mutants.py" gen "$seed" "$count" "$tmp/changed"
python3 "$here/users-mutants.py" gen "$seed" 0 "$tmp/same"
make_programs "$tmp/changed"
make_programs "$tmp/same"
while read -r line; do
	case $line in
	*"not installed"*) skip "$line" ;;
	*) fail "$line" ;; # a compiler that does not agree with the model
	esac
done < <(cat "$tmp/changed/skips" "$tmp/same/skips" 2>/dev/null)

while read -r file order abi lang; do
	"$bpfweld" check --format json --user "$tmp/changed/$file" "$tmp/changed/$order.o" >"$tmp/$file.json" || :
	if said=$(python3 "$here/users-mutants.py" judge "$tmp/changed" "$abi" "$lang" "$tmp/$file.json"); then
		pass
	else
		fail "$file"
	fi
	sed "s/^/users $file: /" <<<"$said"
done <"$tmp/changed/programs"

for order in little big; do
	users=()
	while read -r file _; do users+=(--user "$tmp/same/$file"); done < <(grep " $order " "$tmp/same/programs")
	status=0
	"$bpfweld" check "${users[@]}" "$tmp/same/$order.o" >"$tmp/same.$order" 2>&1 || status=$?
	[ $status -lt 2 ] || echo "[ABI: not checked: $(head -n 1 "$tmp/same.$order")" >>"$tmp/same.$order"
	if ! grep -q '\[ABI' "$tmp/same.$order"; then
		pass
		echo "users $order-endian, nothing changed: $((${#users[@]} / 2)) programs, no finding"
	else
		fail "$order-endian, nothing changed: $(grep -m 1 '\[ABI' "$tmp/same.$order")"
	fi
done

# Selftests: bpftool's C has the layouts of the BTF, and a struct for each data section.
peers=$("$here/build-peers.sh" | tail -n 1)
corpus=$("$here/build-selftests.sh" | tail -n 1)
agree=0
while read -r o; do
	name=$(basename "$o" .o)
	"$peers/bpftool" btf dump file "$o" format c >"$tmp/dump.h" 2>/dev/null || { skip "$name: bpftool dumps no C"; continue; }
	"$peers/bpftool" gen skeleton "$o" name sk >"$tmp/skeleton.h" 2>/dev/null || : >"$tmp/skeleton.h"
	{
		echo '#include <stdbool.h>'
		grep -v '^typedef _Bool bool;' "$tmp/dump.h"
		sed -n '/^struct sk {/,/^};/p' "$tmp/skeleton.h" | sed '/#ifdef __cplusplus/,/#endif/d'
	} >"$tmp/self.c"
	if ! gcc -g -w -fno-eliminate-unused-debug-types -c "$tmp/self.c" -o "$tmp/self.o" 2>"$tmp/log"; then
		skip "$name: $(grep -m 1 error "$tmp/log" | sed "s,$tmp/,,")"
		continue
	fi
	status=0
	"$bpfweld" check --user "$tmp/self.o" "$o" >"$tmp/self.log" 2>&1 || status=$?
	if [ $status = 2 ]; then
		skip "$name: is not checked: $(grep -m 1 '^error' "$tmp/self.log")"
	elif grep -q '\[ABI' "$tmp/self.log" || [ $status -gt 2 ]; then
		fail "$name: $(grep -m 1 '\[ABI' "$tmp/self.log" || echo "status $status")"
	else
		pass
		agree=$((agree + 1))
	fi
done < <(find "$corpus/o" -name '*.o' | sort | awk -v n="$every" 'NR % n == 0')
echo "users: $agree selftests agree with bpftool's C of them"

# What Debian ships: a program and the object in it.
tools=0
while read -r file; do
	"$bpfweld" check --user "$file" "$file" >"$tmp/tool.log" 2>&1 || :
	tools=$((tools + 1))
	if grep -q '^error\[ABI' "$tmp/tool.log"; then
		fail "$(basename "$file"): $(grep -m 1 '^error\[ABI' "$tmp/tool.log")"
	elif ! grep -q 'ABI' "$tmp/tool.log"; then
		fail "$(basename "$file"): its types are not known, and nothing says so: $(head -n 1 "$tmp/tool.log")"
	else
		pass
	fi
done < <(dpkg -L libbpf-tools 2>/dev/null | grep sbin/ | while read -r f; do
	if [ -f "$f" ] && [ ! -L "$f" ]; then echo "$f"; fi
done)
[ $tools -gt 0 ] || skip "libbpf-tools: not installed"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
