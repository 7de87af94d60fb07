/* SPDX-License-Identifier: BSD-2-Clause */
/* Two fields of one place: do they mean the same? */
#include "abicheck/abicheck_parts.h"

#include <ctype.h>

/* The order of bytes a type's name promises. */
enum promise { PROMISE_NONE, PROMISE_BIG, PROMISE_LITTLE };

static uint64_t element_bits(const struct bw_field *f)
{
	return f->count > 1 ? f->size_bits / f->count : f->size_bits;
}

bool field_is_bytes(const struct bw_field *f)
{
	if (f->kind == BW_FIELD_OPAQUE)
		return true;
	return !f->is_bitfield && element_bits(f) == 8 && f->count > 1 &&
	       f->kind != BW_FIELD_BOOL && f->kind != BW_FIELD_ENUM;
}

/* "be32", "u32be", "uint32le"...: letters of an integer's name around be or le, and digits. */
static enum promise promise_of_plain(const char *s)
{
	static const char *const ends[] = {"", "u", "i", "int", "uint"};
	enum promise p = PROMISE_NONE;
	size_t n = strlen(s), digits;

	for (size_t i = 0; i < BW_COUNT(ends) && p == PROMISE_NONE; i++) {
		size_t k = strlen(ends[i]);
		const char *rest = s + k;

		if (n < k + 4 || strncmp(s, ends[i], k) != 0)
			continue;
		if (strncmp(rest, "be", 2) == 0 || strncmp(rest, "le", 2) == 0) {
			digits = strspn(rest + 2, "0123456789");
			if (digits == 2 && !rest[4])
				p = *rest == 'b' ? PROMISE_BIG : PROMISE_LITTLE;
		} else if (k && strspn(rest, "0123456789") == 2 &&
			   (strcmp(rest + 2, "be") == 0 || strcmp(rest + 2, "le") == 0)) {
			p = rest[2] == 'b' ? PROMISE_BIG : PROMISE_LITTLE;
		}
	}
	return p;
}

/* What the last part of a type's name promises; array brackets and qualifiers do not count. */
static enum promise promise_of(const char *type)
{
	char plain[32];
	size_t n = 0, to = strcspn(type, "[<("), from = to;

	while (to && type[to - 1] == ' ')
		from = --to;
	while (from && !strchr(" .:/]", type[from - 1]))
		from--;
	if (to - from >= sizeof(plain) && from < to)
		return PROMISE_NONE;
	for (size_t i = from; i < to; i++)
		if (type[i] != '_')
			plain[n++] = (char)tolower((unsigned char)type[i]);
	plain[n] = '\0';
	if (strcmp(plain, "inaddrt") == 0 || strcmp(plain, "inportt") == 0)
		return PROMISE_BIG;
	return promise_of_plain(plain);
}

/* Checksums are the same in either order (RFC 1071), so nobody says which. */
static bool is_checksum(const char *type)
{
	return strstr(type, "__sum16") || strstr(type, "__wsum");
}

static bool is_integer(enum bw_field_kind k)
{
	return k == BW_FIELD_UNSIGNED || k == BW_FIELD_SIGNED || k == BW_FIELD_CHAR;
}

static bool orders_differ(const struct bw_field *map, const struct bw_field *user,
			  const struct compare_rules *rules, enum diff_kind *ret)
{
	enum promise m = promise_of(map->type), u = promise_of(user->type);

	if (m == u || is_checksum(map->type) || is_checksum(user->type))
		return false;
	if (m != PROMISE_NONE && u != PROMISE_NONE) {
		*ret = DIFF_ORDERS;
		return true;
	}
	if (rules->no_order_typedefs && u == PROMISE_NONE)
		return false;
	if (!is_integer(map->kind) || !is_integer(user->kind))
		return false;
	*ret = DIFF_ORDER;
	return true;
}

/* Plain char of BPF has a sign. */
static bool is_signed(const struct bw_field *f, bool char_unsigned)
{
	return f->kind == BW_FIELD_SIGNED || (f->kind == BW_FIELD_CHAR && !char_unsigned);
}

static bool signs_differ(const struct bw_field *map, const struct bw_field *user,
			 const struct compare_rules *rules, enum diff_kind *ret)
{
	if (!is_integer(map->kind) || !is_integer(user->kind))
		return false;
	if (is_signed(map, false) == is_signed(user, rules->user_char_unsigned))
		return false;
	*ret = map->kind == BW_FIELD_CHAR && user->kind == BW_FIELD_CHAR ? DIFF_CHAR : DIFF_SIGN;
	return true;
}

bool fields_differ(const struct bw_field *map, const struct bw_field *user,
		   const struct compare_rules *rules, enum diff_kind *ret)
{
	assert(map->off_bits == user->off_bits && map->size_bits == user->size_bits);
	if (field_is_bytes(map) || field_is_bytes(user))
		return false;
	if (element_bits(map) != element_bits(user)) {
		*ret = DIFF_WIDTH;
		return true;
	}
	if ((map->kind == BW_FIELD_FLOAT) != (user->kind == BW_FIELD_FLOAT)) {
		*ret = DIFF_KIND;
		return true;
	}
	return orders_differ(map, user, rules, ret) || signs_differ(map, user, rules, ret);
}
