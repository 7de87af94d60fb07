/* SPDX-License-Identifier: BSD-2-Clause */
/* What the BTF of a map's key and value means to the kernel: map_check_btf. */
#include <errno.h>

#include "mapcheck/mapcheck_parts.h"

#define SINCE(t, maj, min) ((t)->kernel >= BW_KVER(maj, min, 0))

static const struct {
	uint32_t kinds, since;
	uint64_t types;
} places[] = {
#define SPECIAL_IN(kinds, major, minor, types) {kinds, BW_KVER(major, minor, 0), types},
#include "mapcheck/mapcheck_special.def"
#undef SPECIAL_IN
};

/* Structs of the kernel that a map may own: those with a destructor. `with` is a struct that the
 * kernel has if it was built with the destructor; NULL: always. */
static const struct {
	const char *name;
	uint32_t since;
	const char *with;
} destructors[] = {
    {"bpf_cpumask", BW_KVER(6, 3, 0), NULL},
    {"bpf_crypto_ctx", BW_KVER(6, 10, 0), NULL},
    {"cgroup", BW_KVER(6, 2, 0), NULL},
    {"prog_test_member", BW_KVER(5, 19, 0), NULL},
    {"prog_test_ref_kfunc", BW_KVER(5, 19, 0), NULL},
    {"sk_buff", BW_KVER(6, 16, 0), "bpf_struct_ops_Qdisc_ops"},
    {"task_struct", BW_KVER(6, 2, 0), NULL},
};

static bool has_destructor(const struct bw_target *t, const char *name)
{
	for (size_t i = 0; i < BW_COUNT(destructors); i++)
		if (!strcmp(destructors[i].name, name))
			return t->kernel >= destructors[i].since &&
			       (!destructors[i].with ||
				bw_target_struct(t, destructors[i].with, NULL) != BW_NO);
	return false;
}

/* Without the kernel's BTF: only what has a destructor is sure to be the kernel's. */
static enum bw_kptr_home home(void *arg, const char *name)
{
	const struct bw_target *t = arg;
	bool owned = has_destructor(t, name);
	enum bw_answer in_kernel = bw_target_struct(t, name, NULL);

	if (in_kernel == BW_NO || (in_kernel == BW_UNKNOWN && !owned))
		return BW_KPTR_PROGRAM;
	return owned ? BW_KPTR_DTOR : BW_KPTR_KERNEL;
}

void bw_mapcheck_special_rules(const struct bw_target *t, struct bw_special_rules *ret)
{
	*ret = (struct bw_special_rules){
	    .max = SINCE(t, 6, 4) ? 11 : 10,
	    .by_kind = !SINCE(t, 6, 2),
	    .no_sections = !SINCE(t, 5, 15),
	    .nested = SINCE(t, 6, 11),
	    .seen_once = BW_LATE_FIELDS(t),
	    .kptr_objects = SINCE(t, 6, 12),
	    .old_tags = !SINCE(t, 6, 4),
	    .old_nodes = !SINCE(t, 6, 6),
	    .kernel_kptrs_only = !SINCE(t, 6, 4),
	    .many_refcounts = !BW_LATE_FIELDS(t),
	    .home = home,
	    .arg = (void *)(uintptr_t)t,
	};
	for (size_t i = 0; i < BW_COUNT(places); i++)
		if (t->kernel >= places[i].since)
			ret->known |= places[i].kinds;
}

/* The kinds of a set that this map type does not take. */
static uint32_t misplaced(const struct bw_target *t, uint32_t type, uint32_t kinds)
{
	for (size_t i = 0; i < BW_COUNT(places); i++)
		if (t->kernel >= places[i].since && type_in(type, places[i].types))
			kinds &= ~places[i].kinds;
	return kinds;
}

/* btf_type_id_size: the size, and the type behind typedefs and modifiers. */
static struct map_type resolve(const struct bw_btf *b, bw_tid id)
{
	struct map_type r = {.given = id.i != 0};

	if (!id.i || id.i >= b->count)
		return r;
	r.id = bw_btf_resolve(b, id);
	r.kind = bw_btf_kind(b, r.id);
	if (r.kind == BW_BTF_VAR) {
		r.id = bw_btf_resolve(b, bw_btf_ref(b, r.id));
		r.kind = bw_btf_kind(b, r.id);
	}
	r.sized = bw_btf_sizeof(b, r.id, &r.bytes);
	if (r.kind == BW_BTF_ENUM || r.kind == BW_BTF_ENUM64) {
		r.sized = true;
		r.bytes = bw_btf_size_word(b, r.id);
	}
	return r;
}

/* An INT of so many bits that fills whole bytes from the first on. */
static bool is_int(const struct bw_btf *b, bw_tid t, uint32_t bits)
{
	uint32_t word;

	if (bw_btf_kind(b, t) != BW_BTF_INT)
		return false;
	word = bw_btf_tail(b, t)[0];
	return (word & 0xff) == bits && (word >> 16 & 0xff) == 0;
}

static bool is_int_member(const struct bw_btf *b, bw_tid s, uint32_t i, uint32_t off_bits,
			  uint32_t bits)
{
	struct map_type m = resolve(b, bw_btf_members(b, s)[i].type);

	return m.sized && is_int(b, m.id, bits) && bw_btf_member_bits(b, s, i) == off_bits &&
	       !bw_btf_member_bitfield_bits(b, s, i);
}

/* What the check function of the map type wants the key to be. */
static bool key_is_regular(const struct bw_map_attr *m, const struct map_type *key)
{
	const struct bw_btf *b = m->btf;

	if (!type_in(m->type, CGROUP_STORAGES))
		return is_int(b, key->id, 32);
	if (m->key_bytes != 16)
		return is_int(b, key->id, 64);
	return key->kind == BW_BTF_STRUCT && bw_btf_vlen(b, key->id) == 2 &&
	       is_int_member(b, key->id, 0, 0, 64) && is_int_member(b, key->id, 1, 64, 32);
}

static int uptr_errno(const struct bw_map_attr *m, const struct bw_target *t,
		      const struct bw_special_set *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t bytes;

		if (s->field[i].kind != BW_SPECIAL_UPTR)
			continue;
		bytes = bw_btf_size_word(m->btf, s->field[i].type);
		if (s->field[i].home != BW_KPTR_PROGRAM || !bytes)
			return EINVAL;
		if (bytes > t->page_bytes)
			return E2BIG;
	}
	return 0;
}

static void types_find(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		       struct map_facts *ret)
{
	struct bw_special_rules rules;

	ret->key = resolve(m->btf, m->key_type);
	ret->value = resolve(m->btf, m->value_type);
	ret->regular_key = ret->key.sized && key_is_regular(m, &ret->key);
	if (!ret->value.sized || ret->value.bytes != m->value_bytes)
		return;
	bw_mapcheck_special_rules(t, &rules);
	bw_spec_special(a, m->btf, ret->value.id, m->value_bytes, &rules, &ret->special);
	ret->misplaced = misplaced(t, m->type, ret->special.kinds);
	ret->uptr_err = uptr_errno(m, t, &ret->special);
}

/* The value of a registered struct X_ops is struct bpf_struct_ops_X_ops. */
static enum bw_answer ops_value(const struct bw_target *t, const char *name, uint32_t *ret_bytes)
{
	static const char prefix[] = "bpf_struct_ops_";
	size_t n = strlen(name), skip = sizeof(prefix) - 1;

	if (n < skip + 4 || strncmp(name, prefix, skip) != 0 || strcmp(name + n - 4, "_ops") != 0)
		return t->facts ? BW_NO : BW_UNKNOWN;
	if (bw_target_struct(t, name + skip, NULL) == BW_NO)
		return BW_NO;
	return bw_target_struct(t, name, ret_bytes);
}

void bw_mapcheck_facts(struct bw_arena *a, const struct bw_map_attr *m, const struct bw_target *t,
		       struct map_facts *ret)
{
	*ret = (struct map_facts){.kern_type = BW_UNKNOWN};
	if (m->btf) {
		types_find(a, m, t, ret);
	} else if (m->has_btf) { /* of plain integers of the right sizes */
		ret->key = (struct map_type){true, true, BW_BTF_INT, BW_VOID, m->key_bytes};
		ret->value = (struct map_type){true, true, BW_BTF_INT, BW_VOID, m->value_bytes};
		ret->regular_key = true;
	}
	if (m->inner && m->inner->btf) {
		struct map_facts inner;

		bw_mapcheck_facts(a, m->inner, t, &inner);
		ret->inner_has_lock = inner.special.kinds & BW_SPECIAL(SPIN_LOCK);
	}
	if (m->kern_type)
		ret->kern_type = ops_value(t, m->kern_type, &ret->kern_bytes);
}
