/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables, and who is meant by a name or an ELF header. */
#include "abi/abi_parts.h"

enum { CLASS_32, CLASS_64 };
#define IS_LITTLE false
#define IS_BIG true
#define IS_S true
#define IS_U false

static const struct bw_abi abis[] = {
#define ABI(name, machine, class, order, flags_mask, flags, ptr, long_, ldouble, cap, i128, char_, \
	    enum_, time, bits, struct_min, lang, proof)                                            \
	{name,	     machine,	     CLASS_##class == CLASS_64,                                    \
	 IS_##order, flags_mask,     flags,                                                        \
	 ptr,	     long_,	     ldouble,                                                      \
	 cap,	     i128,	     IS_##char_,                                                   \
	 enum_,	     time,	     ABI_BITS_##bits,                                              \
	 struct_min, ABI_LANG_##lang},
#include "abi/abi_abis.def"
#undef ABI
};

static const struct {
	const char *pattern, *name;
} names[] = {
#define NAME(pattern, name) {pattern, name},
#include "abi/abi_names.def"
#undef NAME
};

uint32_t bw_abi_count(void)
{
	return BW_COUNT(abis);
}

const struct bw_abi *bw_abi_at(uint32_t i)
{
	assert(i < BW_COUNT(abis));
	return &abis[i];
}

/* * stands for any text, ? for one character. Patterns are ours: they have few stars. */
static bool fits(const char *pattern, const char *s)
{
	for (; *pattern && *pattern != '*'; pattern++, s++)
		if (!*s || (*pattern != '?' && *pattern != *s))
			return false;
	if (!*pattern)
		return !*s;
	do {
		if (fits(pattern + 1, s))
			return true;
	} while (*s++);
	return false;
}

static const struct bw_abi *row_find(const char *name)
{
	for (size_t i = 0; i < BW_COUNT(abis); i++)
		if (strcmp(abis[i].name, name) == 0)
			return &abis[i];
	return NULL;
}

const struct bw_abi *bw_abi_find(const char *name)
{
	const struct bw_abi *abi = row_find(name);

	for (size_t i = 0; !abi && i < BW_COUNT(names); i++)
		if (fits(names[i].pattern, name))
			abi = row_find(names[i].name);
	return abi;
}

/* Machines that are another one's successor in name only. */
static uint16_t machine_of(uint16_t machine)
{
	static const uint16_t same[][2] = {
	    {18, 2},   /* EM_SPARC32PLUS, EM_SPARC */
	    {93, 195}, /* EM_ARC_COMPACT, EM_ARC_COMPACT2 */
	};

	for (size_t i = 0; i < BW_COUNT(same); i++)
		if (same[i][0] == machine)
			return same[i][1];
	return machine;
}

const struct bw_abi *bw_abi_of_elf(uint16_t machine, bool is_64, bool big_endian, uint32_t flags)
{
	machine = machine_of(machine);
	for (size_t i = 0; i < BW_COUNT(abis); i++)
		if (abis[i].machine == machine && abis[i].is_64 == is_64 &&
		    abis[i].big_endian == big_endian && abis[i].lang == ABI_LANG_C &&
		    (flags & abis[i].flags_mask) == abis[i].flags)
			return &abis[i];
	return NULL;
}

const struct bw_abi *bw_abi_of_go(const struct bw_abi *c)
{
	for (size_t i = 0; i < BW_COUNT(abis); i++)
		if (abis[i].lang == ABI_LANG_GO && abis[i].machine == c->machine &&
		    abis[i].is_64 == c->is_64 && abis[i].big_endian == c->big_endian)
			return &abis[i];
	return NULL;
}

const char *bw_abi_name(const struct bw_abi *abi)
{
	return abi->name;
}

bool bw_abi_big_endian(const struct bw_abi *abi)
{
	return abi->big_endian;
}

bool bw_abi_is_go(const struct bw_abi *abi)
{
	return abi->lang == ABI_LANG_GO;
}

bool bw_abi_char_signed(const struct bw_abi *abi)
{
	return abi->char_signed;
}

uint32_t bw_abi_pointer_bytes(const struct bw_abi *abi)
{
	return abi->pointer_bytes;
}

uint32_t bw_abi_long_bytes(const struct bw_abi *abi)
{
	return abi->long_bytes;
}

uint32_t bw_abi_time_bytes(const struct bw_abi *abi)
{
	return abi->time_bytes;
}

uint32_t bw_abi_align_bytes_max(const struct bw_abi *abi)
{
	return abi->cap_bytes;
}
