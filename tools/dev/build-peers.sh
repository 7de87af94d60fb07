#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# build-peers.sh - the tools our output is compared with, newer than Debian 12's.
#
#   build-peers.sh [-j N]
#
# From the kernel source package linux-source-6.12: libbpf 1.5 and the bootstrap bpftool 7.5 (gen
# and btf only).  With them, load-object.  All below the cache; the last line of the output is the
# directory:
#
#   bpftool          bpftool 7.5
#   load-object      linked with libbpf 1.5
#   load-object-1.1  linked with Debian 12's libbpf 1.1: an old loader takes our output too
#
# Needs: gcc, make, libelf-dev, zlib1g-dev, libbpf-dev, xz-utils, linux-source-6.12.
set -euo pipefail

source_tar=${BPFWELD_KERNEL_SOURCE:-/usr/src/linux-source-6.12.tar.xz}
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bpfweld
jobs=$(nproc)

die() { echo "build-peers: $*" >&2; exit 1; }

while getopts j: o; do
	case $o in
	j) jobs=$OPTARG ;;
	*) die "usage: build-peers.sh [-j N]" ;;
	esac
done

[ -r "$source_tar" ] || die "no $source_tar (Debian package linux-source-6.12)"
key=$({
	dpkg-query -W -f '${Version}\n' linux-source-6.12 2>/dev/null || stat -c %s "$source_tar"
	gcc -dumpfullversion
} | sha256sum | cut -c 1-12)
out=$cache/peers-$key
mkdir -p "$out"
exec 9>"$out/lock"
flock 9

if [ ! -e "$out/complete" ]; then
	echo "build-peers: building libbpf and bpftool from $(basename "$source_tar")"
	tmp=$out/src
	rm -rf "$tmp"
	mkdir -p "$tmp/build"
	top=$(basename "$source_tar" .tar.xz)
	tar -xf "$source_tar" -C "$tmp" --strip-components=1 \
		"$top"/{tools/{bpf/bpftool,lib,build,scripts,include,arch},kernel/bpf,scripts/bpf_doc.py}
	make -s -j "$jobs" -C "$tmp/tools/bpf/bpftool" OUTPUT="$tmp/build/" bootstrap \
		>"$tmp/log" 2>&1 || { tail -n 20 "$tmp/log" >&2; die "the build failed, see $tmp/log"; }
	cp "$tmp/build/bootstrap/bpftool" "$out/bpftool"
	# Its own libbpf.a is one object in which no function can be wrapped any more.
	rm -f "$out/libbpf.a" "$tmp/build/bootstrap/libbpf/staticobjs/libbpf-in.o"
	ar crs "$out/libbpf.a" "$tmp"/build/bootstrap/libbpf/staticobjs/*.o
	rm -rf "$out/include"
	cp -r "$tmp/build/bootstrap/libbpf/include" "$out/include"
	mkdir -p "$out/include/linux"
	cp "$tmp"/tools/include/uapi/linux/{bpf,bpf_common,btf}.h "$out/include/linux/"
	rm -rf "$tmp"
	: >"$out/complete"
fi

# loader NAME FLAG...: load-object with the libbpf that FLAGs name
loader() {
	[ "$out/$1" -ot "$here/load-object.c" ] || return 0
	gcc -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -o "$out/$1.new" "$here/load-object.c" \
		-Wl,--wrap=bpf_prog_load "${@:2}" -lelf -lz
	mv "$out/$1.new" "$out/$1"
}
loader load-object -I"$out/include" "$out/libbpf.a"
loader load-object-1.1 -Wl,-Bstatic -lbpf -Wl,-Bdynamic

echo "$out"
