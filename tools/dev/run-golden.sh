#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# run-golden.sh BINDIR CASE.t - run one golden case; BW_RECORD=1 rewrites what it expects.
#
# A case is one file that explains itself:
#
#   # What it shows, in a line or two.
#   === file a.bpf.c
#   ...text of the file...
#   === run bpfweld link -o app.o a.o
#   ...what it prints, stdout and stderr together...
#   === exit 1
#
# Files are made in an empty directory, where the commands run in order. Each
# `run` is followed by its output and an `exit` line. bpfweld is the one in BINDIR.
# More commands for cases:
#
#   cc-bpf [FLAG]... FILE...    compile with clang, each a.bpf.c to a.bpf.o, as a user
#                               without bpfweld would; also .cpp, .S
#   cc-user TARGET FILE.c       a program of user space: user.c to user.TARGET (tools/dev/golden)
#   link-all, run-object        every order of the inputs; the kernel's answer (tools/dev/golden)
#
# A line `=== needs PROGRAM...` says what the case cannot do without: where one is missing, the
# status is 77, too. Where there is no bpf(2), what programs return is not compared, and the status is 77.
set -u
for program in $(sed -n 's/^=== needs //p' "$2"); do
	command -v "$program" >/dev/null || { echo "SKIP: no $program"; exit 77; }
done
bindir=$(cd "$1" && pwd)
case=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
top=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/w" "$dir/bin"
cat >"$dir/bin/cc-bpf" <<END
#!/bin/sh
flags=
for a; do case \$a in -*) flags="\$flags \$a" ;; esac; done
for a; do
	case \$a in
	-*) continue ;;
	*.cpp) cc="clang++-19 -fno-exceptions -fno-rtti" ;;
	*) cc=clang-19 ;;
	esac
	\$cc --target=bpf -O2 -g -ffile-prefix-map="\$PWD"=. -Wall -I"$top/bpf/include" \$flags -c "\$a" -o "\${a%.*}.o" || exit
done
END
chmod +x "$dir/bin/cc-bpf"
PATH=$bindir:$bindir/../golden:$top/tools/dev/golden:$dir/bin:$PATH
export BW_GOLDEN_SKIP=$dir/skip NO_COLOR=1 LC_ALL=C
cd "$dir/w"

# Split the case: files are written, the rest becomes the expected transcript.
awk '
	/^=== file / { out = substr($0, 10); if (out ~ /\//) { d = out; sub(/\/[^\/]*$/, "", d); system("mkdir -p " d) } printf "" >out; next }
	/^=== /      { if (out != "") close(out); out = "" }
	out != ""    { print >out }
' "$case"

awk -v got="$dir/got" '
	/^=== needs / { print; next }
	/^=== file / { infile = 1; print; next }
	/^=== run /  { infile = 0; running = 1; print; cmd = substr($0, 9)
		printf "%s\n", cmd >cmdfile; close(cmdfile)
		status = system("bash " cmdfile " >" outfile " 2>&1 </dev/null")
		if (status > 255) status = int(status / 256)
		while ((getline line <outfile) > 0) { while (i = index(line, here)) line = substr(line, 1, i - 1) substr(line, i + length(here)); print line }
		close(outfile)
		print "=== exit " status
		next }
	/^=== exit / { running = 0; next }
	running      { next }
	{ print }
' here="$dir/w/" cmdfile="$dir/cmd" outfile="$dir/out" "$case" >"$dir/got"

if [ "${BW_RECORD:-}" ]; then
	cmp -s "$dir/got" "$case" || { cp "$dir/got" "$case"; echo "recorded $2"; }
	exit 0
fi
grep -q '^=== run ' "$case" || { echo "$2: no '=== run' line, so nothing is tested"; exit 1; }
if [ -e "$dir/skip" ]; then
	results='^([A-Za-z0-9_.]+ (returns|is) -?[0-9]+|[A-Za-z0-9_.]+ loaded|load: [A-Z0-9]+|run-object: .*)$'
	diff -u --label expected --label got <(grep -vE "$results" "$case") <(grep -vE "$results" "$dir/got") || exit 1
	echo "SKIP: $(cat "$dir/skip")"
	exit 77
fi
diff -u --label expected --label got "$case" "$dir/got"
