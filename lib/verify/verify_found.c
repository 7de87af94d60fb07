/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings of one program: gathered, sorted by instruction, reported. */
#include "verify/verify_parts.h"

enum { LISTED_MAX = 64 };

static struct vfy_finding *same_found(struct vfy *v, enum bw_code code, uint32_t key)
{
	for (uint32_t k = 0; key && k < v->found.n; k++)
		if (v->found.v[k].code == code && v->found.v[k].key == key)
			return &v->found.v[k];
	return NULL;
}

/* A sure finding takes the place of an unsure one of the same key. Returns the index, or
 * UINT32_MAX if the list is full. */
static uint32_t add(struct vfy *v, uint32_t at, enum bw_code code, uint32_t key, bool is_sure,
		    const char *fmt, va_list ap)
{
	struct vfy_finding *f = same_found(v, code, key);
	struct bw_sb text = bw_sb_in(v->a);
	uint32_t more = f ? f->more + 1 : 0;

	if (f && (f->is_sure || !is_sure)) {
		f->more++;
		return (uint32_t)(f - v->found.v);
	}
	if (!f && v->found.n >= LISTED_MAX) {
		v->unlisted++;
		v->unlisted_error |= is_sure && bw_code_info(code)->severity == BW_SEV_ERROR;
		return UINT32_MAX;
	}
	if (!f)
		f = bw_push(v->a, &v->found);
	bw_sb_vprintf(&text, fmt, ap);
	*f = (struct vfy_finding){.at = at,
				  .seq = v->found.n,
				  .code = code,
				  .key = key,
				  .more = more,
				  .is_sure = is_sure,
				  .text = bw_sb_str(&text)};
	return (uint32_t)(f - v->found.v);
}

void vfy_refuse(struct vfy *v, uint32_t at, enum bw_code code, uint32_t key, const char *fmt, ...)
{
	va_list ap;

	assert(bw_code_info(code)->severity == BW_SEV_ERROR);
	va_start(ap, fmt);
	add(v, at, code, key, true, fmt, ap);
	va_end(ap);
}

void vfy_judge(struct vfy *v, uint32_t at, enum bw_code code, uint32_t key, const char *fmt, ...)
{
	bool is_sure = v->mark[at] & VM_SURE;
	uint32_t found;
	va_list ap;

	assert(at < v->n && bw_code_info(code)->severity == BW_SEV_ERROR);
	va_start(ap, fmt);
	found = add(v, at, code, key, is_sure, fmt, ap);
	va_end(ap);
	v->mark[at] |= VM_BAD;
	if (is_sure)
		return;
	*bw_push(v->a, &v->doubt) = (struct vfy_doubt){found, v->doubts[at]};
	v->doubts[at] = v->doubt.n;
}

void vfy_make_sure(struct vfy *v, uint32_t at)
{
	for (uint32_t k = v->doubts[at]; k; k = v->doubt.v[k - 1].next) {
		uint32_t found = v->doubt.v[k - 1].found;

		if (found == UINT32_MAX) {
			v->unlisted_error = true;
		} else if (!v->found.v[found].is_sure) {
			v->found.v[found].is_sure = true;
			v->found.v[found].is_one_of = true;
		}
	}
}

void vfy_warn(struct vfy *v, uint32_t at, enum bw_code code, const char *fmt, ...)
{
	va_list ap;

	assert(bw_code_info(code)->severity != BW_SEV_ERROR);
	va_start(ap, fmt);
	add(v, at, code, 0, true, fmt, ap);
	va_end(ap);
}

static int by_place(const void *a, const void *b)
{
	const struct vfy_finding *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static struct bw_where place(const struct vfy *v, uint32_t at)
{
	return at < v->n ? bw_prog_where(v->spec, v->p, at) : v->p->where;
}

static enum bw_status report(const struct vfy *v, const struct vfy_finding *f, struct bw_diags *d)
{
	const struct bw_code_info *info = bw_code_info(f->code);
	struct bw_where where = place(v, f->at);
	enum bw_status st = BW_OK;

	if (f->is_sure) {
		st = bw_report(d, f->code, where, "%s", f->text);
	} else {
		bw_tell(d, BW_D_VFY_IF_REACHED, where, "%s", f->text);
		bw_note(d, (struct bw_where){0}, "%s: %s", info->id, info->rule);
		bw_fix(d, "%s Or let the condition be decided at load.", info->fix);
	}
	if (f->is_one_of)
		bw_note(d, (struct bw_where){0},
			"every way through the function comes to this or to another refused "
			"instruction");
	if (f->more)
		bw_note(d, (struct bw_where){0}, "the same %u more time%s in this program", f->more,
			f->more > 1 ? "s" : "");
	return st;
}

enum bw_status vfy_flush(struct vfy *v, struct bw_diags *d)
{
	enum bw_status st = v->unlisted_error ? BW_REJECTED : BW_OK;

	if (v->found.n)
		qsort(v->found.v, v->found.n, sizeof(*v->found.v), by_place);
	for (uint32_t k = 0; k < v->found.n; k++)
		st = bw_worse(st, report(v, &v->found.v[k], d));
	if (v->unlisted)
		bw_tell(d, BW_D_VFY_MORE, v->p->where, "%u further findings in this program",
			v->unlisted);
	return st;
}

const char *vfy_asm(const struct vfy *v, uint32_t i)
{
	struct bw_sb b = bw_sb_in(v->a);
	struct bw_insn none = {0};

	bw_insn_print(&b, v->insn[i], i + 1 < v->n ? v->insn[i + 1] : none);
	return bw_sb_str(&b);
}

const char *vfy_helper_text(const struct vfy *v, int32_t id)
{
	const char *name = bw_helper_name((uint32_t)id);

	return name ? bw_printf(v->a, "%s (helper %d)", name, id)
		    : bw_printf(v->a, "helper %d", id);
}

const char *vfy_since_text(const struct vfy *v, uint32_t since)
{
	if (since)
		return bw_printf(v->a, "Linux %s", bw_kver_text(v->a, since));
	return bw_printf(v->a, "no release of Linux known for %s",
			 v->t->arch ? v->t->arch->name : "this architecture");
}
