/* SPDX-License-Identifier: BSD-2-Clause */
/* Making graphs, and the table of kinds. */
#include "btf/btf_kinds.h"

/* Words, names in front, index of the first type, types. */
#define PATTERN_none 0, 0, 0, 0
#define PATTERN_v 1, 0, 0, 0
#define PATTERN_ttv 3, 0, 0, 2
#define PATTERN_tvv 3, 0, 0, 1
#define PATTERN_nt 2, 1, 1, 1
#define PATTERN_ntv 3, 1, 1, 1
#define PATTERN_nv 2, 1, 0, 0
#define PATTERN_nvv 3, 1, 0, 0
/* Type ids in the header and the fixed words. */
#define HEADS_none 0
#define HEADS_v 0
#define HEADS_ttv 2

#define BTF_KIND(sym, nr, w2, fix, ea, vl, kf, nm, rf)                                             \
	[nr] = {.name = #sym,                                                                      \
		.fixed = {PATTERN_##fix},                                                          \
		.each = {PATTERN_##ea},                                                            \
		.word2 = BTF_W2_##w2,                                                              \
		.vlen = BTF_VLEN_##vl,                                                             \
		.named = BTF_NAMED_##nm,                                                           \
		.refs = BTF_REFS_##rf,                                                             \
		.kflag = kf,                                                                       \
		.heads = (BTF_W2_##w2 == BTF_W2_TYPE) + HEADS_##fix,                               \
		.head_at = BTF_W2_##w2 == BTF_W2_TYPE ? 2 : BTF_HEADER_WORDS},
const struct btf_kind bw_btf_kinds[BW_BTF_KINDS] = {
    [BW_BTF_VOID] = {.name = "VOID"},
#include "btf/btf_kinds.def"
};
#undef BTF_KIND

#define BTF_KIND(sym, nr, ...)                                                                     \
	_Static_assert(BW_BTF_##sym == (nr), "btf.h and btf_kinds.def number " #sym " alike");
#include "btf/btf_kinds.def"
#undef BTF_KIND

const char *bw_btf_kind_name(enum bw_btf_kind k)
{
	return k < BW_BTF_KINDS ? bw_btf_kinds[k].name : "UNKNOWN";
}

const char *bw_btf_str(const struct bw_btf *b, bw_tid t)
{
	return bw_str(b->names, bw_btf_name(b, t));
}

const char *bw_btf_label(struct bw_arena *a, const struct bw_btf *b, bw_tid t)
{
	const char *name = bw_btf_str(b, t);

	if (!t.i)
		return "[0] void";
	return bw_printf(a, "[%u] %s '%s'", t.i, bw_btf_kind_name(bw_btf_kind(b, t)),
			 *name ? name : "(anon)");
}

/* n entries that are equal but for their type, the first or second word. */
static bool same_entries(const uint32_t *x, const uint32_t *y, const struct btf_pattern *p,
			 uint32_t n)
{
	uint32_t stride = p->words, type = p->type_at;

	for (uint32_t i = 0; i < n; i++, x += stride, y += stride) {
		if (x[!type] != y[!type] || (stride == 3 && x[2] != y[2]))
			return false;
	}
	return true;
}

bool bw_btf_same_values(const uint32_t *x, const uint32_t *y)
{
	const struct btf_kind *k = &bw_btf_kinds[bw_btf_info_kind(x[1])];
	uint32_t n = bw_btf_entries(k, x[1]);

	if (x[0] != y[0] || x[1] != y[1] || (k->word2 == BTF_W2_SIZE && x[2] != y[2]))
		return false;
	x += BTF_HEADER_WORDS;
	y += BTF_HEADER_WORDS;
	for (uint32_t i = k->fixed.types; i < k->fixed.words; i++)
		if (x[i] != y[i])
			return false;
	x += k->fixed.words;
	y += k->fixed.words;
	if (k->each.types)
		return same_entries(x, y, &k->each, n);
	return !n || memcmp(x, y, (size_t)n * k->each.words * sizeof(*x)) == 0;
}

struct bw_btf *bw_btf_create(struct bw_arena *a, struct bw_names *names)
{
	struct bw_btf *b = BW_NEW(a, struct bw_btf);

	b->arena = a;
	b->names = names;
	b->count = 1;
	*bw_push(a, &b->first_word) = 0;
	return b;
}

static uint32_t *array_reserve(struct bw_arena *a, uint32_t *v, uint32_t n, uint32_t *cap,
			       uint32_t more)
{
	uint32_t *w;

	assert(more <= UINT32_MAX - n);
	if (*cap - n >= more)
		return v;
	w = bw_alloc_raw(a, ((size_t)n + more) * sizeof(*w));
	if (n)
		memcpy(w, v, n * sizeof(*w));
	*cap = n + more;
	return w;
}

void bw_btf_reserve(struct bw_btf *b, uint32_t records, uint32_t words)
{
	b->first_word.v =
	    array_reserve(b->arena, b->first_word.v, b->first_word.n, &b->first_word.cap, records);
	b->word.v = array_reserve(b->arena, b->word.v, b->word.n, &b->word.cap, words);
}

/* Room for more words without a push for each. */
static uint32_t *words_extend(struct bw_btf *b, uint32_t words)
{
	uint32_t *at;

	assert(words <= UINT32_MAX - b->word.n);
	while (b->word.cap - b->word.n < words) {
		uint32_t n = b->word.n;

		b->word.n = b->word.cap;
		bw_push(b->arena, &b->word);
		b->word.n = n;
	}
	at = b->word.v + b->word.n;
	b->word.n += words;
	return at;
}

bw_tid bw_btf_add(struct bw_btf *b, enum bw_btf_kind k, bool kflag, uint32_t vlen, bw_sym name,
		  uint32_t size_or_type, const uint32_t *tail, uint32_t tail_words)
{
	uint32_t first = b->word.n;
	uint32_t *w;

	assert(k > BW_BTF_VOID && k < BW_BTF_KINDS && vlen <= 0xffff);
	assert(tail_words == bw_btf_tail_words(&bw_btf_kinds[k],
					       bw_btf_kinds[k].vlen == BTF_VLEN_COUNT ? vlen : 0));
	w = words_extend(b, BTF_HEADER_WORDS + tail_words);
	w[0] = name.id;
	w[1] = (uint32_t)kflag << 31 | (uint32_t)k << 24 | vlen;
	w[2] = size_or_type;
	if (tail_words)
		memcpy(w + BTF_HEADER_WORDS, tail, tail_words * sizeof(*tail));
	*bw_push(b->arena, &b->first_word) = first;
	return (bw_tid){b->count++};
}
