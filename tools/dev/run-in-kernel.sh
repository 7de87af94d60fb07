#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# run-in-kernel.sh - run one command under a real Debian kernel, inside QEMU.
#
#   run-in-kernel.sh [option...] ARCH KERNEL COMMAND [ARGUMENT...]
#
# ARCH     amd64 | arm64 | s390x (big-endian) | riscv64 | armhf | i386
# KERNEL   6.1, 6.12, 5.10, ...: the newest Debian kernel of that series
#          6.12:arm64-16k      : the same, of another flavour
#          linux-image-...     : exactly this package
#          a path with a slash : this kernel image (no modules then)
# COMMAND  runs as root in /job of the guest, PATH=/job:/bin:..., no stdin.
#          busybox gives sh, cat, base64, dmesg, ...
#
#   -f FILE[:PATH]  put FILE into the guest, at /job/ or at /PATH (repeatable)
#   -k MODULES      load these kernel modules first, e.g. -k "veth cls_bpf"
#   -p PACKAGES     unpack these Debian packages of ARCH and what they depend
#                   on into the guest, e.g. -p "bpftool/trixie tcpdump"
#   -c CPUS  -m MEGABYTES  -t SECONDS     defaults 1, 256 and 60
#   -a ARGUMENTS    append to the kernel command line
#   -v              show the whole console on stderr
#   -n              only fetch what the run needs, do not boot
#   -u              look for newer packages than the cached ones
#
# Output: what COMMAND wrote (stdout and stderr are one stream: the console).
# Exit status: COMMAND's own; 124 timed out; 125 no verdict (this script, a
# missing package, or the kernel failed: the reason is on stderr).
# If the kernel warned or oopsed during COMMAND, its messages go to stderr.
#
# Nothing is installed and no root is needed: packages are fetched with a
# private apt state below RIK_CACHE and verified against Debian's keys.
# Environment:
#   RIK_CACHE   default ~/.cache/bpfweld/kernels; once filled, no network is used
#   RIK_SUITES  Debian suites, searched in this order
#   RIK_MIRROR  the mirror's address before /debian; default: the one in apt's sources
#   RIK_ACCEL   kvm or tcg; default: KVM on hardware that has it, else TCG
# Needs: bash, apt, dpkg-deb, cpio, xz, flock and the qemu-system package of ARCH.

set -euo pipefail
cache=${RIK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bpfweld/kernels}
suites=${RIK_SUITES:-bookworm trixie trixie-backports bullseye}
# The host's own Debian mirror, less the trailing /debian.
# shellcheck disable=SC2016 # apt expands it
mirror=${RIK_MIRROR:-$(apt-get indextargets --format '$(SITE)' 2>/dev/null | sed -n 's,/debian/*$,,p' | head -n 1)}
[ "$mirror" ] || { echo "run-in-kernel: no Debian mirror in apt's sources; set RIK_MIRROR" >&2; exit 125; }
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() { echo "run-in-kernel: $*" >&2; }
die() { say "$*"; exit 125; }
usage() { sed -n '/^#   run-in/,/^# Needs/s/^# \{0,1\}//p' "$0" >&2; exit 125; }

files=() modules='' packages='' cpus=1 mem=256 limit=60 append='' verbose='' fetch_only='' refresh=''
while getopts f:k:p:c:m:t:a:vnu o; do
	case $o in
	f) files+=("$OPTARG") ;;
	k) modules+=" $OPTARG" ;;
	p) packages+=" $OPTARG" ;;
	c) cpus=$OPTARG ;;
	m) mem=$OPTARG ;;
	t) limit=$OPTARG ;;
	a) append=$OPTARG ;;
	v) verbose=1 ;;
	n) fetch_only=1 ;;
	u) refresh=1 ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -ge 3 ] || { [ $# = 2 ] && [ "$fetch_only" ]; } || usage

# --- the machine -------------------------------------------------------------
serial=(-serial stdio)
case $1 in
amd64 | x86_64)  arch=amd64 flavour=cloud-amd64 qemu=x86_64 from=qemu-system-x86 tty=ttyS0 machine=pc cpu=max ;;
i386)            arch=i386 flavour=686-pae qemu=i386 from=qemu-system-x86 tty=ttyS0 machine=pc cpu=max ;;
# pauth-impdef: without it the emulated pointer authentication triples the time
arm64 | aarch64) arch=arm64 flavour=cloud-arm64 qemu=aarch64 from=qemu-system-arm tty=ttyAMA0 machine=virt cpu=max,pauth-impdef=on ;;
armhf | arm)     arch=armhf flavour=armmp-lpae qemu=arm from=qemu-system-arm tty=ttyAMA0 machine=virt cpu=max ;;
riscv64)         arch=riscv64 flavour=riscv64 qemu=riscv64 from=qemu-system-misc tty=ttyS0 machine=virt cpu=rv64 ;;
s390x)           arch=s390x flavour=s390x qemu=s390x from=qemu-system-misc tty=ttysclp0 machine=s390-ccw-virtio cpu=max
                 serial=(-chardev 'stdio,id=con' -device 'sclpconsole,chardev=con') ;;
*) die "unknown architecture '$1'" ;;
esac
qemu=qemu-system-$qemu kernel=$2
shift 2
[ "$fetch_only" ] || command -v "$qemu" >/dev/null || die "$qemu not found (Debian package $from)"
for tool in apt-get dpkg-deb cpio xz flock; do
	command -v $tool >/dev/null || die "$tool not found"
done

# --- packages ----------------------------------------------------------------
# in_suite SUITE COMMAND...: run an apt command on SUITE's packages for $arch,
# with lists, cache and (empty) dpkg status of our own.
in_suite() {
	local suite=$1 dir=$cache/apt/$1-$arch
	shift
	mkdir -p "$dir"/{lists,archives}/partial "$dir/parts"
	: >>"$dir/status"
	{
		echo "deb [signed-by=$keyring] $mirror/debian $suite main"
		case $suite in *-backports | sid) ;; *)
			echo "deb [signed-by=$keyring] $mirror/debian-security $suite-security main" ;;
		esac
	} >"$dir/sources.list"
	cat >"$dir/apt.conf" <<-EOF
		APT::Architecture "$arch"; APT::Architectures { "$arch"; };
		APT::Sandbox::User ""; Acquire::Languages "none"; Acquire::Retries "3";
		Dir::State "$dir"; Dir::State::status "$dir/status";
		Dir::Cache "$dir"; Dir::Etc::sourcelist "$dir/sources.list";
		Dir::Etc::sourceparts "$dir/parts"; Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "$dir/parts";
	EOF
	# A mirror in mid-update fails one list of several: go on with the rest, and
	# try that suite again in the next run, not in this one.
	if [ ! -e "$dir/fresh" ] && [ ! "$dir/log" -nt "$cache/$arch/lock" ]; then
		say "reading the package lists of $suite/$arch"
		if APT_CONFIG=$dir/apt.conf apt-get -q update >"$dir/log" 2>&1; then
			: >"$dir/fresh"
		else
			say "apt-get update of $suite/$arch: $(grep -m1 '^E:' "$dir/log" || echo failed)"
		fi
	fi
	APT_CONFIG=$dir/apt.conf "$@"
}

# download PACKAGE FILE: leave the package in FILE; false if it cannot be had
download() {
	local suite tmp=$2.tmp
	for suite in $suites; do
		in_suite "$suite" apt-cache pkgnames "$1" | grep -Fx -- "$1" >/dev/null || continue
		say "fetching $1 from $suite/$arch"
		rm -rf "$tmp" && mkdir -p "$tmp"
		if (cd "$tmp" && in_suite "$suite" apt-get -q download "$1" >log 2>&1); then
			mv "$tmp"/*.deb "$2" && rm -r "$tmp"
			return
		fi
		grep '^E:' "$tmp/log" >&2 || :
	done
	say "cannot get $1 for $arch from: $suites"
	return 1
}

# unpack DEB DIRECTORY [PATTERN...]: of a package, what matches
unpack() {
	mkdir -p "$2"
	dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --keep-directory-symlink --no-same-owner --wildcards "${@:3}"
}

# candidates SERIES FLAVOUR: names of such kernel packages, the best first.  A
# dozen, as a package may be listed but not (or no longer) be on the mirror.
candidates() {
	local suite found end name="^linux-image-${1//./\\.}\\.[0-9][^-]*(-[0-9][0-9a-z.]*)?-$2"
	for suite in $suites; do
		found=$(in_suite "$suite" apt-cache pkgnames "linux-image-$1." | sort -rV)
		for end in '' -unsigned; do
			grep -E -m 12 "$name$end\$" <<<"$found" && return
		done
	done
}

# get_kernel PACKAGE: leave kernel and config in $kdir; false if it cannot be had
get_kernel() {
	local deb
	kdir=$cache/$arch/$1
	[ ! -e "$kdir/kernel" ] || return 0
	mkdir -p "$kdir"
	download "$1" "$kdir/image.deb" || return
	# From Linux 7 on this package is empty and depends on those with the files.
	if ! dpkg-deb -c "$kdir/image.deb" | grep /vmlinu >/dev/null; then
		for deb in binary base; do
			download "linux-$deb-${1#linux-image-}" "$kdir/$deb.deb" || return
		done
	fi
	for deb in "$kdir"/*.deb; do
		unpack "$deb" "$kdir/files" '*/vmlinu[xz]*' '*/config-*' '*/config' 2>/dev/null || : # some match nothing
	done
	find "$kdir/files" -type f -name 'config*' -exec mv {} "$kdir/config" \;
	find "$kdir/files" -type f -name 'vmlinu*' -exec mv {} "$kdir/kernel" \;
	rm -r "$kdir/files"
	[ -e "$kdir/kernel" ] || die "no kernel image in $1"
}

mkdir -p "$cache/$arch"
cache=$(cd "$cache" && pwd)
exec 9>"$cache/$arch/lock"
flock 9 # two runs may share a cache; the second waits while the first fetches
[ -z "$refresh" ] || rm -f "$cache"/apt/*-"$arch"/fresh "$cache/$arch"/newest-*

kdir=
case $kernel in
*/*)
	[ -r "$kernel" ] || die "cannot read kernel image $kernel"
	image=$kernel
	;;
linux-image-*) get_kernel "$kernel" || exit 125 ;;
*)
	series=${kernel%%:*}
	[ "$series" = "$kernel" ] || flavour=${kernel#*:}
	memo=$cache/$arch/newest-$series-$flavour
	if [ -e "$memo" ]; then
		get_kernel "$(<"$memo")" || exit 125
	else
		for package in $(candidates "$series" "$flavour") ''; do
			[ "$package" ] || die "no $flavour kernel $series for $arch in: $suites"
			get_kernel "$package" && break
		done
		echo "$package" >"$memo"
	fi
	;;
esac
[ -z "$kdir" ] || image=$kdir/kernel

if [ ! -e "$cache/$arch/busybox" ]; then
	download busybox-static "$cache/$arch/busybox.deb" || exit 125
	unpack "$cache/$arch/busybox.deb" "$cache/$arch/files" '*bin/busybox'
	find "$cache/$arch/files" -name busybox -type f -exec mv {} "$cache/$arch/busybox" \;
	rm -r "$cache/$arch/files" "$cache/$arch/busybox.deb"
fi

# --- the guest's files -------------------------------------------------------
tmp=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$tmp"' EXIT
root=$tmp/root
mkdir -p "$root"/{usr/{bin,sbin,lib,lib64},proc,sys,dev,tmp,run,job,modules}
for d in bin sbin lib lib64; do ln -s usr/$d "$root/$d"; done

for p in $packages; do
	memo=$cache/$arch/packages-${p/\//-} where=$suites
	[ "${p#*/}" = "$p" ] || where=${p#*/}
	if [ ! -e "$memo.tar" ] || [ "$refresh" ]; then
		for suite in $where; do
			in_suite "$suite" apt-get -q -y --no-install-recommends -o Debug::NoLocking=1 \
				--download-only install "${p%%/*}" >"$tmp/log" 2>&1 && break
		done || { tail -n 5 "$tmp/log" >&2; die "no package ${p%%/*} for $arch in: $where"; }
		mkdir -p "$tmp/p/usr"/{bin,sbin,lib,lib64}
		for d in bin sbin lib lib64; do ln -s usr/$d "$tmp/p/$d"; done
		for deb in "$cache/apt/$suite-$arch"/archives/*.deb; do
			unpack "$deb" "$tmp/p"
		done
		tar -c -C "$tmp/p" --exclude=./usr/share --exclude='*/gconv' . >"$memo.new" && mv "$memo.new" "$memo.tar"
		rm -r "$tmp/p" "$cache/apt/$suite-$arch"/archives/*.deb
	fi
	tar -x -C "$root" --keep-directory-symlink -f "$memo.tar"
done

# add_module NAME: what it depends on first, then itself
nmod=0
add_module() {
	local ko=$tmp/$1.ko src dep name=${1//_/[-_]} # file names have either
	[ ! -e "$ko" ] || return 0
	! grep -q "/$name\.ko\$" <<<"$builtin" || return 0
	src=$(grep -E -m1 "/$name\.ko(\.xz|\.zst)?\$" <<<"$available") || die "no module $1 in ${kdir##*/}"
	case $src in
	*.xz) xz -dc "$src" ;;
	*.zst) zstd -dqc "$src" ;;
	*) cat "$src" ;;
	esac >"$ko"
	for dep in $(tr '\0' '\n' <"$ko" | sed -n 's/^depends=//p' | tr ',-' ' _'); do add_module "$dep"; done
	cp "$ko" "$root/modules/$(printf %03d $nmod)-$1.ko"
	nmod=$((nmod + 1))
}
if [ "$modules" ]; then
	[ "$kdir" ] || die "-k needs a kernel from a package"
	if [ ! -d "$kdir/modules" ]; then
		[ ! -e "$kdir/binary.deb" ] || download "linux-modules-${kdir##*/linux-image-}" "$kdir/modules.deb" || exit 125
		for deb in "$kdir"/*.deb; do
			unpack "$deb" "$kdir/files" '*lib/modules/*' 2>/dev/null || : # not in every package
		done
		mv "$kdir/files" "$kdir/modules"
	fi
	available=$(find "$kdir/modules" -name '*.ko*')
	builtin=$(find "$kdir/modules" -name modules.builtin -exec cat {} +)
	for m in $modules; do add_module "${m//-/_}"; done
fi
exec 9>&-

[ ! "$fetch_only" ] || { echo "$image"; exit 0; }

for f in "${files[@]}"; do
	from=${f%%:*} to=job/
	[ "$from" = "$f" ] || to=${f#*:}
	[ -e "$from" ] || die "no file $from"
	case $to in */) mkdir -p "$root/$to" ;; *) mkdir -p "$root/$(dirname "$to")" ;; esac
	cp -rL "$from" "$root/$to" || die "cannot copy $from"
done
cp "$cache/$arch/busybox" "$root/bin/busybox"

# The command, quoted for the guest's shell, and a mark that no output contains
# by chance: the console between "MARK start" and "MARK exit N" is the output.
mark=RIK-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
{
	printf '#!/bin/busybox sh\nexec'
	for word; do printf " '%s'" "${word//\'/\'\\\'\'}"; done
	echo
} >"$root/command"
cat >"$root/init" <<EOF
#!/bin/busybox sh
/bin/busybox --install -s /bin 2>/dev/null
export PATH=/job:/bin:/sbin HOME=/job
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /tmp
mount -t bpf bpf /sys/fs/bpf
mount -t tracefs tracefs /sys/kernel/tracing
mount -t debugfs debugfs /sys/kernel/debug
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ifconfig lo 127.0.0.1 up
ulimit -l unlimited
for m in /modules/*.ko; do [ ! -e \$m ] || insmod \$m || echo "insmod \$m failed"; done
stty -opost
cd /job
taint=\$(cat /proc/sys/kernel/tainted)
printf '\n$mark start\n'
/command </dev/null
printf '\n$mark exit %d\n' \$?
# D(ie) 128, W(arning) 512, (soft) L(ockup) 16384
[ \$(( \$(cat /proc/sys/kernel/tainted) & ~taint & (128 | 512 | 16384) )) = 0 ] ||
	{ echo 'the kernel complained:'; dmesg | tail -n 60; }
poweroff -f
EOF
chmod 755 "$root/init" "$root/command"
(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet) >"$tmp/initrd"

# --- boot --------------------------------------------------------------------
# boot ACCEL: run the guest, print the output of COMMAND.  False when the kernel
# did not get as far as COMMAND.
log=$tmp/console
boot() {
	local model=$cpu wait=0
	[ "$1" = tcg ] || model=host
	: >"$log"
	timeout -k 5 "$limit" "$qemu" -accel "$1" -M "$machine" -cpu "$model" -smp "$cpus" -m "$mem" \
		-nodefaults -no-user-config -display none -monitor none -no-reboot "${serial[@]}" \
		-kernel "$image" -initrd "$tmp/initrd" \
		-append "console=$tty panic=-1 oops=panic ${verbose:-quiet loglevel=1} $append" \
		</dev/null >"$log" 2>"$tmp/qemu.err" &
	pid=$!
	# A KVM that cannot run this kernel may hang instead of failing.
	while [ "$1" = kvm ] && kill -0 "$pid" 2>/dev/null && ! grep -qa "^$mark start" "$log"; do
		sleep 0.1
		[ $((wait += 1)) -lt 150 ] || { kill "$pid"; break; }
	done 2>/dev/null
	tail -n +1 -s 0.05 -f --pid="$pid" "$log" | LC_ALL=C awk -v mark="$mark" -v all="$verbose" '
		{ line = $0; sub(/\r$/, "", line) }
		line == mark " start" { state = 1; held = 0; next }
		state == 1 && index(line, mark " exit ") == 1 {	# the mark brought one newline along
			if (held && last != "") printf "%s", last
			state = 2; fflush(); next
		}
		state == 1 { if (held) { print last; fflush() } last = $0; held = 1; next }
		all || (state == 2 && !/\] reboot: /) { print line >"/dev/stderr" }
		END { if (state == 1 && held) print last }'
	qemu_status=0
	{ wait "$pid" || qemu_status=$?; } 2>/dev/null
	pid=
	grep -qa "^$mark start" "$log"
}

accel=${RIK_ACCEL:-tcg}
# Modules, not /dev/kvm alone: a /dev/kvm without virtualization hardware behind
# it (such as kvm_pvm in some containers) cannot run an ordinary kernel.
if [ -z "${RIK_ACCEL:-}" ] && [ "$(dpkg --print-architecture)" = $arch ] && [ -w /dev/kvm ]; then
	case $arch in
	amd64) [ ! -d /sys/module/kvm_intel ] && [ ! -d /sys/module/kvm_amd ] || accel=kvm ;;
	arm64) accel=kvm ;;
	esac
fi
boot "$accel" || [ "$accel" = tcg ] || { say "KVM did not run this kernel; using TCG"; boot tcg; } || :

status=$(LC_ALL=C sed -n "s/^$mark exit \([0-9]*\).*/\1/p" "$log" | head -n 1)
[ -z "$status" ] || exit "$status"
case $qemu_status in
124 | 137) say "timed out after $limit seconds"; status=124 ;;
*) status=125; cat "$tmp/qemu.err" >&2 ;;
esac
grep -qa "^$mark start" "$log" || { say "the kernel did not reach the command; end of the console (-v shows all):"; tail -n 25 "$log" >&2; exit "$status"; }
[ $status = 124 ] || say "the kernel died while the command ran (its last words are above)"
exit "$status"
