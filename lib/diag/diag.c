/* SPDX-License-Identifier: BSD-2-Clause */
#include "diag/diag.h"

#include <strings.h>

static const struct bw_code_info codes[] = {
#define DIAG(sym, id, sev, st, title, rule, fix)                                                   \
	{id, #sym, title, rule, fix, BW_SEV_##sev, BW_##st},
#include "diag/diag_codes.def"
#undef DIAG
};

struct bw_diags *bw_diags_create(struct bw_arena *a)
{
	struct bw_diags *d = BW_NEW(a, struct bw_diags);

	d->arena = a;
	return d;
}

static const char *vtext(struct bw_arena *a, const char *fmt, va_list ap)
{
	struct bw_sb b = bw_sb_in(a);

	bw_sb_vprintf(&b, fmt, ap);
	return bw_sb_str(&b);
}

static const char *keep(struct bw_arena *a, const char *s)
{
	return s ? bw_strndup(a, s, strlen(s)) : NULL;
}

static struct bw_where where_keep(struct bw_arena *a, struct bw_where w)
{
	w.file = keep(a, w.file);
	w.symbol = keep(a, w.symbol);
	w.section = keep(a, w.section);
	w.src_file = keep(a, w.src_file);
	w.src_text = keep(a, w.src_text);
	return w;
}

static enum bw_status record(struct bw_diags *d, enum bw_code code, struct bw_where where,
			     const char *fmt, va_list ap)
{
	struct bw_diag *x = bw_push(d->arena, &d->list);

	assert(code < BW_D_COUNT);
	x->code = code;
	x->severity = codes[code].severity;
	x->where = where_keep(d->arena, where);
	x->text = vtext(d->arena, fmt, ap);
	d->errors += x->severity == BW_SEV_ERROR;
	d->warnings += x->severity == BW_SEV_WARNING;
	return codes[code].status;
}

enum bw_status bw_report(struct bw_diags *d, enum bw_code code, struct bw_where where,
			 const char *fmt, ...)
{
	enum bw_status st;
	va_list ap;

	va_start(ap, fmt);
	st = record(d, code, where, fmt, ap);
	va_end(ap);
	return st;
}

void bw_tell(struct bw_diags *d, enum bw_code code, struct bw_where where, const char *fmt, ...)
{
	va_list ap;

	assert(codes[code].status == BW_OK);
	va_start(ap, fmt);
	record(d, code, where, fmt, ap);
	va_end(ap);
}

void bw_note(struct bw_diags *d, struct bw_where where, const char *fmt, ...)
{
	struct bw_note *n;
	va_list ap;

	assert(d->list.n);
	n = bw_push(d->arena, &d->list.v[d->list.n - 1].notes);
	n->where = where_keep(d->arena, where);
	va_start(ap, fmt);
	n->text = vtext(d->arena, fmt, ap);
	va_end(ap);
}

void bw_fix(struct bw_diags *d, const char *fmt, ...)
{
	va_list ap;

	assert(d->list.n);
	va_start(ap, fmt);
	d->list.v[d->list.n - 1].fix = vtext(d->arena, fmt, ap);
	va_end(ap);
}

static bool text_equal(const char *x, const char *y)
{
	return x == y || (x && y && strcmp(x, y) == 0);
}

static bool says_the_same(const struct bw_diag *x, const struct bw_diag *y)
{
	return x->code == y->code && text_equal(x->text, y->text) &&
	       text_equal(x->where.file, y->where.file) &&
	       text_equal(x->where.symbol, y->where.symbol) &&
	       text_equal(x->where.section, y->where.section) &&
	       x->where.off_bytes == y->where.off_bytes;
}

static struct bw_diag *twin_of(struct bw_diags *d, uint32_t base, uint32_t from,
			       const struct bw_diag *x)
{
	for (uint32_t i = base; i < from; i++)
		if (says_the_same(&d->list.v[i], x))
			return &d->list.v[i];
	return NULL;
}

void bw_diags_fold(struct bw_diags *d, uint32_t base, uint32_t from, const char *note)
{
	uint32_t kept = from;

	assert(base <= from && from <= d->list.n);
	for (uint32_t i = from; i < d->list.n; i++) {
		struct bw_diag *x = &d->list.v[i], *twin = twin_of(d, base, from, x);

		if (twin) {
			d->errors -= x->severity == BW_SEV_ERROR;
			d->warnings -= x->severity == BW_SEV_WARNING;
		} else {
			d->list.v[kept] = *x;
			twin = &d->list.v[kept++];
		}
		bw_push(d->arena, &twin->notes)->text = keep(d->arena, note);
	}
	d->list.n = kept;
}

const struct bw_code_info *bw_code_info(enum bw_code code)
{
	assert(code < BW_D_COUNT);
	return &codes[code];
}

enum bw_code bw_code_find(const char *id)
{
	for (size_t i = 0; i < BW_COUNT(codes); i++)
		if (strcasecmp(codes[i].id, id) == 0)
			return (enum bw_code)i;
	return BW_D_COUNT;
}

const char *bw_severity_name(enum bw_severity s)
{
	static const char *const name[] = {"note", "warning", "error"};

	return name[s];
}
