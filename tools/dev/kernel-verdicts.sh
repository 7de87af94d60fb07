#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# kernel-verdicts.sh - what the running kernel says of each selftest object, program by program.
#
#   kernel-verdicts.sh [-j N]
#
# The output of load-object for all of them; it does not change from run to run, so it is kept
# beside the objects.  The last line of the output is the file; with ".old" added it is what
# libbpf 1.1 could load.  Needs root and bpf(2).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
jobs=$(nproc)
while getopts j: o; do
	case $o in
	j) jobs=$OPTARG ;;
	*) echo "usage: kernel-verdicts.sh [-j N]" >&2; exit 2 ;;
	esac
done

log=$("$here/build-selftests.sh" -j "$jobs")
corpus=$(tail -n 1 <<<"$log")
peers=$("$here/build-peers.sh" -j "$jobs" | tail -n 1)
state=$(uname -r)-$(cat "$here/load-object.c" "$peers/libbpf.a" | sha256sum | cut -c 1-12)
out=$corpus/verdicts-$state

exec 9>"$corpus/lock"
flock 9
if [ ! -e "$out" ]; then
	echo "kernel-verdicts: loading the objects"
	"$peers/load-object-1.1" -q -w -j "$jobs" -t 300 "$corpus"/o/*.o >"$out.old" 9>&- || :
	"$peers/load-object" -j "$jobs" -t 300 "$corpus"/o/*.o >"$out.new" 9>&- || :
	if grep ' object killed=' "$out.new" "$out.old"; then
		echo "kernel-verdicts: those did not end in time: this machine is too busy to learn from" >&2
		exit 1
	fi
	mv "$out.new" "$out"
fi
echo "$out"
