/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions about types. All recursion is bounded by B5. */
#include "btf/btf_kinds.h"

#define POINTER_BYTES 8u
#define ALIGN_BYTES_MAX 16u /* __int128, in LLVM's data layout for BPF since 18 */

bw_tid bw_btf_skip_mods(const struct bw_btf *b, bw_tid t)
{
	while (bw_btf_is_mod(bw_btf_kind(b, t)))
		t = bw_btf_ref(b, t);
	return t;
}

bw_tid bw_btf_resolve(const struct bw_btf *b, bw_tid t)
{
	for (enum bw_btf_kind k; k = bw_btf_kind(b, t), bw_btf_is_mod(k) || k == BW_BTF_TYPEDEF;)
		t = bw_btf_ref(b, t);
	return t;
}

bool bw_btf_sizeof(const struct bw_btf *b, bw_tid t, uint32_t *ret_bytes)
{
	uint64_t count = 1, size;

	for (;;) {
		t = bw_btf_resolve(b, t);
		if (bw_btf_kind(b, t) == BW_BTF_VAR) {
			t = bw_btf_ref(b, t);
			continue;
		}
		if (bw_btf_kind(b, t) != BW_BTF_ARRAY)
			break;
		if (__builtin_mul_overflow(count, (uint64_t)bw_btf_array(b, t)->n, &count))
			return false;
		t = bw_btf_array(b, t)->elem;
	}
	if (bw_btf_kind(b, t) == BW_BTF_PTR)
		size = POINTER_BYTES;
	else if (t.i && bw_btf_kinds[bw_btf_kind(b, t)].word2 == BTF_W2_SIZE)
		size = bw_btf_size_word(b, t);
	else
		return false;
	if (bw_btf_is_enum(bw_btf_kind(b, t)) && !size)
		return false; /* only declared */
	if (__builtin_mul_overflow(count, size, &size) || size > UINT32_MAX)
		return false;
	*ret_bytes = (uint32_t)size;
	return true;
}

/* Of something with a size that the compiler aligns to it. */
static uint32_t scalar_align(uint32_t size_bytes)
{
	uint32_t align = 1;

	while (align < ALIGN_BYTES_MAX && align < size_bytes)
		align *= 2;
	return align;
}

/* A struct is packed when a member stands where its own alignment forbids it, or
 * the size is no multiple of the alignment; then 1 is all that is sure. */
static uint32_t composite_align(const struct bw_btf *b, bw_tid t)
{
	const struct bw_btf_member *m = bw_btf_members(b, t);
	uint32_t align = 1;

	for (uint32_t i = 0, n = bw_btf_vlen(b, t); i < n; i++) {
		uint32_t own = bw_btf_alignof(b, m[i].type);

		if (!bw_btf_member_bitfield_bits(b, t, i) &&
		    bw_btf_member_bits(b, t, i) % (own * 8))
			return 1;
		if (own > align)
			align = own;
	}
	return bw_btf_size_word(b, t) % align ? 1 : align;
}

uint32_t bw_btf_alignof(const struct bw_btf *b, bw_tid t)
{
	t = bw_btf_resolve(b, t);
	switch (bw_btf_kind(b, t)) {
	case BW_BTF_INT:
	case BW_BTF_ENUM:
	case BW_BTF_ENUM64:
	case BW_BTF_FLOAT:
		return scalar_align(bw_btf_size_word(b, t));
	case BW_BTF_PTR:
		return POINTER_BYTES;
	case BW_BTF_ARRAY:
		return bw_btf_alignof(b, bw_btf_array(b, t)->elem);
	case BW_BTF_VAR:
		return bw_btf_alignof(b, bw_btf_ref(b, t));
	case BW_BTF_STRUCT:
	case BW_BTF_UNION:
		return composite_align(b, t);
	default:
		return 1;
	}
}

bw_tid bw_btf_find(const struct bw_btf *b, enum bw_btf_kind kind, bw_sym name)
{
	for (bw_tid t = {1}; t.i < b->count; t.i++)
		if (bw_btf_name(b, t).id == name.id &&
		    (kind == BW_BTF_VOID || bw_btf_kind(b, t) == kind))
			return t;
	return BW_VOID;
}
