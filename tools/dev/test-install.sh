#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test-install.sh BUILDDIR - install into an empty prefix, move it, and use what is
# there as others would: the program, and the library through pkg-config, shared
# and static, from two threads.
set -eu
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cmake --install "$build" --prefix "$dir/first" >/dev/null
mv "$dir/first" "$dir/moved"
prefix=$dir/moved
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name bpfweld.pc)")
export PKG_CONFIG_PATH
libdir=$(pkg-config --define-variable=prefix="$prefix" --variable=libdir bpfweld)
pc() { pkg-config --define-variable=prefix="$prefix" "$@" bpfweld; }
cd "$dir"
cp "$top"/testdata/consumer/one.bpf.c a.bpf.c
cp a.bpf.c b.bpf.c

# The build tree must not be needed: hide its code generator from the lookup.
unset BPFWELD_CODEGEN
"$prefix/bin/bpfweld" build -o cli.o a.bpf.c
san=()
if grep -q '^BW_SANITIZE:.*=ON' "$build/CMakeCache.txt"; then san=(-fsanitize=address,undefined); fi
if grep -q '^BW_COVERAGE:.*=ON' "$build/CMakeCache.txt"; then san=(--coverage); fi

export BPFWELD_CODEGEN=$prefix/libexec/bpfweld/bpfweld-codegen
# shellcheck disable=SC2046
cc "${san[@]}" -o use-shared "$top/testdata/consumer/consumer.c" $(pc --cflags --libs) -lpthread
LD_LIBRARY_PATH=$libdir ./use-shared a.bpf.c a1.o b.bpf.c b1.o
# shellcheck disable=SC2046
cc "${san[@]}" -o use-static "$top/testdata/consumer/consumer.c" $(pc --cflags) "$libdir/libbpfweld.a" \
	-ldwarf $(pkg-config --libs libelf jansson yaml-0.1 nettle zlib libzstd liblzma liblz4) -lpthread
./use-static a.bpf.c a2.o b.bpf.c b2.o
cmp a1.o a2.o
cmp b1.o b2.o
[ ! -e never.o ]
# The shared library exports the public names and nothing else.
extra=$(nm -D --defined-only "$libdir/libbpfweld.so" | awk '$2 ~ /[TDBR]/ {print $3}' | grep -v '^bpfweld_' |
	grep -v -e '^__' -e '^_' -e mangle_path || :)
[ -z "$extra" ] || { echo "the shared library also exports: $extra"; exit 1; }
echo "install: program, shared and static library work from a moved prefix"
