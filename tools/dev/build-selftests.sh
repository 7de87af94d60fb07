#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# build-selftests.sh - compile the kernel's own BPF selftests: our corpus of real objects.
#
#   build-selftests.sh [-j N] [OUTDIR]
#
# OUTDIR defaults to a directory below the cache whose name holds what the objects depend on: the
# version of the source package, of clang, of the kernel whose types they use, and our revision.
# A complete OUTDIR is left as it is.  The last line of the output is OUTDIR.
#
#   OUTDIR/o/NAME.o     little-endian objects, one for each progs/NAME.c that compiles
#   OUTDIR/eb/NAME.o    the same, big-endian: those linked from several files
#   OUTDIR/log/NAME     what clang said, of those that did not compile
#   OUTDIR/failed.tsv   NAME, reason
#   OUTDIR/src          sources and headers, vmlinux.h among them
#
# Needs: clang-19, bpftool, python3 (the kernel's own header generator), linux-source-6.12.
set -euo pipefail

source_tar=${BPFWELD_KERNEL_SOURCE:-/usr/src/linux-source-6.12.tar.xz}
clang=${CLANG:-clang-19}
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bpfweld
jobs=$(nproc)
revision=1 # raise it when this script would make other objects of the same sources

say() { echo "build-selftests: $*"; }
die() { echo "build-selftests: $*" >&2; exit 1; }

while getopts j: o; do
	case $o in
	j) jobs=$OPTARG ;;
	*) die "usage: build-selftests.sh [-j N] [OUTDIR]" ;;
	esac
done
shift $((OPTIND - 1))

[ -r "$source_tar" ] || die "no $source_tar (Debian package linux-source-6.12)"
for tool in "$clang" bpftool python3 xz; do
	command -v "$tool" >/dev/null || die "$tool not found"
done

# The types come from the running kernel, else from a Debian kernel of the selftests' own series.
btf=/sys/kernel/btf/vmlinux
types=$(uname -r)
[ -r $btf ] || types=debian-6.12

key() {
	{
		dpkg-query -W -f '${Version}\n' linux-source-6.12 2>/dev/null || stat -c %s "$source_tar"
		"$clang" --version | head -n 1
		echo "$types"
		echo $revision
	} | sha256sum | cut -c 1-12
}
out=${1:-$cache/selftests-$(key)}

report() {
	say "$(wc -l <"$out/failed.tsv") of $(find "$out/src/tools/testing/selftests/bpf/progs" -name '*.c' | wc -l) do not compile:"
	sed 's/^/  /' "$out/failed.tsv"
	say "$(find "$out/o" -name '*.o' | wc -l) objects, $(find "$out/eb" -name '*.o' | wc -l) of them big-endian too"
	echo "$out"
}
if [ -e "$out/complete" ]; then
	report
	exit
fi

# Two runs at a time would build in each other's directory.
mkdir -p "$out"
out=$(cd "$out" && pwd)
exec 9>"$out/lock"
flock 9
if [ -e "$out/complete" ]; then
	report
	exit
fi
rm -rf "$out"/{o,eb,log,src,failed.tsv}
mkdir -p "$out"/{o,eb,log,src/include/bpf}

# --- sources and headers -----------------------------------------------------------------------
say "unpacking $(basename "$source_tar")"
top=$(basename "$source_tar" .tar.xz)
tar -xf "$source_tar" -C "$out/src" --strip-components=1 \
	"$top"/{tools/testing/selftests/bpf,tools/lib/bpf,tools/include/{linux,uapi},scripts/bpf_doc.py}
src=$out/src bpf=$out/src/tools/testing/selftests/bpf
cp "$src"/tools/lib/bpf/*.h "$src/include/bpf/"
python3 "$src/scripts/bpf_doc.py" --header --file "$src/tools/include/uapi/linux/bpf.h" \
	>"$src/include/bpf/bpf_helper_defs.h" 2>"$src/bpf_doc.log" || die "$(cat "$src/bpf_doc.log")"

if [ ! -r $btf ]; then
	say "this kernel shows no BTF; taking a Debian kernel's"
	btf=$src/vmlinux.btf
	"$here/run-in-kernel.sh" -t 600 amd64 6.12 cat /sys/kernel/btf/vmlinux >"$btf"
fi
bpftool btf dump file "$btf" format c >"$src/include/vmlinux.h"

# --- compile -----------------------------------------------------------------------------------
case $(uname -m) in
x86_64) arch=x86 ;;
aarch64) arch=arm64 ;;
s390x) arch=s390 ;;
*) arch=$(uname -m) ;;
esac
# --target=bpf does not search the host's multiarch directory, where asm/ is.
sys=$("$clang" -v -E -x c /dev/null 2>&1 >/dev/null |
	sed -n '/<...> search starts here:/,/^End of search/s/^ \(\/.*\)/-idirafter \1/p' | tr '\n' ' ')
export src bpf out clang arch sys

# compile_one TARGET DIR NAME: an object in DIR, or a line in failed.tsv
compile_one() {
	local o=$out/$2/$3.o log=$out/log/$2-$3 extra again
	# The selftests' Makefile has a few files with flags of their own.
	extra=$(sed -n -e "s,^progs/$3\.c-CFLAGS := ,,p" \
		-e "s,^\$(OUTPUT)/$3\.o: BPF_CFLAGS += ,,p" "$bpf/Makefile")
	for again in "" -DBPF_NO_KFUNC_PROTOTYPES; do
		# shellcheck disable=SC2086 # word splitting is meant
		if (cd "$bpf/progs" && "$clang" -O2 -g --target="$1" -mcpu=v3 -w \
			-D__TARGET_ARCH_"$arch" $again $extra -I"$src/include" -I.. \
			-I"$src/tools/include/uapi" $sys -c "$3.c" -o "$o") 2>"$log"; then
			rm -f "$log"
			return 0
		fi
	done
	rm -f "$o"
	printf '%s\t%s\n' "$3" "$(grep -m 1 -o 'error: .*' "$log" || head -n 1 "$log")" >>"$out/failed.tsv"
}
export -f compile_one
# shellcheck disable=SC2016 # the inner shell expands it
little='compile_one bpfel o "$1"' big='compile_one bpfeb eb "$1"'

: >"$out/failed.tsv"
say "compiling with $("$clang" --version | head -n 1), types of $types"
# The biggest first, so that the last ones do not leave a core idle.
find "$bpf/progs" -name '*.c' -printf '%s %f\n' | sort -rn | sed 's/^[0-9]* //; s/\.c$//' |
	xargs -P "$jobs" -I {} bash -c "$little" - {}
(cd "$bpf/progs" && ls linked_* test_static_linked[12].c test_subskeleton*.c) |
	sed -n '/^linked_\(funcs\|maps\|vars\)[12]\.c$/p; /^test_/p' | sed 's/\.c$//' |
	xargs -P "$jobs" -I {} bash -c "$big" - {}
sort -o "$out/failed.tsv" "$out/failed.tsv"
: >"$out/complete"
report
