/* SPDX-License-Identifier: BSD-2-Clause */
/* Types as text: C declarations and definitions. */
#include "btf/btf_kinds.h"

/* Prototypes and anonymous structs may lead back to themselves: so many are printed
 * in one another, the rest as "...". So is what is left when declarators have taken
 * so many bytes, the steps of their making included. */
#define NESTED_MAX 8u
#define WORK_BYTES_MAX ((size_t)1 << 20)

struct printing {
	struct bw_sb *sb;
	const struct bw_btf *b;
	size_t work_bytes;
	uint32_t protos; /* nested here */
	uint32_t indent;
	bool bodies; /* print what is inside anonymous structs, unions, enums */
};

static void type_text(struct printing *p, bw_tid t, const char *quals, const char *tags,
		      const char *inner);

static bool is_outside_pointer(const struct bw_btf *b, bw_tid t)
{
	enum bw_btf_kind k = bw_btf_kind(b, bw_btf_skip_mods(b, t));

	return k == BW_BTF_ARRAY || k == BW_BTF_FUNC_PROTO;
}

static void newline(struct printing *p)
{
	bw_sb_addc(p->sb, '\n');
	for (uint32_t i = 0; i < p->indent; i++)
		bw_sb_addc(p->sb, '\t');
}

static void member_text(struct printing *p, bw_tid t, uint32_t i)
{
	const struct bw_btf_member *m = &bw_btf_members(p->b, t)[i];
	uint32_t bits = bw_btf_member_bitfield_bits(p->b, t, i);

	newline(p);
	type_text(p, m->type, "", "", bw_str(p->b->names, m->name));
	if (bits)
		bw_sb_printf(p->sb, ": %u", bits);
	bw_sb_addc(p->sb, ';');
}

static void enum_text(struct printing *p, bw_tid t)
{
	bool wide = bw_btf_kind(p->b, t) == BW_BTF_ENUM64, sign = bw_btf_kflag(p->b, t);

	for (uint32_t i = 0, n = bw_btf_vlen(p->b, t); i < n; i++) {
		const struct bw_btf_enum64 *e64 = &bw_btf_enums64(p->b, t)[i];
		const struct bw_btf_enum *e = &bw_btf_enums(p->b, t)[i];
		uint64_t v = wide   ? (uint64_t)e64->hi << 32 | e64->lo
			     : sign ? (uint64_t)(int64_t)(int32_t)e->value
				    : e->value;

		newline(p);
		bw_sb_addz(p->sb, bw_str(p->b->names, wide ? e64->name : e->name));
		if (sign)
			bw_sb_printf(p->sb, " = %lld,", (long long)v);
		else
			bw_sb_printf(p->sb, " = %llu,", (unsigned long long)v);
	}
}

static void body(struct printing *p, bw_tid t)
{
	bw_sb_addz(p->sb, " {");
	p->indent++;
	if (bw_btf_is_enum(bw_btf_kind(p->b, t)))
		enum_text(p, t);
	else
		for (uint32_t i = 0, n = bw_btf_vlen(p->b, t); i < n; i++)
			member_text(p, t, i);
	p->indent--;
	newline(p);
	bw_sb_addc(p->sb, '}');
}

/* "struct foo", "__u32", "void"; with the body when it has no name. */
static void base_text(struct printing *p, bw_tid t)
{
	enum bw_btf_kind k = bw_btf_kind(p->b, t);
	const char *name = bw_btf_str(p->b, t);
	const char *tag = "";

	if (k == BW_BTF_STRUCT || (k == BW_BTF_FWD && !bw_btf_kflag(p->b, t)))
		tag = "struct";
	else if (k == BW_BTF_UNION || k == BW_BTF_FWD)
		tag = "union";
	else if (bw_btf_is_enum(k))
		tag = "enum";
	bw_sb_printf(p->sb, "%s%s%s", tag, *tag && *name ? " " : "", k ? name : "void");
	if (*tag && !*name) {
		if (p->bodies && p->indent < NESTED_MAX)
			body(p, t);
		else
			bw_sb_addz(p->sb, " {...}");
	}
}

static char *params_text(struct printing *p, bw_tid t)
{
	const struct bw_btf_param *param = bw_btf_params(p->b, t);
	struct bw_sb text = bw_sb_in(p->sb->arena), *outer = p->sb;
	uint32_t n = bw_btf_vlen(p->b, t);
	bool bodies = p->bodies;

	p->sb = &text;
	p->bodies = false;
	p->protos++;
	for (uint32_t i = 0; i < n; i++) {
		bw_sb_addz(&text, i ? ", " : "");
		if (!param[i].type.i || p->protos > NESTED_MAX) {
			bw_sb_addz(&text, "...");
			break;
		}
		type_text(p, param[i].type, "", "", bw_str(p->b->names, param[i].name));
	}
	if (!n)
		bw_sb_addz(&text, "void");
	assert(p->sb == &text && p->protos);
	p->protos--;
	p->bodies = bodies;
	p->sb = outer;
	return bw_strndup(text.arena, bw_sb_str(&text), text.n);
}

static void pointer_text(struct printing *p, bw_tid t, const char *quals, const char *tags,
			 const char *inner)
{
	bw_tid to = bw_btf_ref(p->b, t);
	const char *gap = (*quals || *tags) && *inner ? " " : "";
	bool paren = is_outside_pointer(p->b, to);

	inner = bw_printf(p->sb->arena, "%s*%s%s%s%s%s", paren ? "(" : "", quals,
			  *quals && *tags ? " " : "", tags, gap, inner);
	if (paren)
		inner = bw_printf(p->sb->arena, "%s)", inner);
	type_text(p, to, "", "", inner);
}

/* Add a qualifier or tag to those collected. */
static const char *join(struct printing *p, const char *have, const char *word)
{
	return *have ? bw_printf(p->sb->arena, "%s %s", have, word) : word;
}

static void mod_text(struct printing *p, bw_tid t, const char *quals, const char *tags,
		     const char *inner)
{
	static const char *const word[BW_BTF_KINDS] = {[BW_BTF_CONST] = "const",
						       [BW_BTF_VOLATILE] = "volatile",
						       [BW_BTF_RESTRICT] = "restrict"};
	enum bw_btf_kind k = bw_btf_kind(p->b, t);

	if (k == BW_BTF_TYPE_TAG)
		tags = join(p, tags,
			    bw_printf(p->sb->arena, "__attribute__((btf_type_tag(\"%s\")))",
				      bw_btf_str(p->b, t)));
	else
		quals = join(p, quals, word[k]);
	type_text(p, bw_btf_ref(p->b, t), quals, tags, inner);
}

/* Declarators grow from the name outwards: inner is what stands around it so far. */
static void type_text(struct printing *p, bw_tid t, const char *quals, const char *tags,
		      const char *inner)
{
	struct bw_arena *a = p->sb->arena;

	p->work_bytes += strlen(inner) + 16;
	if (p->work_bytes > WORK_BYTES_MAX) {
		bw_sb_addz(p->sb, "...");
		return;
	}
	switch (bw_btf_kind(p->b, t)) {
	case BW_BTF_PTR:
		pointer_text(p, t, quals, tags, inner);
		return;
	case BW_BTF_CONST:
	case BW_BTF_VOLATILE:
	case BW_BTF_RESTRICT:
	case BW_BTF_TYPE_TAG:
		mod_text(p, t, quals, tags, inner);
		return;
	case BW_BTF_ARRAY:
		type_text(p, bw_btf_array(p->b, t)->elem, quals, tags,
			  bw_printf(a, "%s[%u]", inner, bw_btf_array(p->b, t)->n));
		return;
	case BW_BTF_FUNC_PROTO:
		type_text(p, bw_btf_ref(p->b, t), "", "",
			  bw_printf(a, "%s(%s)", inner, params_text(p, t)));
		return;
	case BW_BTF_FUNC:
	case BW_BTF_VAR:
		type_text(p, bw_btf_ref(p->b, t), quals, tags,
			  *inner ? inner : bw_btf_str(p->b, t));
		return;
	default:
		break;
	}
	bw_sb_printf(p->sb, "%s%s", quals, *quals ? " " : "");
	base_text(p, t);
	bw_sb_printf(p->sb, "%s%s%s%s", *tags ? " " : "", tags, *inner && *inner != '[' ? " " : "",
		     inner);
}

void bw_btf_print_decl(struct bw_sb *sb, const struct bw_btf *b, bw_tid t, const char *name)
{
	struct printing p = {.sb = sb, .b = b};

	type_text(&p, t, "", "", name);
}

void bw_btf_print_def(struct bw_sb *sb, const struct bw_btf *b, bw_tid t)
{
	struct printing p = {.sb = sb, .b = b, .bodies = true};
	enum bw_btf_kind k = bw_btf_kind(b, t);

	if (k == BW_BTF_TYPEDEF) {
		bw_sb_addz(sb, "typedef ");
		type_text(&p, bw_btf_ref(b, t), "", "", bw_btf_str(b, t));
	} else {
		type_text(&p, t, "", "", "");
		if (bw_btf_name(b, t).id && (bw_btf_is_composite(k) || bw_btf_is_enum(k)))
			body(&p, t);
	}
	bw_sb_addc(sb, ';');
}
