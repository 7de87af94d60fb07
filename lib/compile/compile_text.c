/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/compile_text.h"

#include <ctype.h>

static const struct {
	const char *part;
	const char *fix;
} hints[] = {
#define HINT(part, fix) {part, fix},
#include "compile/compile_hints.def"
#undef HINT
};

static const char *hint_for(const char *text)
{
	for (size_t i = 0; i < BW_COUNT(hints); i++)
		if (strstr(text, hints[i].part))
			return hints[i].fix;
	return NULL;
}

/* A number that ends with ':', within s; advances past the colon. */
static bool take_number(const char **s, uint32_t *ret)
{
	const char *p = *s;
	uint32_t v = 0;

	if (!isdigit((unsigned char)*p))
		return false;
	for (; isdigit((unsigned char)*p); p++)
		v = v > 99999999 ? v : v * 10 + (uint32_t)(*p - '0');
	if (*p != ':')
		return false;
	*s = p + 1;
	*ret = v;
	return true;
}

/* "FILE:LINE:COL: " at the start of s. FILE may hold colons. */
static bool take_place(struct bw_arena *a, const char **s, struct bw_where *ret)
{
	size_t line_end = strcspn(*s, "\n");

	for (const char *p = *s; p < *s + line_end; p++) {
		const char *q = p + 1;
		uint32_t line, col;

		if (*p != ':' || p == *s || !take_number(&q, &line) || !take_number(&q, &col) ||
		    *q != ' ')
			continue;
		/* LLVM's word for "no place" */
		if (line) {
			ret->src_file = bw_strndup(a, *s, (size_t)(p - *s));
			ret->src_line = line;
			ret->src_col = col;
		}
		*s = q + 1;
		return true;
	}
	return false;
}

/* "in function NAME TYPE: "; a function's type ends with its parameters. */
static void take_function(struct bw_arena *a, const char **s, struct bw_where *ret)
{
	static const char in[] = "in function ";
	const char *name, *end;

	if (strncmp(*s, in, sizeof(in) - 1) != 0)
		return;
	name = *s + sizeof(in) - 1;
	end = strstr(name, "): ");
	if (!end)
		return;
	ret->symbol = bw_strndup(a, name, strcspn(name, " "));
	*s = end + 3;
}

/* "In function: NAME" on a line of its own: how "Cannot select" ends. */
static void find_function(struct bw_arena *a, const char *s, struct bw_where *ret)
{
	static const char in[] = "\nIn function: ";
	const char *at = strstr(s, in);

	if (at && !ret->symbol)
		ret->symbol =
		    bw_strndup(a, at + sizeof(in) - 1, strcspn(at + sizeof(in) - 1, "\n"));
}

/* "Cannot select: ..., FILE:LINE:COL": debug locations stand at the line's end. */
static void find_place(struct bw_arena *a, const char *text, struct bw_where *ret)
{
	const char *at = strrchr(text, ','), *place;
	char *line;

	if (!at || ret->src_file)
		return;
	for (place = at + 1; *place == ' '; place++)
		;
	line = bw_printf(a, "%s: ", place);
	place = line;
	take_place(a, &place, ret);
}

/* Digits of "0x..." at p; addresses have 6 and more. */
static size_t address_digits(const char *p)
{
	size_t n = p[0] == '0' && p[1] == 'x' ? strspn(p + 2, "0123456789abcdef") : 0;

	return n >= 6 ? n : 0;
}

/* LLVM names the nodes of a graph by their addresses; the same input must give
 * the same words, so they become t1, t2... in the order of appearance. */
static const char *number_addresses(struct bw_arena *a, const char *text)
{
	struct bw_names *seen = bw_names_create(a);
	struct bw_sb b = bw_sb_in(a);

	while (*text) {
		size_t n = address_digits(text);

		if (n) {
			bw_sb_printf(&b, "t%u", bw_intern(seen, text, n + 2).id);
			text += n + 2;
		} else {
			bw_sb_addc(&b, *text++);
		}
	}
	return bw_sb_str(&b);
}

struct bw_llvm_text bw_llvm_text(struct bw_arena *a, const char *text)
{
	struct bw_llvm_text t = {0};
	size_t n;

	text = number_addresses(a, text);
	t.fix = hint_for(text);
	take_place(a, &text, &t.where);
	take_function(a, &text, &t.where);
	find_function(a, text, &t.where);
	n = strcspn(text, "\n");
	t.text = bw_strndup(a, text, n);
	find_place(a, t.text, &t.where);
	text += n;
	n = strlen(text);
	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	if (n > 1)
		t.more = bw_strndup(a, text + 1, n - 1);
	return t;
}

/* A message of clang starts here; s is moved to its kind ("error: ..."). */
static bool starts_message(struct bw_arena *a, const char **s, struct bw_where *ret)
{
	static const char *const kinds[] = {
	    "fatal error: ", "error: ", "warning: ", "note: ", "remark: "};
	const char *p = *s;

	if (!take_place(a, &p, ret))
		return false;
	for (size_t i = 0; i < BW_COUNT(kinds); i++)
		if (strncmp(p, kinds[i], strlen(kinds[i])) == 0) {
			*s = p;
			return true;
		}
	*ret = (struct bw_where){0};
	return false;
}

/* The line that clang shows under a message, without its "  12 | ". */
static const char *shown_line(const char *line)
{
	const char *p = line + strspn(line, " ");
	size_t digits = strspn(p, "0123456789");

	return digits && strncmp(p + digits, " | ", 3) == 0 ? p + digits + 3 : NULL;
}

void bw_clang_notes(struct bw_diags *d, struct bw_arena *scratch, struct bw_bytes text)
{
	const char *p = (const char *)text.p, *end = p + text.n;
	bool in_message = false;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		const char *line = bw_strndup(scratch, p, (size_t)((stop ? stop : end) - p));
		const char *next =
		    stop ? bw_strndup(scratch, stop + 1, strnlen(stop + 1, 512)) : "";
		struct bw_where where = {0};

		if (starts_message(scratch, &line, &where)) {
			const char *shown = shown_line(next);

			where.src_text =
			    shown ? bw_strndup(scratch, shown, strcspn(shown, "\n")) : NULL;
			bw_note(d, where, "%s", line);
			in_message = true;
		} else if (*line && !(in_message && *line == ' ')) {
			bw_note(d, where, "%s", line);
			in_message = false;
		}
		p = stop ? stop + 1 : end;
	}
}
