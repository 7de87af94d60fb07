#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# loader-live.sh - loader executables on real kernels: this one, and arm64 and others in QEMU.
#
#   loader-live.sh [-b BPFWELD] [-n N] [-G] [-g "ARCH KERNEL"]... [STEP...]
#
#   -b BPFWELD  the program that makes loaders; default build/dev/tools/bpfweld
#   -n N        at most N fault points of each system call in `faults`, and N kills; default 12
#   -g GUEST    guests of `guests`; default: "arm64 6.12", "arm64 6.1", "amd64 6.12", "amd64 6.1"
#   -G          no guests
#   STEP        commands errors damage faults kills race guests; default all
#
#   commands  load, status, unload of the examples and of a program of each kind we attach
#   errors    each thing a machine can lack, with its exit code
#   damage    files cut short at every 97th byte, and a bit flipped in every 61st
#   faults    every system call of load made to fail in turn (strace), then undone
#   kills     SIGKILL at system calls of load and unload; the next load works. SIGTERM at those of
#             load: loaded, or nothing left
#   race      six loaders at once: one loads, five say so
#   guests    commands, inside QEMU
#
# After each of them nothing may be left: no program, map or link with an id that status showed,
# no pin. Runs in its own mount and network namespace; root is needed, and without it the steps
# on this kernel are skipped (exit 77 if nothing ran).
# Needs: clang-19; strace for faults and kills; run-in-kernel.sh and qemu for guests.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bpfweld=$root/build/dev/tools/bpfweld
points=12
guests=()
no_guests=
while getopts b:n:g:G o; do
	case $o in
	b) bpfweld=$(readlink -f "$OPTARG") ;;
	n) points=$OPTARG ;;
	g) guests+=("$OPTARG") ;;
	G) no_guests=1 ;;
	*) sed -n '/^#   loader-live/,/^# Needs/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ ${#guests[@]} -gt 0 ] || guests=("arm64 6.12" "arm64 6.1" "amd64 6.12" "amd64 6.1")
[ $# -gt 0 ] || set -- commands errors damage faults kills race guests
[ -x "$bpfweld" ] || { echo "loader-live: no $bpfweld; see -b" >&2; exit 2; }

if [ "$(id -u)" = 0 ] && [ -z "${LOADER_LIVE_INSIDE:-}" ]; then
	args=(-b "$bpfweld" -n "$points")
	[ -z "$no_guests" ] || args+=(-G)
	for g in "${guests[@]}"; do args+=(-g "$g"); done
	LOADER_LIVE_INSIDE=1 exec unshare -mn --propagation private bash "$0" "${args[@]}" "$@"
fi

work=$(mktemp -d) || exit 2
# The namespace takes its mounts along; without one nothing was mounted.
trap 'rm -rf "$work"' EXIT
bad=0 ran=0

say() { echo "loader-live: $*"; }
fail() { say "FAILED: $*"; bad=$((bad + 1)); }
# expect WHAT WANT COMMAND...: its exit code; its output goes to $work/out
expect() {
	local what=$1 want=$2 got
	shift 2
	"$@" >"$work/out" 2>&1
	got=$?
	[ "$got" = "$want" ] || { fail "$what: exit $got instead of $want: $(head -n 3 "$work/out")"; return 1; }
}

# --- programs ----------------------------------------------------------------
# make_objects: app.o of every example, and each.o with a program of each kind we attach
make_objects() {
	local dir name
	for dir in connwatch flowgate; do
		name=$work/$dir
		"$bpfweld" build -o "$name.o" -t linux-6.12/x86_64 "$root/bpf/examples/$dir"/*.bpf.c -- \
			-I"$root/bpf/include" >"$work/log" 2>&1 ||
			{ cat "$work/log" >&2; fail "bpfweld build $dir"; return 1; }
	done
	cat >"$work/each.bpf.c" <<-'C'
		#define SEC(n) __attribute__((section(n), used))
		#define __uint(n, v) int (*n)[v]
		#define __type(n, v) typeof(v) *n
		#define __array(n, v) typeof(v) *n[]
		static void *(*lookup)(void *, const void *) = (void *)1;
		struct { __uint(type, 1); __uint(max_entries, 64); __type(key, int); __type(value, long);
			__uint(pinning, 1); } by_name SEC(".maps");
		struct inner { __uint(type, 2); __uint(max_entries, 1); __type(key, int); __type(value, long); };
		struct inner first SEC(".maps");
		struct { __uint(type, 12); __uint(max_entries, 2); __type(key, int);
			__array(values, struct inner); } outer SEC(".maps") = {.values = {[1] = (void *)&first}};
		struct { __uint(type, 4); __type(key, int); __type(value, int); } per_cpu SEC(".maps");
		struct { __uint(type, 27); __uint(max_entries, 100); } ring SEC(".maps");
		const volatile int limit = 3;
		int seen[4];
		#define COUNT(i) ((void)(limit && __sync_fetch_and_add(&seen[i], 1)))
		SEC("tracepoint/sched/sched_switch") int on_tp(void *c) { int k = 1;
			COUNT(0); lookup(&by_name, &k); lookup(&outer, &k); return 0; }
		SEC("raw_tp/sys_enter") int on_raw_tp(void *c) { COUNT(1); return 0; }
		#ifdef KPROBES
		SEC("kprobe/do_nanosleep") int on_kprobe(void *c) { COUNT(2); return 0; }
		SEC("kretprobe/do_nanosleep") int on_kretprobe(void *c) { COUNT(2); return 0; }
		SEC("ksyscall/openat") int on_ksyscall(void *c) { COUNT(2); return 0; }
		#endif
		SEC("xdp") int on_xdp(void *c) { COUNT(3); return 2; }
		SEC("socket") int filter(void *c) { return 0; }
		char gpl[] SEC("license") = "GPL";
	C
	clang-19 --target=bpfel -g -O2 -c "$work/each.bpf.c" -o "$work/each.o" &&
		clang-19 --target=bpfel -g -O2 -DKPROBES -c "$work/each.bpf.c" -o "$work/probes.o"
}

# loader NAME ARCH: $work/NAME.ARCH
loader() {
	"$bpfweld" loader --arch "$2" -o "$work/$1.$2" "$work/$1.o" >"$work/log" 2>&1 ||
		{ cat "$work/log" >&2; fail "bpfweld loader --arch $2 $1.o"; return 1; }
}

# --- what is left ------------------------------------------------------------
# ids FILE: "program 12", "map 5", "link 7" of the output of status
ids() {
	sed -nE 's/^  (program|map) [^ ]+  id ([0-9]+) .*/\1 \2/p' "$1"
	grep -oE 'link [0-9]+' "$1"
}
# gone FILE: within 5 s, nothing with these ids exists
gone() {
	local kind id tries left
	for tries in $(seq 50); do
		left=$(ids "$1" | sort -u | while read -r kind id; do
			case $kind in program) kind=prog ;; esac
			bpftool "$kind" show id "$id" >/dev/null 2>&1 && echo "$kind $id"
		done)
		[ "$left" ] || return 0
		sleep 0.1
	done
	fail "still there: $(tr '\n' ' ' <<<"$left")"
}
# no_pins: bpffs is as when it was mounted
no_pins() {
	local left
	left=$(find /sys/fs/bpf -mindepth 1 ! -name '*.debug')
	[ ! "$left" ] || { fail "$1: pins left: $(head -n 5 <<<"$left" | tr '\n' ' ')"; rm -rf "${left%%$'\n'*}"; }
}
mount_all() {
	mount -t bpf bpf /sys/fs/bpf && mount -t tracefs tracefs /sys/kernel/tracing &&
		ip link add lv0 type veth peer name lv1 && ip link set lv0 up && ip link set lv1 up
}

# --- steps on this kernel ----------------------------------------------------
# cycle NAME DEVICE-OPTION...: load, status, load again, unload
cycle() {
	local name=$1 file=$work/$1.x86_64
	shift
	[ "$(uname -m)" = x86_64 ] || file=$work/$name.$(uname -m)
	expect "$name: load --dry-run" 0 "$file" load --dry-run
	no_pins "$name: dry run"
	expect "$name: status" 11 "$file" status
	expect "$name: load $*" 0 "$file" load "$@" || return
	expect "$name: status" 0 "$file" status
	cp "$work/out" "$work/status"
	expect "$name: load again" 10 "$file" load
	sleep 0.2
	expect "$name: status" 0 "$file" status
	! grep -q MISSING "$work/out" || fail "$name: $(grep MISSING "$work/out")"
	expect "$name: unload" 0 "$file" unload
	no_pins "$name: unload"
	gone "$work/status"
	expect "$name: unload again" 11 "$file" unload
}
runs_of() { sed -nE "s/^  program $1 .* runs ([0-9]+) .*/\1/p" "$work/out"; }

step_commands() {
	local stats name
	cycle connwatch
	grep -q 'attached, link' "$work/status" || fail "connwatch: nothing is attached"
	cycle flowgate --dev lv0
	grep -q 'program flowgate .* ifindex ' "$work/status" || fail "flowgate: not on the device"
	cycle each --dev lv0 --dev on_xdp=lv1
	grep -q 'program filter .*loaded, not attached' "$work/status" || fail "each: filter"
	stats=$(sysctl -n kernel.bpf_stats_enabled)
	sysctl -q kernel.bpf_stats_enabled=1
	expect "each: load" 0 "$work/each.x86_64" load --dev lv0
	ping -q -c 2 -I lv1 -W 1 224.0.0.1 >/dev/null 2>&1
	sleep 0.3
	expect "each: status" 0 "$work/each.x86_64" status
	sysctl -q kernel.bpf_stats_enabled="$stats"
	for name in on_tp on_raw_tp; do
		[ "$(runs_of $name)" -gt 0 ] || fail "each: $name never ran"
	done
	cp "$work/out" "$work/status"
	# A map pinned by name stays if asked; the next load takes it.
	bpftool map update pinned /sys/fs/bpf/by_name key 7 0 0 0 value 1 0 0 0 0 0 0 0
	expect "each: unload --keep-maps" 0 "$work/each.x86_64" unload --keep-maps
	expect "each: load with a kept map" 0 "$work/each.x86_64" load
	bpftool map lookup pinned /sys/fs/bpf/each/maps/by_name key 7 0 0 0 >/dev/null ||
		fail "each: the kept map was not taken"
	expect "each: unload" 0 "$work/each.x86_64" unload
	rm -f /sys/fs/bpf/by_name
	no_pins "each"
	gone "$work/status"
	# Another directory, twice at once.
	expect "--pin-dir" 0 "$work/connwatch.x86_64" load --pin-dir /sys/fs/bpf/a
	expect "--pin-dir" 0 "$work/connwatch.x86_64" load --pin-dir /sys/fs/bpf/b
	expect "--pin-dir" 0 "$work/connwatch.x86_64" unload --pin-dir /sys/fs/bpf/a
	expect "--pin-dir" 0 "$work/connwatch.x86_64" unload --pin-dir /sys/fs/bpf/b
	no_pins "--pin-dir"
}

step_errors() {
	local file=$work/each.x86_64
	expect "no such device" 9 "$file" load --dev nosuch
	expect "no such program" 1 "$file" load --dev nosuch=lv0
	expect "no command" 1 "$file"
	expect "help" 0 "$file" --help
	expect "not privileged" 4 setpriv --reuid 65534 --clear-groups --bounding-set=-all "$file" load
	expect "not a bpffs" 5 "$file" load --pin-dir /tmp/each
	expect "no such directory" 5 "$file" load --pin-dir /nonexistent/each
	mkdir /sys/fs/bpf/foreign
	expect "not ours" 5 "$file" unload --pin-dir /sys/fs/bpf/foreign
	rmdir /sys/fs/bpf/foreign
	bpftool map create /sys/fs/bpf/by_name type hash key 4 value 4 entries 1 name x
	expect "other map pinned" 12 "$file" load
	rm /sys/fs/bpf/by_name
	umount /sys/kernel/tracing
	expect "no tracefs" 8 "$file" load
	mount -t tracefs tracefs /sys/kernel/tracing
	while umount /sys/fs/bpf 2>/dev/null; do :; done # also what others mounted above it
	expect "no bpffs" 5 "$file" load
	mount -t bpf bpf /sys/fs/bpf
	expect "load without standard descriptors" 0 bash -c "exec 0<&- 1>&- 2>&-; exec $file load"
	expect "unload" 0 "$file" unload
	loader each aarch64
	expect "other architecture" 126 bash -c "$work/each.aarch64 status"
	no_pins errors
}

step_damage() {
	local file=$work/connwatch.x86_64 cut=$work/cut size at got n=0
	size=$(stat -c %s "$file")
	for at in $(seq 1024 97 "$size") $((size - 1)); do
		head -c "$at" "$file" >"$cut"
		chmod +x "$cut"
		expect "cut at $at of $size" 2 "$cut" load
		n=$((n + 1))
	done
	# Behind the ELF header and the start code: a flip in those may do anything.
	for at in $(seq 1024 61 "$size") $((size - 1)); do
		[ "$at" -lt "$size" ] || continue
		cp "$file" "$cut"
		printf '%b' "\\x$(printf %02x $((0x$(od -An -tx1 -j "$at" -N1 "$file" | tr -d ' ') ^ 1 << RANDOM % 8)))" |
			dd of="$cut" bs=1 seek="$at" conv=notrunc status=none
		timeout -s KILL 5 "$cut" load >"$work/out" 2>&1
		got=$?
		n=$((n + 1))
		# A flip in the code may crash or hang, it may not load.
		[ "$got" != 0 ] || { fail "flip at $at was not noticed"; "$cut" unload >/dev/null 2>&1; }
		[ "$got" = 2 ] || [ "$at" -lt "$code" ] || fail "flip at $at of $size: exit $got"
	done
	say "damage: $n files"
	no_pins damage
}

# calls FILE COMMAND: how often each system call is made, "N name" lines
calls() { strace -f -o "$work/trace" "$@" >/dev/null 2>&1; sed -nE 's/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' "$work/trace" | sort | uniq -c; }

step_faults() {
	local file=$work/each.x86_64 count name err at n=0 ok=0 got
	calls "$file" load >"$work/calls"
	"$file" unload
	while read -r count name; do
		case $name in execve | exit_group | write | rt_sigaction | rt_sigprocmask | close) continue ;; esac
		for err in EPERM ENOMEM EAGAIN ENOSPC EINTR; do
			for at in $(seq "$count" | shuf -n "$points" --random-source=<(yes)); do
				strace -o /dev/null -e inject="$name:error=$err:when=$at" "$file" load >"$work/out" 2>&1
				got=$?
				n=$((n + 1))
				if [ "$got" = 0 ]; then
					ok=$((ok + 1))
					expect "unload after $name #$at $err" 0 "$file" unload
				fi
				[ "$got" -lt 14 ] || fail "$name #$at $err: exit $got: $(cat "$work/out")"
				no_pins "$name #$at $err"
			done
		done
	done <"$work/calls"
	say "faults: $n points, $ok survived, $((n - ok)) refused"
}

# stops FILE: SIGTERM at system calls of load
stops() {
	local count name at got n=0 stopped=0
	calls "$1" load >"$work/calls"
	"$1" unload
	while read -r count name; do
		case $name in execve | exit_group) continue ;; esac
		for at in $(seq "$count" | shuf -n "$points" --random-source=<(yes)); do
			strace -o /dev/null -e inject="$name:signal=TERM:when=$at" "$1" load >"$work/out" 2>&1
			got=$?
			n=$((n + 1))
			case $got in
			0) expect "unload after SIGTERM at $name #$at" 0 "$1" unload ;;
			13) stopped=$((stopped + 1)) ;;
			143) [ "$name" = rt_sigaction ] || fail "SIGTERM at $name #$at killed it" ;; # too early
			*) fail "SIGTERM at $name #$at: exit $got: $(cat "$work/out")" ;;
			esac
			no_pins "SIGTERM at $name #$at"
		done
	done <"$work/calls"
	say "kills: SIGTERM at $n points, stopped at $stopped"
}

step_kills() {
	local file=$work/each.x86_64 command count name at n=0
	stops "$file"
	for command in load unload; do
		[ "$command" = load ] || expect load 0 "$file" load
		calls "$file" "$command" >"$work/calls"
		[ "$command" != load ] || "$file" unload
		while read -r count name; do
			case $name in execve | exit_group) continue ;; esac
			for at in $(seq "$count" | shuf -n "$points" --random-source=<(yes)); do
				[ "$command" = load ] || "$file" load >"$work/out" 2>&1
				# In a shell of its own, so that nobody reports the kill.
				(strace -o /dev/null -e inject="$name:signal=KILL:when=$at" "$file" "$command"; exit 0) >/dev/null 2>&1
				n=$((n + 1))
				"$file" load >"$work/out" 2>&1
				case $? in 0 | 10) ;; *) fail "load after a kill of $command at $name #$at: $(cat "$work/out")" ;; esac
				expect "unload after a kill of $command at $name #$at" 0 "$file" unload
				no_pins "kill of $command at $name #$at"
			done
		done <"$work/calls"
	done
	say "kills: $n points"
}

step_race() {
	local file=$work/each.x86_64 round i won codes pids
	for round in 1 2 3 4 5; do
		pids=() codes=
		for i in 1 2 3 4 5 6; do
			"$file" load >/dev/null 2>&1 &
			pids+=($!)
		done
		won=0
		for i in "${pids[@]}"; do
			wait "$i"
			codes+=" $?"
		done
		for i in $codes; do
			case $i in 0) won=$((won + 1)) ;; 10) ;; *) fail "race: exit codes$codes" ;; esac
		done
		[ "$won" = 1 ] || fail "race $round: $won loaded"
		expect "race: unload" 0 "$file" unload
		no_pins "race $round"
	done
}

# --- guests ------------------------------------------------------------------
step_guests() {
	local guest arch machine
	cat >"$work/guest.sh" <<-'SH'
		mount -t bpf bpf /sys/fs/bpf 2>/dev/null # or it is there
		mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
		echo 1 >/proc/sys/kernel/bpf_stats_enabled
		bad=0
		want() { local w=$1 g; shift; "$@" >/out 2>&1; g=$?; [ $g = $w ] || { echo "FAILED: $*: exit $g, not $w"; cat /out; bad=1; }; }
		for f in connwatch flowgate probes; do
			dev=; [ $f = connwatch ] || dev='--dev lo'
			want 0 /job/$f load --dry-run
			want 0 /job/$f load $dev
			want 10 /job/$f load
			usleep 200000
			want 0 /job/$f status
			grep MISSING /out && bad=1
			[ $f != probes ] || for p in on_tp on_raw_tp on_kprobe on_kretprobe on_ksyscall; do
				grep -qE "program $p .*attached.* runs [1-9]" /out || { echo "FAILED: $p did not run"; cat /out; bad=1; }
			done
			want 0 /job/$f unload
			want 11 /job/$f unload
		done
		left=$(find /sys/fs/bpf -mindepth 1 ! -name '*.debug')
		[ ! "$left" ] || { echo "FAILED: left: $left"; bad=1; }
		exit $bad
	SH
	for guest in "${guests[@]}"; do
		arch=${guest%% *} machine=x86_64
		[ "$arch" = amd64 ] || machine=aarch64
		mkdir -p "$work/$machine"
		for name in connwatch flowgate probes; do
			loader $name $machine && cp "$work/$name.$machine" "$work/$machine/$name"
		done
		if expect "guest $guest" 0 "$here/run-in-kernel.sh" -f "$work/$machine/connwatch" \
			-f "$work/$machine/flowgate" -f "$work/$machine/probes" -f "$work/guest.sh" \
			"$arch" "${guest#* }" sh /job/guest.sh; then
			say "guest $guest: passed"
		else
			cat "$work/out"
		fi
		ran=1
	done
}

# --- all ---------------------------------------------------------------------
make_objects || exit 1
for step in "$@"; do
	if [ "$step" = guests ]; then
		[ "$no_guests" ] || step_guests
		continue
	fi
	if [ "$(id -u)" != 0 ] || [ "$(uname -m)" != x86_64 ]; then
		say "$step: skipped, needs root on x86_64"
		continue
	fi
	if [ -z "${mounted:-}" ]; then
		mount_all || { fail "cannot mount bpffs and tracefs, or make a veth pair"; break; }
		mounted=1
		for name in connwatch flowgate each; do loader $name x86_64 || exit 1; done
		code=$(($(readelf -lW "$work/each.x86_64" | awk '$1 == "LOAD" {print $5; exit}')))
	fi
	"step_$step"
	ran=1
done
[ "$ran" = 1 ] || exit 77
[ "$bad" = 0 ] && say "all passed"
exit $((bad != 0))
