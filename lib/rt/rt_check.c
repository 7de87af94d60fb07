/* SPDX-License-Identifier: BSD-2-Clause */
#include "rt/rt_core.h"

/* One check of one operation: NULL, or what is wrong with it. */
typedef const char *check_fn(struct bw_rt *rt, const void *op);

const char *bw_rt_str(const struct bw_rt *rt, uint32_t off)
{
	return off ? (const char *)rt->image + off : "";
}

/* I2: what the stub writes to (instructions, a kernel version) is no operation. */
static bool span_ok(const struct bw_rt *rt, struct bw_rt_span s)
{
	return s.off >= sizeof(struct bw_rt_header) + rt->ops_bytes && s.off <= rt->image_bytes &&
	       s.bytes <= rt->image_bytes - s.off;
}

/* I3: it ends where the image does, if not before. */
static bool str_ok(const struct bw_rt *rt, uint32_t off)
{
	return span_ok(rt, (struct bw_rt_span){off, 2});
}

static bool pin_ok(const struct bw_rt *rt, uint32_t off)
{
	const char *s = bw_rt_str(rt, off);
	size_t n = 0;

	if (!str_ok(rt, off))
		return false;
	for (; s[n]; n++)
		if (s[n] == '/' || s[n] == '.' || n >= BW_RT_MAX_PIN_CHARS)
			return false;
	return n > 0;
}

/* An optional string. */
static bool text_ok(const struct bw_rt *rt, uint32_t off)
{
	return !off || str_ok(rt, off);
}

static bool records_ok(const struct bw_rt *rt, const struct bw_rt_records *r)
{
	if (!r->count)
		return true;
	return span_ok(rt, r->data) && (uint64_t)r->count * r->record_bytes == r->data.bytes;
}

static const char *check_btf(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_btf *b = op;

	return span_ok(rt, b->data) ? NULL : "BTF span";
}

static const char *check_map(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_map *m = op;

	if (rt->maps >= rt->head->map_count)
		return "map count";
	if ((m->op.flags & BW_RT_MAP_INNER) && m->inner >= rt->maps)
		return "inner map";
	if (m->off_pin ? !pin_ok(rt, m->off_pin) : m->op.flags & BW_RT_MAP_SHARED)
		return "map pin";
	if (!text_ok(rt, m->off_desc) || m->name[BW_RT_NAME_BYTES - 1])
		return "map name";
	rt->map[rt->maps++] = m;
	return NULL;
}

static const char *check_update(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_update *u = op;

	if (u->map >= rt->maps || !span_ok(rt, u->key) || !span_ok(rt, u->value))
		return "map contents";
	if (u->key.bytes != rt->map[u->map]->key_bytes ||
	    u->value.bytes != rt->map[u->map]->value_bytes)
		return "map contents size";
	return NULL;
}

static const char *check_freeze(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_freeze *f = op;

	return f->map < rt->maps ? NULL : "freeze";
}

static uint8_t src_reg(const struct rt_insn *i)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return i->regs >> 4;
#else
	return i->regs & 0xf;
#endif
}

static const char *check_insns(const struct bw_rt *rt, struct bw_rt_span s)
{
	const struct rt_insn *insn;
	size_t n = s.bytes / sizeof(*insn);

	if (!span_ok(rt, s) || s.off % 8 || s.bytes % 8 || !n)
		return "instruction span";
	insn = (const void *)(rt->image + s.off);
	for (size_t i = 0; i < n; i++) {
		if (insn[i].code != RT_LD_IMM64)
			continue;
		if (src_reg(&insn[i]) == RT_PSEUDO_MAP_IDX ||
		    src_reg(&insn[i]) == RT_PSEUDO_MAP_IDX_VALUE)
			if ((uint32_t)insn[i].imm >= rt->maps)
				return "map of an instruction";
		if (++i == n)
			return "last instruction";
	}
	return NULL;
}

static const char *check_prog(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_prog *p = op;

	if (rt->progs >= rt->head->prog_count)
		return "program count";
	if (!pin_ok(rt, p->off_pin) || !str_ok(rt, p->off_license) || !text_ok(rt, p->off_desc) ||
	    p->name[BW_RT_NAME_BYTES - 1])
		return "program name";
	if (!records_ok(rt, &p->funcs) || !records_ok(rt, &p->lines) || !records_ok(rt, &p->core))
		return "program records";
	rt->prog[rt->progs++] = p;
	return check_insns(rt, p->insns);
}

static const char *check_set(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_set *s = op;
	uint32_t values = s->op.flags & BW_RT_SET_PROG ? rt->progs : rt->maps;

	if (s->map >= rt->maps || s->value >= values)
		return "map entry";
	if (rt->map[s->map]->key_bytes != 4 || rt->map[s->map]->value_bytes != 4)
		return "map entry size";
	return NULL;
}

static const char *check_attach(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_attach *a = op;
	bool named = a->op.flags != BW_RT_ATTACH_BTF && a->op.flags != BW_RT_ATTACH_XDP;

	if (a->op.flags >= BW_RT_ATTACH_COUNT || a->prog >= rt->progs)
		return "attachment";
	return named && !str_ok(rt, a->off_target) ? "attachment target" : NULL;
}

static const char *check_kver(struct bw_rt *rt, const void *op)
{
	const struct bw_rt_kver *k = op;

	/* Not the zero at the end, by I3. */
	return span_ok(rt, k->dst) && k->dst.bytes == 4 && k->dst.off + 6 <= rt->image_bytes
		   ? NULL
		   : "kernel version";
}

static const struct {
	uint16_t bytes;
	check_fn *check;
} kinds[BW_RT_KIND_COUNT] = {
    [BW_RT_BTF] = {sizeof(struct bw_rt_btf), check_btf},
    [BW_RT_MAP] = {sizeof(struct bw_rt_map), check_map},
    [BW_RT_UPDATE] = {sizeof(struct bw_rt_update), check_update},
    [BW_RT_FREEZE] = {sizeof(struct bw_rt_freeze), check_freeze},
    [BW_RT_PROG] = {sizeof(struct bw_rt_prog), check_prog},
    [BW_RT_SET] = {sizeof(struct bw_rt_set), check_set},
    [BW_RT_ATTACH] = {sizeof(struct bw_rt_attach), check_attach},
    [BW_RT_KVER] = {sizeof(struct bw_rt_kver), check_kver},
};

static const char *check_header(const struct bw_rt *rt, const struct bw_rt_header *h)
{
	if (rt->image_bytes < sizeof(*h) || (uintptr_t)h % 8)
		return "size";
	if (h->magic != BW_RT_MAGIC)
		return h->magic == __builtin_bswap32(BW_RT_MAGIC) ? "byte order" : "magic";
	if (h->version != BW_RT_VERSION)
		return "version";
	if (h->total_bytes != rt->image_bytes)
		return "size";
	if (rt->image[rt->image_bytes - 2] || rt->image[rt->image_bytes - 1] != BW_RT_END)
		return "end";
	return NULL;
}

/* I4 and I5, and all that follows from an operation's kind. */
static const char *check_ops(struct bw_rt *rt)
{
	const struct bw_rt_header *h = rt->head;
	uint32_t at = h->ops.off, left = h->ops.bytes;

	if (h->map_count > BW_RT_MAX_MAPS || h->prog_count > BW_RT_MAX_PROGS)
		return "too many maps or programs";
	while (left) {
		const struct bw_rt_op *op = (const void *)(rt->image + at);
		const char *bad;

		if (op->kind >= BW_RT_KIND_COUNT || op->bytes != kinds[op->kind].bytes ||
		    op->bytes > left)
			return "operation";
		bad = kinds[op->kind].check(rt, op);
		if (bad)
			return bad;
		at += op->bytes;
		left -= op->bytes;
	}
	return rt->maps == h->map_count && rt->progs == h->prog_count ? NULL : "counts";
}

enum bw_rt_exit bw_rt_check_ops(struct bw_rt *rt)
{
	const struct bw_rt_header *h = (const void *)rt->image;
	const char *bad = check_header(rt, h);

	rt->maps = rt->progs = rt->ops_bytes = 0;
	rt->head = NULL;
	if (bad)
		return bw_rt_fail(rt, RT_MSG_DAMAGED, bad, 0);
	if (h->ops.off != sizeof(*h) || h->ops.bytes % 8 || !span_ok(rt, h->ops))
		return bw_rt_fail(rt, RT_MSG_FORMAT, "operations", 0);
	rt->ops_bytes = h->ops.bytes;
	if (!pin_ok(rt, h->off_name))
		return bw_rt_fail(rt, RT_MSG_FORMAT, "name", 0);
	rt->head = h;
	bad = check_ops(rt);
	return bad ? bw_rt_fail(rt, RT_MSG_FORMAT, bad, 0) : BW_RT_EXIT_OK;
}

/* I6 */
static bool digest_ok(const struct bw_rt *rt)
{
	static const uint8_t zero[BW_RT_DIGEST_BYTES];
	const size_t at = offsetof(struct bw_rt_header, digest), end = at + sizeof(zero);
	uint8_t digest[BW_RT_DIGEST_BYTES], differ = 0;
	struct bw_rt_sha256 s;

	bw_rt_sha256_init(&s);
	bw_rt_sha256_add(&s, rt->stub, rt->stub_bytes);
	bw_rt_sha256_add(&s, rt->image, at);
	bw_rt_sha256_add(&s, zero, sizeof(zero));
	bw_rt_sha256_add(&s, rt->image + end, rt->image_bytes - end);
	bw_rt_sha256_end(&s, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		differ |= (uint8_t)(digest[i] ^ rt->image[at + i]);
	return !differ;
}

static enum bw_rt_exit check_machine(struct bw_rt *rt, const struct bw_rt_header *h)
{
	struct rt_utsname u;

	if (h->machine != RT_MACHINE)
		return bw_rt_fail(rt, RT_MSG_FORMAT, "machine", 0);
	if (RT_SYS3(rt, uname, &u, 0, 0) == 0 && !bw_rt_streq(u.machine, RT_UNAME))
		return bw_rt_fail(rt, RT_MSG_MACHINE, u.machine, 0);
	return BW_RT_EXIT_OK;
}

enum bw_rt_exit bw_rt_check(struct bw_rt *rt)
{
	const struct bw_rt_header *h = (const void *)rt->image;
	const char *bad = check_header(rt, h);
	enum bw_rt_exit e;

	rt->head = NULL;
	if (!bad && !digest_ok(rt))
		bad = "digest";
	if (bad)
		return bw_rt_fail(rt, RT_MSG_DAMAGED, bad, 0);
	e = bw_rt_check_ops(rt);
	return e ? e : check_machine(rt, h);
}
