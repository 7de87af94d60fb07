#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# diff-abi.sh - layouts of user-space ABIs are those of their compilers.
#
#   diff-abi.sh [-n COUNT] [-s SEED] [-k DIR] [-w] BPFWELD
#
# Some 80 declarations that tell ABIs apart and COUNT random ones (default 300) are laid out by
# `bpfweld show --layout --abi` for every ABI, from BPF objects of both byte orders and of gcc, and
# compared with the constants of clang-19, of Debian's cross gcc 12, of Go 1.19 and of rustc: size,
# alignment, offset and size of each member, place of each bit-field. What is committed in testdata/abi must
# be what the compilers say; -w writes it anew.  -k keeps what was made in DIR.
#
# Random declarations are without attributes that leave no trace in BPF's layout: BTF does not
# keep those, and nobody can know of them. Their number is printed.
#
# The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
count=300 seed=1 write=()
while getopts n:s:k:w o; do
	case $o in
	n) count=$OPTARG ;;
	s) seed=$OPTARG ;;
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && trap - EXIT ;;
	w) mkdir -p "$here/../../testdata/abi" && write=(--record "$here/../../testdata/abi") ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: diff-abi.sh [-n COUNT] [-s SEED] [-k DIR] [-w] BPFWELD" >&2; exit 2; }
for tool in python3 clang-19 bpftool; do
	command -v "$tool" >/dev/null || { echo "SKIP abi: no $tool"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
done
python3 "$here/abi-probe.py" --random "$count" --seed "$seed" "${write[@]}" "$(realpath "$1")" "$tmp"
