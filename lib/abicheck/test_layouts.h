/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hand-made layouts for tests: the fields and the size as text,
 *
 *   "u32 a@0 u64 b@8 u8x16 comm@16 u32:3 bits@32 |u32 in_a_union@36 =40"
 *
 * with types uN, sN (integers), cN (char), fN (float), pN (pointer), be/leN, oN (opaque).
 */
#ifndef BW_TEST_LAYOUTS_H
#define BW_TEST_LAYOUTS_H

#include <stdlib.h>

#include "abicheck/abicheck_parts.h"

/* "be32x4:3": the letters say the kind, the number the bits, the rest an array or bit-field. */
static inline void field_type(struct bw_arena *a, const char *s, size_t n, struct bw_field *ret)
{
	static const struct {
		const char *letters, *type;
		enum bw_field_kind kind;
	} rows[] = {
	    {"be", "__be", BW_FIELD_UNSIGNED}, {"le", "__le", BW_FIELD_UNSIGNED},
	    {"u", "__u", BW_FIELD_UNSIGNED},   {"s", "__s", BW_FIELD_SIGNED},
	    {"c", "char", BW_FIELD_CHAR},      {"f", "float", BW_FIELD_FLOAT},
	    {"p", "void *", BW_FIELD_POINTER}, {"o", "struct o", BW_FIELD_OPAQUE},
	    {"b", "bool", BW_FIELD_BOOL},
	};
	const char *p = s;
	char *end;

	(void)n;
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		size_t k = strlen(rows[i].letters);

		if (strncmp(s, rows[i].letters, k) != 0)
			continue;
		p = s + k;
		ret->size_bits = strtoul(p, &end, 10);
		ret->kind = rows[i].kind;
		ret->type = rows[i].type[1] == '_' ? bw_printf(a, "%s%llu", rows[i].type,
							       (unsigned long long)ret->size_bits)
						   : rows[i].type;
		p = end;
		break;
	}
	ret->count = 1;
	if (*p == 'x') {
		ret->count = strtoul(p + 1, &end, 10);
		ret->size_bits *= ret->count;
	} else if (*p == ':') {
		ret->size_bits = strtoul(p + 1, &end, 10);
		ret->is_bitfield = true;
	}
}

static inline struct bw_layout layout(struct bw_arena *a, const char *text)
{
	BW_VEC(struct bw_field) v = {0};
	struct bw_layout l = {.type = "struct s", .align_bytes = 1};

	while (*text && *text != '=') {
		struct bw_field *f = bw_push(a, &v);
		size_t n;
		char *end;

		f->in_union = *text == '|';
		text += f->in_union;
		n = strcspn(text, " ");
		field_type(a, text, n, f);
		text += n + 1;
		n = strcspn(text, "@");
		f->path = bw_strndup(a, text, n);
		f->off_bits = strtoul(text + n + 1, &end, 10) * 8;
		if (*end == '.')
			f->off_bits += strtoul(end + 1, &end, 10);
		text = end + (*end == ' ');
	}
	l.size_bits = strtoul(text + 1, NULL, 10) * 8;
	l.field = v.v;
	l.field_count = v.n;
	assert(bw_layout_valid(&l));
	return l;
}

#endif
