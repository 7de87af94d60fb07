/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings of one program: gathered, sorted by instruction, reported. */
#include "mapuse/mapuse_parts.h"

enum { LISTED_MAX = 128 };

static struct use_found *same_found(struct use *u, uint32_t at, enum bw_code code, uint32_t key)
{
	for (uint32_t k = 0; k < u->found.n; k++) {
		struct use_found *f = &u->found.v[k];

		if (f->code == code && (key ? f->key == key : !f->key && f->at == at))
			return f;
	}
	return NULL;
}

struct use_found *use_find(struct use *u, uint32_t at, enum bw_code code, uint32_t key,
			   uint8_t reach, const char *fmt, ...)
{
	struct bw_sb text = bw_sb_in(u->a);
	struct use_found *f;
	bool is_error;
	va_list ap;

	assert(at < u->n && code < BW_D_COUNT);
	if (!u->judging)
		return NULL;
	f = same_found(u, at, code, key);
	if (f) {
		f->more += f->at != at;
		f->reach = reach > f->reach ? reach : f->reach;
		return NULL;
	}
	is_error = bw_code_info(code)->severity == BW_SEV_ERROR && reach == REACH_SURE;
	if (u->found.n >= LISTED_MAX && (u->has_error || !is_error)) {
		u->unlisted++;
		return NULL;
	}
	u->has_error |= is_error;
	va_start(ap, fmt);
	bw_sb_vprintf(&text, fmt, ap);
	va_end(ap);
	f = bw_push(u->a, &u->found);
	*f = (struct use_found){.at = at,
				.seq = u->found.n,
				.key = key,
				.code = code,
				.reach = reach,
				.text = bw_sb_str(&text)};
	return f;
}

void use_found_note(struct use *u, struct use_found *f, struct bw_where where, const char *fmt, ...)
{
	struct bw_sb text = bw_sb_in(u->a);
	va_list ap;

	va_start(ap, fmt);
	bw_sb_vprintf(&text, fmt, ap);
	va_end(ap);
	*bw_push(u->a, &f->notes) = (struct bw_note){where, bw_sb_str(&text)};
}

const char *use_asm(const struct use *u, uint32_t i)
{
	struct bw_sb b = bw_sb_in(u->a);
	struct bw_insn none = {0}, x = u->insn[i];
	const char *helper = NULL;

	assert(i < u->n);
	if (x.op == BW_OP_CALL && bw_insn_src(x) == BW_CALL_HELPER)
		helper = bw_helper_name((uint32_t)x.imm);
	if (helper)
		return bw_printf(u->a, "%s()", helper);
	bw_insn_print(&b, x, i + 1 < u->n ? u->insn[i + 1] : none);
	return bw_sb_str(&b);
}

static int by_place(const void *a, const void *b)
{
	const struct use_found *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static enum bw_status report(const struct use *u, const struct use_found *f, struct bw_diags *d)
{
	const struct bw_code_info *info = bw_code_info(f->code);
	struct bw_where where = u->spec->obj ? bw_prog_where(u->spec, u->p, f->at) : u->p->where;
	bool is_error = info->severity == BW_SEV_ERROR;
	bool is_doubt = is_error && f->reach == REACH_MAYBE;
	enum bw_status st = BW_OK;

	if (is_error && f->reach == REACH_GATED)
		return BW_OK;
	if (is_doubt)
		bw_tell(d, BW_D_USE_IF_REACHED, where, "%s", f->text);
	else
		st = bw_report(d, f->code, where, "%s", f->text);
	if (f->fix || is_doubt)
		bw_fix(d, "%s", f->fix ? f->fix : info->fix);
	if (u->spec->obj && f->at >= u->func[0].end)
		bw_note(d, (struct bw_where){0}, "when called from program %s",
			bw_str(u->spec->obj->names, u->p->name));
	assert(f->at < u->n);
	for (uint32_t k = 0; k < f->notes.n; k++)
		bw_note(d, f->notes.v[k].where, "%s", f->notes.v[k].text);
	if (is_doubt)
		bw_note(d, (struct bw_where){0}, "%s: %s", info->id, info->rule);
	if (f->more)
		bw_note(d, (struct bw_where){0}, "the same %u more time%s in this program", f->more,
			f->more > 1 ? "s" : "");
	return st;
}

enum bw_status use_flush(struct use *u, struct bw_diags *d)
{
	enum bw_status st = BW_OK;

	if (u->found.n)
		qsort(u->found.v, u->found.n, sizeof(*u->found.v), by_place);
	for (uint32_t k = 0; k < u->found.n; k++)
		st = bw_worse(st, report(u, &u->found.v[k], d));
	if (u->unlisted)
		bw_tell(d, BW_D_USE_MORE, u->p->where, "%u further findings in this program",
			u->unlisted);
	if (u->gave_up)
		bw_tell(d, BW_D_USE_GAVE_UP, u->p->where, "%u instructions: %s", u->n, u->gave_up);
	return st;
}
