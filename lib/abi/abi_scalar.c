/* SPDX-License-Identifier: BSD-2-Clause */
/* Scalars, and what the names of types say. */
#include "abi/abi_parts.h"

enum word { WORD_TIME, WORD_LONG, WORD_KLONG };

struct named {
	const char *name;
	uint32_t value; /* bytes, or enum word */
};

static const struct named fixed[] = {
#define FIXED(name, bytes) {name, bytes},
#define WORD(name, which)
#define INTEGER(name, which)
#define ALIGNED(name, bytes)
#include "abi/abi_typedefs.def"
#undef FIXED
#undef WORD
#define FIXED(name, bytes)
};

static const struct named words[] = {
#define WORD(name, which) {name, WORD_##which},
#include "abi/abi_typedefs.def"
#undef WORD
#undef INTEGER
#define WORD(name, which)
};

static const struct named integers[] = {
#define INTEGER(name, which) {name, WORD_##which},
#include "abi/abi_typedefs.def"
#undef INTEGER
#undef ALIGNED
#define INTEGER(name, which)
};

static const struct named aligned[] = {
#define ALIGNED(name, bytes) {name, bytes},
#include "abi/abi_typedefs.def"
#undef ALIGNED
#undef INTEGER
#undef WORD
#undef FIXED
};

const struct bw_abi bw_abi_source = {
    .name = "bpf",
    .is_64 = true,
    .pointer_bytes = 8,
    .long_bytes = 8,
    .ldouble_bytes = 8,
    .cap_bytes = 16,
    .i128_align_bytes = 16,
    .char_signed = true,
    .enum_bytes = 1, /* as the graph says */
    .time_bytes = 8,
    .bits = ABI_BITS_TYPED,
    .struct_align_bytes = 1,
};

static const struct named *named_find(const struct named *v, size_t n, const char *name)
{
	for (size_t i = 0; *name && i < n; i++)
		if (v[i].name[0] == *name && strcmp(v[i].name, name) == 0)
			return &v[i];
	return NULL;
}
#define FIND(table, name) named_find(table, BW_COUNT(table), name)

static uint32_t word_bytes(const struct bw_abi *abi, enum word w)
{
	switch (w) {
	case WORD_TIME:
		return abi->time_bytes;
	case WORD_KLONG: /* x32 is 64-bit to the kernel */
		return abi->machine == 62 ? 8 : abi->long_bytes;
	case WORD_LONG:
		break;
	}
	return abi->long_bytes;
}

uint32_t abi_typedef_bytes(const struct bw_abi *abi, const char *name, uint32_t size_bytes)
{
	const struct named *x;

	if (size_bytes != 8)
		return 0;
	if ((x = FIND(fixed, name)))
		return x->value;
	if ((x = FIND(words, name)))
		return word_bytes(abi, (enum word)x->value);
	return 0;
}

uint32_t abi_named_align(const char *name)
{
	const struct named *x = FIND(aligned, name);

	return x ? x->value : 1;
}

bool abi_is_composite(const struct bw_btf *b, bw_tid t)
{
	enum bw_btf_kind k = bw_btf_kind(b, t);

	return k == BW_BTF_STRUCT || k == BW_BTF_UNION;
}

uint32_t abi_member_width(const struct bw_btf *b, bw_tid t, uint32_t i, uint32_t *ret_off_bits)
{
	bw_tid type = bw_btf_resolve(b, bw_btf_members(b, t)[i].type);
	uint32_t width = bw_btf_member_bitfield_bits(b, t, i), word, bits, off;

	*ret_off_bits = bw_btf_member_bits(b, t, i);
	if (width || bw_btf_kind(b, type) != BW_BTF_INT)
		return width;
	word = bw_btf_tail(b, type)[0]; /* encoding, offset, bits: bit-fields of old */
	bits = word & 0xff;
	off = word >> 16 & 0xff;
	if (bits + off >= bw_btf_size_word(b, type) * 8)
		return 0;
	*ret_off_bits += off;
	return bits;
}

static void set(const struct bw_abi *abi, uint32_t bytes, struct abi_part *ret)
{
	uint32_t align = 1;

	while (align < bytes && align < abi->cap_bytes)
		align *= 2;
	*ret = (struct abi_part){.size_bits = bytes * 8ull, .align_bytes = align};
}

static bool integer(const struct bw_abi *abi, const struct bw_btf *b, bw_tid t,
		    struct abi_part *ret)
{
	uint32_t bytes = bw_btf_size_word(b, t);
	const struct named *x = FIND(integers, bw_btf_str(b, t));

	if (x && bytes == 8)
		bytes = word_bytes(abi, (enum word)x->value);
	set(abi, bytes, ret);
	if (bytes <= 8)
		return true;
	ret->align_bytes = abi->i128_align_bytes;
	return ret->align_bytes != 0;
}

static bool real(const struct bw_abi *abi, const struct bw_btf *b, bw_tid t, struct abi_part *ret)
{
	uint32_t bytes = bw_btf_size_word(b, t);

	if (abi != &bw_abi_source && strcmp(bw_btf_str(b, t), "long double") == 0)
		bytes = abi->ldouble_bytes;
	set(abi, bytes, ret);
	return bytes != 0;
}

/* The least bytes that hold all values, where the ABI makes enums so short. */
static uint32_t enum_bytes_min(const struct bw_btf *b, bw_tid t)
{
	const struct bw_btf_enum *e = bw_btf_enums(b, t);
	uint32_t bytes = 1;

	for (uint32_t i = 0, n = bw_btf_vlen(b, t); i < n; i++) {
		uint32_t v = e[i].value;
		bool negative = bw_btf_kflag(b, t) && v >> 31;
		uint32_t magnitude = negative ? ~v : v;
		uint32_t limit = bw_btf_kflag(b, t) ? 0x7f : 0xff;

		while (bytes < 4 && magnitude > (bytes == 1 ? limit : limit << 8 | 0xff))
			bytes *= 2;
	}
	return bytes;
}

static bool enumeration(const struct bw_abi *abi, const struct bw_btf *b, bw_tid t,
			struct abi_part *ret)
{
	uint32_t bytes = bw_btf_size_word(b, t);

	if (bytes == 4 && abi->enum_bytes < 4 && abi != &bw_abi_source &&
	    bw_btf_kind(b, t) == BW_BTF_ENUM)
		bytes = enum_bytes_min(b, t);
	set(abi, bytes, ret);
	return bytes != 0;
}

bool abi_scalar(const struct bw_abi *abi, const struct bw_btf *b, bw_tid t, struct abi_part *ret)
{
	uint32_t bytes;

	switch (bw_btf_kind(b, t)) {
	case BW_BTF_INT:
		return integer(abi, b, t, ret);
	case BW_BTF_FLOAT:
		return real(abi, b, t, ret);
	case BW_BTF_ENUM:
	case BW_BTF_ENUM64:
		return enumeration(abi, b, t, ret);
	case BW_BTF_PTR:
		set(abi, abi->pointer_bytes, ret);
		return true;
	case BW_BTF_DATASEC: /* placed by the linker: the same for everyone */
		if (!bw_btf_sizeof(b, t, &bytes))
			return false;
		*ret = (struct abi_part){.size_bits = bytes * 8ull, .align_bytes = 1};
		return true;
	default:
		return false;
	}
}
