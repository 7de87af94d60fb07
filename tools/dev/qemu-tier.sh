#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# qemu-tier.sh - what bpfweld makes, on other kernels and another byte order.
#
#   qemu-tier.sh [-k DIR] BPFWELD
#
# In guests booted by run-in-kernel.sh:
#   - the selftests made of several files, linked by bpfweld in one pass, load on amd64 6.1, arm64
#     6.12 and s390x 6.12 (big-endian); where the same files linked by bpftool do not load there
#     either, nothing is learnt, and that is said;
#   - the tracing selftests, which a kernel without kprobes and trampolines refuses, are the same
#     to amd64 6.12 before and after a link.
# -k keeps the files that go into the guests, and what came out, in DIR.
#
# The last line of the output: N passed, N failed, N skipped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
while getopts k: o; do
	case $o in
	k) mkdir -p "$OPTARG" && rm -rf "$tmp" && tmp=$(cd "$OPTARG" && pwd) && trap - EXIT ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: qemu-tier.sh [-k DIR] BPFWELD" >&2; exit 2; }
bpfweld=$1

passed=0 failed=0 skipped=0
pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAIL qemu $*"; }
skip() { skipped=$((skipped + 1)); echo "SKIP qemu $*"; }

log=$("$here/build-selftests.sh")
corpus=$(tail -n 1 <<<"$log")
peers=$("$here/build-peers.sh" | tail -n 1)

# guest MACHINE... : run-in-kernel.sh, with what it says kept for the reason of a skip.  It exits
# with 125 where it could not find out: no qemu, no package, no network.
guest() { "$here/run-in-kernel.sh" "$@" 2>"$tmp/guest.err"; }
guest_reason() { grep . "$tmp/guest.err" | tail -n 1 || echo "the guest said nothing"; }

# --- linked objects load -----------------------------------------------------------------------
sets='linked_funcs linked_maps linked_vars test_static_linked'

# In the guest: one line for each object, "NAME ok" or "NAME and bpftool's last word".
cat >"$tmp/load.sh" <<'EOS'
mkdir -p /boot
cp /job/config "/boot/config-$(uname -r)" # linked_vars asks for CONFIG_ values
for f in ours/*.o theirs/*.o; do
	[ -e "$f" ] || continue
	if bpftool prog loadall "$f" /sys/fs/bpf/x >log 2>&1; then
		echo "$f ok"
		rm -r /sys/fs/bpf/x
	else
		echo "$f $(grep . log | tail -n 1)"
	fi
done
EOS

# compile ENDIAN NAME OUT: programs that a loader leaves alone unless asked ("?") are of no use here
compile() {
	local src=$corpus/src progs=$corpus/src/tools/testing/selftests/bpf/progs
	sed 's/SEC("?/SEC("/' "$progs/$2.c" >"$tmp/$2.c"
	clang-19 -O2 -g --target="$1" -mcpu=v3 -w -D__TARGET_ARCH_x86 -I"$src/include" -I"$progs" -I"$progs/.." \
		-I"$src/tools/include/uapi" -c "$tmp/$2.c" -o "$3"
}

# link_sets DIR ENDIAN: the sets, by bpfweld and (bpftool 7.5 reads its own byte order only) bpftool
link_sets() {
	local set a b
	rm -rf "$1"
	mkdir -p "$1"/{ours,theirs}
	for set in $sets; do
		a=$1/${set}1.o b=$1/${set}2.o
		compile "$2" "${set}1" "$a"
		compile "$2" "${set}2" "$b"
		"$bpfweld" link -o "$1/ours/$set.o" "$a" "$b" >"$1/$set.log" 2>&1 || :
		[ "$2" = bpfel ] || continue
		"$peers/bpftool" gen object "$1/1.o" "$a" "$b"
		"$peers/bpftool" gen object "$1/2.o" "$1/1.o"
		"$peers/bpftool" gen object "$1/theirs/$set.o" "$1/2.o"
	done
}

# check_linked ARCH KERNEL DIR
check_linked() {
	local set status=0 say theirs kernel config=/dev/null
	kernel=$("$here/run-in-kernel.sh" -n "$1" "$2" 2>"$tmp/guest.err") || status=$?
	[ $status != 0 ] || config=$(dirname "$kernel")/config
	guest -t 300 -m 512 -p bpftool/trixie -f "$3/ours" -f "$3/theirs" -f "$tmp/load.sh" \
		-f "$config:job/config" "$1" "$2" sh load.sh >"$3/out-$1" || status=$?
	for set in $sets; do
		if [ ! -e "$3/ours/$set.o" ]; then
			fail "$1 $2 $set: link: $(head -n 1 "$3/$set.log")"
			continue
		elif [ $status = 125 ]; then
			skip "$1 $2 $set: $(guest_reason)"
			continue
		fi
		say=$(sed -n "s,^ours/$set.o ,,p" "$3/out-$1")
		theirs=$(sed -n "s,^theirs/$set.o ,,p" "$3/out-$1")
		if [ "$say" = ok ]; then
			pass
		elif [ "$theirs" ] && [ "$theirs" != ok ]; then
			skip "$1 $2 $set: bpftool's does not load there either: $theirs"
		else
			fail "$1 $2 $set: ${say:-no answer, status $status: $(guest_reason)}"
		fi
	done
}
link_sets "$tmp/little" bpfel
link_sets "$tmp/big" bpfeb
check_linked amd64 6.1 "$tmp/little"
check_linked arm64 6.12 "$tmp/little"
check_linked s390x 6.12 "$tmp/big"

# --- tracing objects are the same after a link -------------------------------------------------
tracing() {
	local n objects state before status=0
	# A third of those with programs for which the kernel makes a trampoline or a probe.
	mapfile -t objects < <(cd "$corpus/o" && grep -l -a -E '(fentry|fexit|fmod_ret|lsm|kprobe|kretprobe|tp_btf)(\.s)?/' ./*.o |
		sed 's,^\./,,; s,\.o$,,' | awk 'NR % 3 == 1')
	rm -rf "$tmp/in" "$tmp/out"
	mkdir -p "$tmp"/{in,out}
	for n in "${objects[@]}"; do
		"$bpfweld" link -o "$tmp/out/$n.o" "$corpus/o/$n.o" >"$tmp/$n.log" 2>&1 || :
		cp "$corpus/o/$n.o" "$tmp/in/"
	done
	gcc -std=c11 -D_GNU_SOURCE -O1 -static -I"$peers/include" -o "$tmp/load-object" "$here/load-object.c" \
		"$peers/libbpf.a" -Wl,--wrap=bpf_prog_load -lelf -lz -lzstd 2>"$tmp/gcc.log" ||
		gcc -std=c11 -D_GNU_SOURCE -O1 -static -I"$peers/include" -o "$tmp/load-object" "$here/load-object.c" \
			"$peers/libbpf.a" -Wl,--wrap=bpf_prog_load -lelf -lz
	# shellcheck disable=SC2016 # for the guest
	echo 'cd "/job/$1" && /job/load-object -w -q -j 1 *.o' >"$tmp/look.sh"

	state=$( { "$here/run-in-kernel.sh" -n amd64 6.12; cat "$here/load-object.c"; printf '%s\n' "${objects[@]}"; } 2>/dev/null |
		sha256sum | cut -c 1-12)
	before=$corpus/guest-before-$state
	if [ ! -s "$before" ]; then
		guest -t 900 -m 768 -a nokaslr -f "$tmp/in" -f "$tmp/look.sh" -f "$tmp/load-object" amd64 6.12 \
			sh look.sh in >"$tmp/before" || status=$?
		if [ $status = 125 ]; then
			skip "tracing objects (${#objects[@]}) on amd64 6.12: $(guest_reason)"
			return
		fi
		! grep -q ' object ' "$tmp/before" || cp "$tmp/before" "$before"
	fi
	# nokaslr: some programs hold addresses of the kernel
	guest -t 900 -m 768 -a nokaslr -f "$tmp/out" -f "$tmp/look.sh" -f "$tmp/load-object" amd64 6.12 \
		sh look.sh out >"$tmp/after" || :
	for n in "${objects[@]}"; do
		grep "^$n\.o " "$before" | sort >"$tmp/a" || :
		grep "^$n\.o " "$tmp/after" | sort >"$tmp/b" || :
		if [ ! -e "$tmp/out/$n.o" ]; then
			fail "tracing $n: link: $(head -n 1 "$tmp/$n.log")"
		elif [ -s "$tmp/b" ] && cmp -s "$tmp/a" "$tmp/b"; then
			pass
		else
			fail "tracing $n: $(diff "$tmp/a" "$tmp/b" | grep -m 1 '^[<>]' | cut -c -150)"
		fi
	done
	echo "tracing: $(grep -c 'object load=ok' "$before") of ${#objects[@]} load on amd64 6.12 before, $(grep -c 'object load=ok' "$tmp/after") after"
}
tracing

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
