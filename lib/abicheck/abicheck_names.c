/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names across languages. What C calls flow_key, Go calls main.FlowKey, Rust app::FlowKey,
 * and bpf2go bpfFlowKey.
 */
#include "abicheck/abicheck_parts.h"

#include <ctype.h>

const char *name_last(struct bw_arena *a, const char *qualified)
{
	size_t n = strcspn(qualified, "<"), from = n;
	static const char *const tags[] = {"struct ", "union ", "enum ", "class "};

	for (size_t i = 0; i < BW_COUNT(tags); i++)
		if (strncmp(qualified, tags[i], strlen(tags[i])) == 0)
			return name_last(a, qualified + strlen(tags[i]));
	while (from && !strchr(".:/", qualified[from - 1]))
		from--;
	return bw_strndup(a, qualified + from, n - from);
}

static void put_plain(struct bw_sb *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != '_')
			bw_sb_addc(b, (char)tolower((unsigned char)s[i]));
}

const char *name_plain(struct bw_arena *a, const char *name)
{
	struct bw_sb b = bw_sb_in(a);

	put_plain(&b, name, strlen(name));
	return bw_sb_str(&b);
}

/* Rust's name of the one member of a tuple struct, which has no name anywhere else. */
static bool is_tuple_member(const char *s, size_t n)
{
	return n == 3 && memcmp(s, "__0", 3) == 0;
}

const char *path_plain(struct bw_arena *a, const char *path)
{
	struct bw_sb b = bw_sb_in(a);

	while (*path) {
		size_t n = strcspn(path, ".");

		if (!is_tuple_member(path, n)) {
			size_t raw = strncmp(path, "r#", 2) == 0 ? 2 : 0;

			if (b.n)
				bw_sb_addc(&b, '.');
			put_plain(&b, path + raw, n - raw);
		}
		path += n + (path[n] == '.');
	}
	return bw_sb_str(&b);
}

static bool is_one_of(const char *s, size_t n, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i]) == n && strncmp(s, words[i], n) == 0)
			return true;
	return false;
}

bool path_is_padding(struct bw_arena *a, const char *path)
{
	static const char *const words[] = {"pad",    "padding", "reserved", "rsvd",  "resv",
					    "unused", "hole",	 "filler",   "spare", "blank"};
	const char *dot = strrchr(path, '.'), *last = dot ? dot + 1 : path;
	const char *plain = name_plain(a, last);
	size_t n = strcspn(plain, "0123456789[");

	if (!*last || plain[n + strspn(plain + n, "0123456789[]")])
		return false;
	if (n == 0) /* "_"; but "__1" is a member of a Rust tuple */
		return last[0] == '_' && !(last[1] == '_' && isdigit((unsigned char)last[2]));
	return is_one_of(plain, n, words, BW_COUNT(words));
}

const char *name_without_t(struct bw_arena *a, const char *name)
{
	size_t n = strlen(name);

	if (n > 2 && strcmp(name + n - 2, "_t") == 0)
		return name_plain(a, bw_strndup(a, name, n - 2));
	if (n > 1 && name[n - 1] == 'T' && islower((unsigned char)name[n - 2]))
		return name_plain(a, bw_strndup(a, name, n - 1));
	return name_plain(a, name);
}

bool name_may_match(const char *plain, const char *end)
{
	size_t n = strlen(plain), k = strlen(end);

	if (n >= k && memcmp(plain + n - k, end, k) == 0)
		return true;
	return n > k && plain[n - 1] == 't' && memcmp(plain + n - 1 - k, end, k) == 0;
}

static enum name_match match_parts(struct bw_arena *a, const char *bpf, const char *user)
{
	if (strcmp(bpf, user) == 0)
		return NAME_SAME;
	if (strcmp(name_plain(a, bpf), name_plain(a, user)) == 0)
		return NAME_CASE;
	return strcmp(name_without_t(a, bpf), name_without_t(a, user)) == 0 ? NAME_SUFFIX
									    : NAME_OTHER;
}

enum name_match name_match(struct bw_arena *a, const char *bpf, const char *user,
			   const char *const *stems, uint32_t stem_count)
{
	const char *last = name_last(a, user);
	enum name_match m = match_parts(a, bpf, last);

	for (uint32_t i = 0; i < stem_count && m == NAME_OTHER; i++) {
		size_t n = strlen(stems[i]);

		if (strncmp(last, stems[i], n) == 0 && isupper((unsigned char)last[n]) &&
		    match_parts(a, bpf, last + n) != NAME_OTHER)
			m = NAME_PREFIX;
	}
	return m;
}

/* The first element of the import path, or the crate. */
static size_t first_part(const char *s)
{
	return strcspn(s, "./:");
}

bool name_is_library(enum bw_dwarf_lang lang, const char *qualified)
{
	static const char *const go[] = {
	    "archive",	"bufio",    "bytes",   "cmp",	  "compress", "container", "context",
	    "crypto",	"database", "debug",   "embed",	  "encoding", "errors",	   "expvar",
	    "flag",	"fmt",	    "go",      "hash",	  "html",     "image",	   "index",
	    "internal", "io",	    "iter",    "log",	  "maps",     "math",	   "mime",
	    "net",	"os",	    "path",    "plugin",  "reflect",  "regexp",	   "runtime",
	    "slices",	"sort",	    "strconv", "strings", "structs",  "sync",	   "syscall",
	    "testing",	"text",	    "time",    "type",	  "unicode",  "unique",	   "unsafe",
	    "vendor",	"weak"};
	static const char *const rust[] = {"core",
					   "alloc",
					   "std",
					   "gimli",
					   "addr2line",
					   "object",
					   "memchr",
					   "adler2",
					   "adler",
					   "hashbrown",
					   "rustc_demangle",
					   "miniz_oxide",
					   "std_detect",
					   "compiler_builtins",
					   "panic_unwind",
					   "panic_abort"};

	if (lang == BW_DWARF_GO)
		return is_one_of(qualified, first_part(qualified), go, BW_COUNT(go)) &&
		       qualified[first_part(qualified)];
	if (lang == BW_DWARF_RUST)
		return is_one_of(qualified, first_part(qualified), rust, BW_COUNT(rust));
	return lang == BW_DWARF_CXX && strncmp(qualified, "std::", 5) == 0;
}

uint32_t name_distance(struct bw_arena *a, const char *x, const char *y)
{
	return strlen(x) > 64 || strlen(y) > 64 ? 64 : bw_edit_distance(a, x, y);
}
