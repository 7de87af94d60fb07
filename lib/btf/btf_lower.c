/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * BTF for a kernel that lacks some of its kinds: the same graph, record by record, with
 * something that it reads in the place of what it does not. Sizes and offsets stay.
 * (What each kernel reads: kernel/bpf/btf.c, btf_check_meta() and the check_meta of each
 * kind; what libbpf does at load: bpf_object__sanitize_btf(), 1.5.)
 */
#include "btf/btf_kinds.h"

static const struct {
	const char *what, *becomes;
} features[] = {
#define BTF_FEATURE(name, feature, what, becomes) {what, becomes},
#include "btf/btf_lower.def"
#undef BTF_FEATURE
};

/* Tags that the kernel acts on: by their name, whole or up to what follows the colon. */
static const struct {
	enum bw_btf_kind kind;
	const char *name, *loss;
} losses[] = {
    {BW_BTF_TYPE_TAG, "kptr", "the map holds plain numbers there, no pointers to kernel objects"},
    {BW_BTF_TYPE_TAG, "kptr_ref",
     "the map holds plain numbers there, no pointers to kernel objects"},
    {BW_BTF_TYPE_TAG, "kptr_untrusted",
     "the map holds plain numbers there, no pointers to kernel objects"},
    {BW_BTF_TYPE_TAG, "percpu_kptr",
     "the map holds plain numbers there, no pointers to kernel objects"},
    {BW_BTF_TYPE_TAG, "uptr", "the map holds plain numbers there, no pointers to user memory"},
    {BW_BTF_DECL_TAG, "contains:", "the list or tree there can hold no nodes"},
    {BW_BTF_DECL_TAG,
     "arg:", "the verifier sees an argument of a global function without what the tag says of it"},
    {BW_BTF_DECL_TAG, "exception_callback:", "bpf_throw() calls the default handler"},
};

struct lowering {
	struct bw_arena *scratch;
	const struct bw_btf *b;
	struct bw_btf *out;
	const struct bw_btf_kernel *kernel;
	uint8_t *feature; /* by id: index + 1 of what the kernel does not read */
	uint32_t *to;	  /* by id: what stands in its place where others name it */
	uint32_t count[BW_BTF_FEATURES];
	bw_tid first[BW_BTF_FEATURES];
	struct {
		uint32_t bytes, id;
	} wide[4]; /* integers to be added behind the last record */
	uint32_t wide_count;
};

/* ---- what is there ---- */

/* Index + 1 of what not every kernel reads of this record; 0 if all do. */
static uint8_t feature_of(const struct bw_btf *b, bw_tid t, uint32_t lacks)
{
	enum bw_btf_kind k = bw_btf_kind(b, t);
	bool kflag = bw_btf_kflag(b, t);
	const struct {
		bool is;
		enum bw_btf_feature f;
	} rows[] = {
	    {k == BW_BTF_FUNC || k == BW_BTF_FUNC_PROTO, BW_BTF_HAS_FUNC},
	    {k == BW_BTF_VAR || k == BW_BTF_DATASEC, BW_BTF_HAS_DATASEC},
	    {k == BW_BTF_FUNC && bw_btf_vlen(b, t) == BW_BTF_GLOBAL, BW_BTF_HAS_FUNC_GLOBAL},
	    {k == BW_BTF_FLOAT, BW_BTF_HAS_FLOAT},
	    {k == BW_BTF_DECL_TAG, BW_BTF_HAS_DECL_TAG},
	    {k == BW_BTF_TYPE_TAG, BW_BTF_HAS_TYPE_TAG},
	    {k == BW_BTF_ENUM && kflag, BW_BTF_HAS_ENUM_SIGN},
	    {k == BW_BTF_ENUM64, BW_BTF_HAS_ENUM64},
	    {k == BW_BTF_DATASEC && *bw_btf_str(b, t) == '?', BW_BTF_HAS_DATASEC_NAME},
	    {(k == BW_BTF_DECL_TAG || k == BW_BTF_TYPE_TAG) && kflag, BW_BTF_HAS_TAG_FLAG},
	};

	for (size_t i = 0; i < BW_COUNT(rows); i++)
		if (rows[i].is && lacks >> rows[i].f & 1)
			return (uint8_t)(rows[i].f + 1);
	return 0;
}

static bool features_find(struct lowering *l)
{
	bool any = false;

	l->feature = BW_NEW_ARRAY(l->scratch, uint8_t, l->b->count);
	l->to = BW_NEW_ARRAY(l->scratch, uint32_t, l->b->count);
	for (bw_tid t = {1}; t.i < l->b->count; t.i++) {
		uint8_t f = feature_of(l->b, t, l->kernel->lacks);

		l->to[t.i] = t.i;
		l->feature[t.i] = f;
		if (f && !l->count[f - 1]++)
			l->first[f - 1] = t;
		any |= f && features[f - 1].becomes;
	}
	return any;
}

/* Who names a type tag that goes names what it tags. */
static void tags_skip(struct lowering *l)
{
	for (bw_tid t = {1}; t.i < l->b->count; t.i++) {
		bw_tid at = t;

		while (bw_btf_kind(l->b, at) == BW_BTF_TYPE_TAG && l->feature[at.i])
			at = bw_btf_ref(l->b, at);
		l->to[t.i] = at.i;
	}
}

/* ---- what it becomes ---- */

/* The record as it is, but for the types it names and this much of its header. */
static void put_same(struct lowering *l, bw_tid t, bool kflag, uint32_t vlen)
{
	const uint32_t *v = bw_btf_record(l->b, t);
	enum bw_btf_kind kind = bw_btf_info_kind(v[1]);
	const struct btf_kind *k = &bw_btf_kinds[kind];
	uint32_t entries = bw_btf_entries(k, v[1]), n = bw_btf_tail_words(k, entries);
	struct bw_mark mark = bw_mark(l->scratch);
	uint32_t *copy = bw_memdup(l->scratch, v, (BTF_HEADER_WORDS + (size_t)n) * sizeof(*v));

	for (uint32_t i = 0, refs = bw_btf_ref_count(k, entries); i < refs; i++) {
		uint32_t at = bw_btf_ref_at(k, i);

		copy[at] = l->to[copy[at]];
	}
	bw_btf_add(l->out, kind, kflag, vlen, (bw_sym){v[0]}, copy[2],
		   n ? copy + BTF_HEADER_WORDS : NULL, n);
	bw_rewind(l->scratch, mark);
}

static void put_int(struct lowering *l, bw_sym name, uint32_t bytes)
{
	uint32_t word = bytes * 8;

	bw_btf_add(l->out, BW_BTF_INT, false, 0, name, bytes, &word, 1);
}

/* Nothing names it any more: one more copy of a type that is there leaves with the next
 * merge, and ids stay as they are. */
static void put_nothing(struct lowering *l)
{
	const struct bw_btf *b = l->b;

	for (bw_tid t = {1}; t.i < b->count; t.i++)
		if (bw_btf_kind(b, t) == BW_BTF_INT) {
			put_same(l, t, false, 0);
			return;
		}
	put_int(l, bw_intern_z(b->names, "unsigned char"), 1);
}

static bool fits_32_bits(const struct bw_btf *b, bw_tid t)
{
	const struct bw_btf_enum64 *e = bw_btf_enums64(b, t);

	for (uint32_t i = 0, n = bw_btf_vlen(b, t); i < n; i++)
		if (e[i].hi != (bw_btf_kflag(b, t) && e[i].lo >> 31 ? UINT32_MAX : 0))
			return false;
	return true;
}

/* As clang before 15 wrote it. */
static void put_narrow(struct lowering *l, bw_tid t)
{
	const struct bw_btf_enum64 *e = bw_btf_enums64(l->b, t);
	uint32_t n = bw_btf_vlen(l->b, t);
	struct bw_mark mark = bw_mark(l->scratch);
	uint32_t *tail = BW_NEW_ARRAY(l->scratch, uint32_t, n * 2ull);

	for (uint32_t i = 0; i < n; i++) {
		tail[i * 2] = e[i].name.id;
		tail[i * 2 + 1] = e[i].lo;
	}
	bw_btf_add(l->out, BW_BTF_ENUM, false, n, bw_btf_name(l->b, t), bw_btf_size_word(l->b, t),
		   n ? tail : NULL, n * 2);
	bw_rewind(l->scratch, mark);
}

/* The id that an unsigned integer of this size will have. */
static uint32_t wide_int(struct lowering *l, uint32_t bytes)
{
	uint32_t i = 0;

	while (i < l->wide_count && l->wide[i].bytes != bytes)
		i++;
	if (i == l->wide_count) {
		assert(i < BW_COUNT(l->wide));
		l->wide[i].bytes = bytes;
		l->wide[i].id = l->b->count + i;
		l->wide_count++;
	}
	return l->wide[i].id;
}

static void put_union(struct lowering *l, bw_tid t)
{
	const struct bw_btf_enum64 *e = bw_btf_enums64(l->b, t);
	uint32_t n = bw_btf_vlen(l->b, t), bytes = bw_btf_size_word(l->b, t);
	struct bw_mark mark = bw_mark(l->scratch);
	uint32_t *tail = BW_NEW_ARRAY(l->scratch, uint32_t, n * 3ull);

	for (uint32_t i = 0; i < n; i++) {
		tail[i * 3] = e[i].name.id;
		tail[i * 3 + 1] = wide_int(l, bytes);
	}
	bw_btf_add(l->out, BW_BTF_UNION, false, n, bw_btf_name(l->b, t), bytes, n ? tail : NULL,
		   n * 3);
	bw_rewind(l->scratch, mark);
}

static void put_record(struct lowering *l, bw_tid t)
{
	bool kflag = bw_btf_kflag(l->b, t);
	uint32_t vlen = bw_btf_vlen(l->b, t);

	switch (l->feature[t.i] - 1) {
	case BW_BTF_HAS_FUNC_GLOBAL:
		put_same(l, t, kflag, BW_BTF_STATIC);
		break;
	case BW_BTF_HAS_FLOAT:
		put_int(l, bw_btf_name(l->b, t), bw_btf_size_word(l->b, t));
		break;
	case BW_BTF_HAS_DECL_TAG:
	case BW_BTF_HAS_TYPE_TAG:
	case BW_BTF_HAS_TAG_FLAG:
		put_nothing(l);
		break;
	case BW_BTF_HAS_ENUM_SIGN:
		put_same(l, t, false, vlen);
		break;
	case BW_BTF_HAS_ENUM64:
		if (fits_32_bits(l->b, t))
			put_narrow(l, t);
		else
			put_union(l, t);
		break;
	default:
		put_same(l, t, kflag, vlen);
	}
}

static const char *wide_name(uint32_t bytes)
{
	return bytes == 8   ? "unsigned long"
	       : bytes == 4 ? "unsigned int"
	       : bytes == 2 ? "unsigned short"
			    : "unsigned char";
}

static void records_put(struct lowering *l)
{
	const struct bw_btf *b = l->b;

	l->out = bw_btf_create(b->arena, b->names);
	for (bw_tid t = {1}; t.i < b->count; t.i++)
		put_record(l, t);
	for (uint32_t i = 0; i < l->wide_count; i++)
		put_int(l, bw_intern_z(b->names, wide_name(l->wide[i].bytes)), l->wide[i].bytes);
	assert(l->out->count == b->count + l->wide_count);
}

/* ---- what is said ---- */

static bool tag_is(const struct bw_btf *b, bw_tid t, uint32_t loss)
{
	const char *name = bw_btf_str(b, t), *want = losses[loss].name;
	size_t n = strlen(want);

	return bw_btf_kind(b, t) == losses[loss].kind &&
	       (want[n - 1] == ':' ? strncmp(name, want, n) == 0 : strcmp(name, want) == 0);
}

/* The function or type with the tag; of a member or parameter its name too. */
static const char *tagged_name(struct lowering *l, bw_tid t)
{
	bw_tid on = bw_btf_ref(l->b, t), proto = on;
	uint32_t i;

	if (bw_btf_kind(l->b, t) != BW_BTF_DECL_TAG) {
		struct bw_sb text = bw_sb_in(l->scratch);

		bw_btf_print_decl(&text, l->b, on, "");
		return bw_sb_str(&text);
	}
	i = bw_btf_tail(l->b, t)[0];
	if (bw_btf_kind(l->b, on) == BW_BTF_FUNC)
		proto = bw_btf_ref(l->b, on);
	if (i >= bw_btf_vlen(l->b, proto))
		return bw_btf_str(l->b, on);
	if (bw_btf_kind(l->b, proto) == BW_BTF_FUNC_PROTO)
		return bw_printf(l->scratch, "%s(%s)", bw_btf_str(l->b, on),
				 bw_str(l->b->names, bw_btf_params(l->b, proto)[i].name));
	return bw_printf(l->scratch, "%s.%s", bw_btf_str(l->b, on),
			 bw_str(l->b->names, bw_btf_members(l->b, proto)[i].name));
}

static void tag_losses_tell(struct lowering *l, struct bw_diags *d, struct bw_where at)
{
	for (uint32_t i = 0; i < BW_COUNT(losses); i++) {
		uint32_t n = 0;
		bw_tid first = BW_VOID;

		for (bw_tid t = {1}; t.i < l->b->count; t.i++)
			if (l->feature[t.i] && tag_is(l->b, t, i) && !n++)
				first = t;
		if (n)
			bw_tell(d, BW_D_BTF_LOSS, at, "tag \"%s\" of %s%s goes: %s",
				bw_btf_str(l->b, first), tagged_name(l, first),
				n > 1 ? bw_printf(l->scratch, " and %u more", n - 1) : "",
				losses[i].loss);
	}
}

static void enum_losses_tell(struct lowering *l, struct bw_diags *d, struct bw_where at)
{
	const uint8_t *valued = l->kernel->valued;

	for (bw_tid t = {1}; valued && t.i < l->b->count; t.i++)
		if (valued[t.i] && l->feature[t.i] == BW_BTF_HAS_ENUM64 + 1 &&
		    !fits_32_bits(l->b, t))
			bw_tell(
			    d, BW_D_BTF_LOSS, at,
			    "enum %s has values of more than 32 bits and becomes a union, but a "
			    "CO-RE record asks for one of them: the loader will not find it",
			    bw_btf_str(l->b, t));
}

static void features_tell(struct lowering *l, struct bw_diags *d, struct bw_where at)
{
	for (uint32_t f = 0; f < BW_BTF_FEATURES; f++) {
		const char *like = bw_btf_str(l->b, l->first[f]);

		if (!l->count[f])
			continue;
		if (features[f].becomes)
			bw_tell(d, BW_D_BTF_LOWERED, at, "%s %s: %u record%s%s%s", features[f].what,
				features[f].becomes, l->count[f], l->count[f] > 1 ? "s" : "",
				*like ? ", first " : "", like);
		else
			bw_tell(d, BW_D_BTF_STAYS, at, "%s: %u record%s%s%s", features[f].what,
				l->count[f], l->count[f] > 1 ? "s" : "", *like ? ", first " : "",
				like);
		bw_note(d, (struct bw_where){0}, "%s does not read it", l->kernel->name);
	}
}

struct bw_btf *bw_btf_lower(struct bw_btf *b, const struct bw_btf_kernel *kernel,
			    struct bw_diags *d, struct bw_where where)
{
	struct lowering l = {
	    .scratch = bw_arena_child(b->arena), .b = b, .out = b, .kernel = kernel};

	if (features_find(&l)) {
		tags_skip(&l);
		records_put(&l);
	}
	features_tell(&l, d, where);
	tag_losses_tell(&l, d, where);
	enum_losses_tell(&l, d, where);
	bw_arena_deinit(l.scratch);
	return l.out;
}
