/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report.h"

struct paint {
	const char *error, *warning, *note, *bold, *dim, *off;
};

static const struct paint plain = {"", "", "", "", "", ""};
static const struct paint colors = {"\x1b[1;31m", "\x1b[1;35m", "\x1b[1;36m",
				    "\x1b[1m",	  "\x1b[2m",	"\x1b[0m"};

#define TEXT_COLUMNS 96

void bw_report_safe(struct bw_sb *b, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			bw_sb_printf(b, "\\x%02x", c);
		else
			bw_sb_addc(b, *s);
	}
}

static const char *severity_paint(const struct paint *p, enum bw_severity s)
{
	return s == BW_SEV_ERROR ? p->error : s == BW_SEV_WARNING ? p->warning : p->note;
}

/* "file", "symbol 'x' in file (section .text+0x8)" or "src.c:3:1", as narrow as known. */
static void put_place(struct bw_sb *b, const struct bw_where *w)
{
	if (w->src_file && w->src_line) {
		bw_report_safe(b, w->src_file);
		bw_sb_printf(b, ":%u", w->src_line);
		if (w->src_col)
			bw_sb_printf(b, ":%u", w->src_col);
		return;
	}
	bw_report_safe(b, w->file ? w->file : "(command line)");
}

/* What the place leaves open: symbol, section and offset, and the object. */
static void put_inside(struct bw_sb *b, const struct bw_where *w)
{
	const char *sep = " (";

	if (w->symbol) {
		bw_sb_printf(b, "%s'", sep);
		bw_report_safe(b, w->symbol);
		bw_sb_addc(b, '\'');
		sep = ", ";
	}
	if (w->section) {
		bw_sb_printf(b, "%ssection ", sep);
		bw_report_safe(b, w->section);
		if (w->has_off)
			bw_sb_printf(b, "+0x%llx", (unsigned long long)w->off_bytes);
		sep = ", ";
	}
	if (w->src_file && w->src_line && w->file && strcmp(w->src_file, w->file) != 0) {
		bw_sb_printf(b, "%sin ", sep);
		bw_report_safe(b, w->file);
		sep = ", ";
	}
	if (sep[0] == ',')
		bw_sb_addc(b, ')');
}

static void put_source(struct bw_sb *b, const struct paint *p, const struct bw_where *w)
{
	char number[16];
	int width = snprintf(number, sizeof(number), "%u", w->src_line);

	if (!w->src_text || !w->src_line)
		return;
	bw_sb_printf(b, "%s%*s |%s\n%s%s |%s ", p->dim, width, "", p->off, p->dim, number, p->off);
	bw_report_safe(b, w->src_text);
	bw_sb_addc(b, '\n');
	if (!w->src_col)
		return;
	bw_sb_printf(b, "%s%*s |%s ", p->dim, width, "", p->off);
	for (uint32_t i = 0; i + 1 < w->src_col && w->src_text[i]; i++)
		bw_sb_addc(b, w->src_text[i] == '\t' ? '\t' : ' ');
	bw_sb_printf(b, "%s^%s\n", p->error, p->off);
}

/* Words of s, broken at TEXT_COLUMNS, behind a label; own line breaks stay. */
static void put_wrapped(struct bw_sb *b, const struct paint *p, const char *label, const char *s)
{
	size_t indent = strlen(label) + 5, col = indent;

	bw_sb_printf(b, "  %s= %s:%s", p->bold, label, p->off);
	while (*s) {
		size_t n = strcspn(s, " \n");
		bool line_end = s[n] == '\n';

		if (col + 1 + n > TEXT_COLUMNS && col > indent) {
			bw_sb_printf(b, "\n%*s", (int)indent, "");
			col = indent;
		}
		bw_sb_addc(b, ' ');
		for (size_t i = 0; i < n; i++)
			bw_report_safe(b, (char[]){s[i], 0});
		col += n + 1;
		s += n + (s[n] != '\0');
		if (line_end && *s) {
			bw_sb_printf(b, "\n%*s", (int)indent, "");
			col = indent;
		}
	}
	bw_sb_addc(b, '\n');
}

static void put_note(struct bw_sb *b, const struct paint *p, const struct bw_note *n)
{
	if (n->where.file || n->where.src_file) {
		struct bw_arena scratch;
		struct bw_sb t;

		bw_arena_init(&scratch);
		t = bw_sb_in(&scratch);
		put_place(&t, &n->where);
		put_inside(&t, &n->where);
		bw_sb_printf(&t, ": %s", n->text);
		put_wrapped(b, p, "note", bw_sb_str(&t));
		bw_arena_deinit(&scratch);
		put_source(b, p, &n->where);
		return;
	}
	put_wrapped(b, p, "note", n->text);
}

static void put_finding(struct bw_sb *b, const struct paint *p, const struct bw_diag *x)
{
	const struct bw_code_info *info = bw_code_info(x->code);

	bw_sb_printf(b, "%s%s[%s]%s%s: ", severity_paint(p, x->severity),
		     bw_severity_name(x->severity), info->id, p->off, p->bold);
	bw_report_safe(b, x->text);
	bw_sb_printf(b, "%s\n  %s-->%s ", p->off, p->dim, p->off);
	put_place(b, &x->where);
	put_inside(b, &x->where);
	bw_sb_addc(b, '\n');
	put_source(b, p, &x->where);
	for (uint32_t i = 0; i < x->notes.n; i++)
		put_note(b, p, &x->notes.v[i]);
	if (info->rule[0])
		put_wrapped(b, p, "rule", info->rule);
	if (x->fix || info->fix[0])
		put_wrapped(b, p, "fix", x->fix ? x->fix : info->fix);
	bw_sb_addc(b, '\n');
}

static void put_line(struct bw_sb *b, const struct bw_diag *x)
{
	put_place(b, &x->where);
	bw_sb_printf(b, ": %s: ", bw_severity_name(x->severity));
	bw_report_safe(b, x->text);
	bw_sb_printf(b, " [%s]\n", bw_code_info(x->code)->id);
}

static void put_counts(struct bw_sb *b, const struct bw_diags *d)
{
	static const char *const plural[] = {"s", ""};

	if (!d->errors && !d->warnings)
		return;
	bw_sb_printf(b, "%u error%s, %u warning%s\n", d->errors, plural[d->errors == 1],
		     d->warnings, plural[d->warnings == 1]);
}

void bw_report_text(struct bw_sb *b, const struct bw_diags *d, const struct bw_report_style *st)
{
	const struct paint *p = st->color ? &colors : &plain;

	for (uint32_t i = 0; i < d->list.n; i++) {
		const struct bw_diag *x = &d->list.v[i];

		if (st->quiet ? x->severity != BW_SEV_ERROR
			      : x->severity == BW_SEV_NOTE && !st->verbose)
			continue;
		if (st->quiet)
			put_line(b, x);
		else
			put_finding(b, p, x);
	}
	if (!st->quiet)
		put_counts(b, d);
}

void bw_report_explain(struct bw_sb *b, enum bw_code code)
{
	const struct bw_code_info *info = bw_code_info(code);

	bw_sb_printf(b, "%s  %s\n  severity: %s\n", info->id, info->title,
		     bw_severity_name(info->severity));
	put_wrapped(b, &plain, "rule", info->rule);
	put_wrapped(b, &plain, "fix", info->fix);
}
