/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as text, the fields and the layout of bpftool 7.1's `btf dump format raw`. */
#include "btf/btf_kinds.h"

struct raw {
	struct bw_sb *sb;
	const struct bw_btf *b;
	bw_tid t;
	const uint32_t *tail;
};

static const char *name_of(const struct raw *r, bw_sym s)
{
	return s.id ? bw_str(r->b->names, s) : "(anon)";
}

static const char *linkage_name(uint32_t linkage)
{
	static const char *const name[] = {"static", "global", "extern"};

	return linkage < BW_COUNT(name) ? name[linkage] : "(unknown)";
}

static void raw_int(struct raw *r)
{
	static const char *const encodings[] = {
	    [0] = "(none)",
	    [BTF_INT_SIGNED] = "SIGNED",
	    [BTF_INT_CHAR] = "CHAR",
	    [BTF_INT_BOOL] = "BOOL",
	};
	uint32_t word = r->tail[0], e = bw_btf_int_encoding(word);

	bw_sb_printf(r->sb, " size=%u bits_offset=%u nr_bits=%u encoding=%s",
		     bw_btf_size_word(r->b, r->t), bw_btf_int_offset(word), bw_btf_int_bits(word),
		     e < BW_COUNT(encodings) && encodings[e] ? encodings[e] : "UNKN");
}

static void raw_ref(struct raw *r)
{
	bw_sb_printf(r->sb, " type_id=%u", bw_btf_ref(r->b, r->t).i);
}

static void raw_array(struct raw *r)
{
	bw_sb_printf(r->sb, " type_id=%u index_type_id=%u nr_elems=%u", r->tail[0], r->tail[1],
		     r->tail[2]);
}

static void raw_composite(struct raw *r)
{
	const struct bw_btf_member *m = bw_btf_members(r->b, r->t);
	uint32_t n = bw_btf_vlen(r->b, r->t);

	bw_sb_printf(r->sb, " size=%u vlen=%u", bw_btf_size_word(r->b, r->t), n);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t bits = bw_btf_member_bitfield_bits(r->b, r->t, i);

		bw_sb_printf(r->sb, "\n\t'%s' type_id=%u bits_offset=%u", name_of(r, m[i].name),
			     m[i].type.i, bw_btf_member_bits(r->b, r->t, i));
		if (bits)
			bw_sb_printf(r->sb, " bitfield_size=%u", bits);
	}
}

static void raw_enum(struct raw *r)
{
	const struct bw_btf_enum *e = bw_btf_enums(r->b, r->t);
	bool sign = bw_btf_kflag(r->b, r->t);
	uint32_t n = bw_btf_vlen(r->b, r->t);

	bw_sb_printf(r->sb, " encoding=%s size=%u vlen=%u", sign ? "SIGNED" : "UNSIGNED",
		     bw_btf_size_word(r->b, r->t), n);
	for (uint32_t i = 0; i < n; i++) {
		long long v = sign ? (long long)(int32_t)e[i].value : (long long)e[i].value;

		bw_sb_printf(r->sb, "\n\t'%s' val=%lld", name_of(r, e[i].name), v);
	}
}

static void raw_enum64(struct raw *r)
{
	const struct bw_btf_enum64 *e = bw_btf_enums64(r->b, r->t);
	bool sign = bw_btf_kflag(r->b, r->t);
	uint32_t n = bw_btf_vlen(r->b, r->t);

	bw_sb_printf(r->sb, " encoding=%s size=%u vlen=%u", sign ? "SIGNED" : "UNSIGNED",
		     bw_btf_size_word(r->b, r->t), n);
	for (uint32_t i = 0; i < n; i++) {
		unsigned long long v = (unsigned long long)e[i].hi << 32 | e[i].lo;

		bw_sb_printf(r->sb, sign ? "\n\t'%s' val=%lldLL" : "\n\t'%s' val=%lluULL",
			     name_of(r, e[i].name), v);
	}
}

static void raw_fwd(struct raw *r)
{
	bw_sb_printf(r->sb, " fwd_kind=%s", bw_btf_kflag(r->b, r->t) ? "union" : "struct");
}

static void raw_func(struct raw *r)
{
	bw_sb_printf(r->sb, " type_id=%u linkage=%s", bw_btf_ref(r->b, r->t).i,
		     linkage_name(bw_btf_vlen(r->b, r->t)));
}

static void raw_proto(struct raw *r)
{
	const struct bw_btf_param *p = bw_btf_params(r->b, r->t);
	uint32_t n = bw_btf_vlen(r->b, r->t);

	bw_sb_printf(r->sb, " ret_type_id=%u vlen=%u", bw_btf_ref(r->b, r->t).i, n);
	for (uint32_t i = 0; i < n; i++)
		bw_sb_printf(r->sb, "\n\t'%s' type_id=%u", name_of(r, p[i].name), p[i].type.i);
}

static void raw_var(struct raw *r)
{
	bw_sb_printf(r->sb, " type_id=%u, linkage=%s", bw_btf_ref(r->b, r->t).i,
		     linkage_name(r->tail[0]));
}

static void raw_datasec(struct raw *r)
{
	const struct bw_btf_secinfo *s = bw_btf_secinfos(r->b, r->t);
	uint32_t n = bw_btf_vlen(r->b, r->t);

	bw_sb_printf(r->sb, " size=%u vlen=%u", bw_btf_size_word(r->b, r->t), n);
	for (uint32_t i = 0; i < n; i++)
		bw_sb_printf(r->sb, "\n\ttype_id=%u offset=%u size=%u (%s '%s')", s[i].var.i,
			     s[i].off_bytes, s[i].size_bytes,
			     bw_btf_kind_name(bw_btf_kind(r->b, s[i].var)),
			     name_of(r, bw_btf_name(r->b, s[i].var)));
}

static void raw_float(struct raw *r)
{
	bw_sb_printf(r->sb, " size=%u", bw_btf_size_word(r->b, r->t));
}

static void raw_decl_tag(struct raw *r)
{
	bw_sb_printf(r->sb, " type_id=%u component_idx=%d", bw_btf_ref(r->b, r->t).i,
		     (int)r->tail[0]);
}

void bw_btf_print_raw(struct bw_sb *sb, const struct bw_btf *b, bw_tid t)
{
	static void (*const print[BW_BTF_KINDS])(struct raw *) = {
	    [BW_BTF_INT] = raw_int,	      [BW_BTF_PTR] = raw_ref,
	    [BW_BTF_ARRAY] = raw_array,	      [BW_BTF_STRUCT] = raw_composite,
	    [BW_BTF_UNION] = raw_composite,   [BW_BTF_ENUM] = raw_enum,
	    [BW_BTF_FWD] = raw_fwd,	      [BW_BTF_TYPEDEF] = raw_ref,
	    [BW_BTF_VOLATILE] = raw_ref,      [BW_BTF_CONST] = raw_ref,
	    [BW_BTF_RESTRICT] = raw_ref,      [BW_BTF_FUNC] = raw_func,
	    [BW_BTF_FUNC_PROTO] = raw_proto,  [BW_BTF_VAR] = raw_var,
	    [BW_BTF_DATASEC] = raw_datasec,   [BW_BTF_FLOAT] = raw_float,
	    [BW_BTF_DECL_TAG] = raw_decl_tag, [BW_BTF_TYPE_TAG] = raw_ref,
	    [BW_BTF_ENUM64] = raw_enum64,
	};
	struct raw r = {.sb = sb, .b = b, .t = t};
	enum bw_btf_kind k = bw_btf_kind(b, t);

	assert(t.i);
	r.tail = bw_btf_tail(b, t);
	bw_sb_printf(sb, "[%u] %s '%s'", t.i, bw_btf_kind_name(k), name_of(&r, bw_btf_name(b, t)));
	assert(print[k]);
	print[k](&r);
}
