#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# check-tree.sh - what can be said about the sources without compiling them.
#
#   check-tree.sh
#
#   format     clang-format 14 would change nothing (.def tables are aligned by hand)
#   licence    each source names its licence at the top
#   docs       each path that README.md or docs/ names in backticks exists
#   machine    no file names the home directory of one machine
#   scripts    shell scripts parse
#
# Prints what is wrong and a last line with counts; fails if there is anything.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2

passed=0 failed=0 skipped=0
# verdict CHECK TEXT: TEXT lists what is wrong, one a line, or is empty
verdict() {
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf '%s\n' "$2" | sed "s/^/FAIL $1: /"
	fi
}

# Files of the project: those git knows or would take, or, in an unpacked archive, all.
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
	mapfile -t files < <(git ls-files -co --exclude-standard | while read -r f; do [ ! -f "$f" ] || echo "$f"; done)
else
	mapfile -t files < <(find . -type f ! -path './build*' | sed 's,^\./,,')
fi
select_files() { printf '%s\n' "${files[@]}" | grep -E "$1"; }

mapfile -t c_files < <(select_files '^(lib|tools|bpf|testdata)/.*\.[ch]$')
format=$(command -v clang-format-14 || command -v clang-format || :)
case $format:$([ -z "$format" ] || "$format" --version) in
*'version 14.'*)
	verdict format "$(printf '%s\n' "${c_files[@]}" | xargs -r "$format" --dry-run 2>&1 |
		sed -n 's/^\([^:]*\):\([0-9]*\):.*clang-format-violations.*/\1:\2: clang-format would change this/p' |
		sort -u -t: -k1,1)"
	;;
*)
	skipped=$((skipped + 1))
	echo "SKIP format: no clang-format 14"
	;;
esac

verdict licence "$(select_files '^(lib|tools|bpf|testdata|\.ci)/.*(\.([chsS]|def|cmake|sh)|CMakeLists\.txt)$|^CMakeLists\.txt$' |
	while read -r f; do
		head -n 3 "$f" | grep -q 'SPDX-License-Identifier: ' || echo "$f: no SPDX-License-Identifier in its first lines"
	done)"

# A word in backticks that starts with one of our folders, or ends like a file of the root, is a
# path; <...>, * and {...} stand for any name.
resolve_docs() {
	local doc line word
	# shellcheck disable=SC2016 # backticks are what we look for
	for doc in $(select_files '^(README|docs/.*|bpf/.*)\.?[a-z]*\.md$|^README\.md$'); do
		grep -noE '`[^` ]+`' "$doc" | tr -d '`' | while IFS=: read -r line word; do
			case $word in
			lib/* | tools/* | docs/* | bpf/* | testdata/* | .ci/* | CMakeLists.txt | CMakePresets.json) ;;
			*) continue ;;
			esac
			word=${word%%[<\{:#]*}
			word=${word%%[.,;]}
			compgen -G "$word*" >/dev/null || echo "$doc:$line: no $word"
		done
	done
}
verdict docs "$(resolve_docs)"

# Written so that this file does not match itself.
verdict machine "$(printf '%s\0' "${files[@]}" |
	xargs -0 grep -nIE '(^|[^A-Za-z0-9_.$}/-])/(root|home/[a-z]+|work|tmp/brief)/[a-z.]' -- 2>/dev/null |
	grep -v '^tools/dev/check-tree\.sh:' | cut -c -160)"

verdict scripts "$(for f in $(select_files '\.sh$|^tools/test$|^tools/quickstart$|^\.ci/run$|^tools/dev/install-packages$'); do
	bash -n "$f" 2>&1
done)"

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
