/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts about a kernel from its BTF. */
#include "target/target.h"
#include "target/target_parts.h"

/* Enumerations whose values are UAPI numbers: the prefix of their names, where they go. */
enum family { MAP_TYPES, PROG_TYPES, ATTACH_TYPES, HELPERS, MAP_FLAGS, FAMILIES };

static const struct {
	const char *first;  /* name of the first value: tells the enum, which may have no name */
	const char *prefix; /* of the values that count; sentinels have another */
} families[FAMILIES] = {
    [MAP_TYPES] = {"BPF_MAP_TYPE_UNSPEC", "BPF_MAP_TYPE_"},
    [PROG_TYPES] = {"BPF_PROG_TYPE_UNSPEC", "BPF_PROG_TYPE_"},
    [ATTACH_TYPES] = {"BPF_CGROUP_INET_INGRESS", "BPF_"},
    [HELPERS] = {"BPF_FUNC_unspec", "BPF_FUNC_"},
    [MAP_FLAGS] = {"BPF_F_NO_PREALLOC", "BPF_F_"},
};

static void take_value(struct bw_kernel_facts *f, enum family family, uint32_t v)
{
	uint64_t *const sets[] = {
	    [MAP_TYPES] = &f->map_types,
	    [PROG_TYPES] = &f->prog_types,
	    [ATTACH_TYPES] = &f->attach_types,
	};

	if (family == MAP_FLAGS)
		f->map_flags |= v;
	else if (family == HELPERS && v < 64 * BW_COUNT(f->helpers))
		f->helpers[v / 64] |= UINT64_C(1) << v % 64;
	else if (family < HELPERS && v < 64)
		*sets[family] |= UINT64_C(1) << v;
}

static const char *value_name(const struct bw_btf_seen *r, uint32_t i, uint32_t words)
{
	return bw_btf_seen_str(r, bw_btf_seen_word(r, i * words));
}

static void see_enum(struct bw_kernel_facts *f, const struct bw_btf_seen *r)
{
	uint32_t words = r->kind == BW_BTF_ENUM ? 2 : 3;
	const char *first = r->vlen ? value_name(r, 0, words) : "";

	if (strncmp(first, "BPF_", 4) != 0)
		return;
	for (int k = 0; k < FAMILIES; k++) {
		size_t n = strlen(families[k].prefix);

		if (strcmp(first, families[k].first) != 0)
			continue;
		for (uint32_t i = 0; i < r->vlen; i++)
			if (strncmp(value_name(r, i, words), families[k].prefix, n) == 0)
				take_value(f, (enum family)k, bw_btf_seen_word(r, i * words + 1));
	}
}

/* The positions of the ring buffer stand on pages of their own. */
static void see_ringbuf(struct bw_kernel_facts *f, const struct bw_btf_seen *r)
{
	for (uint32_t i = 0; i < r->vlen; i++) {
		uint32_t off = bw_btf_seen_word(r, i * 3 + 2);

		if (strcmp(value_name(r, i, 3), "consumer_pos") != 0)
			continue;
		off = (r->kflag ? off & 0xffffff : off) / 8;
		if (off >= 4096 && (off & (off - 1)) == 0)
			f->page_bytes = off;
	}
}

static void see_struct(struct bw_kernel_facts *f, const struct bw_btf_seen *r)
{
	const struct {
		const char *name;
		uint32_t *size;
	} sizes[] = {
	    {"bpf_local_storage_elem", &f->storage_elem_bytes},
	    {"htab_elem", &f->htab_elem_bytes},
	    {"lpm_trie_node", &f->lpm_node_bytes},
	};

	for (size_t i = 0; i < BW_COUNT(sizes); i++)
		if (strcmp(r->name, sizes[i].name) == 0)
			*sizes[i].size = r->word2;
	if (strcmp(r->name, "bpf_ringbuf") == 0)
		see_ringbuf(f, r);
}

static bool is_struct(const struct bw_btf_seen *r)
{
	return (r->kind == BW_BTF_STRUCT || r->kind == BW_BTF_UNION) && *r->name;
}

/* The first pass: facts, and how many structs there are to index. */
struct pass {
	struct bw_kernel_facts *facts;
	uint32_t structs;
};

static void see(void *arg, const struct bw_btf_seen *r)
{
	struct pass *p = arg;

	p->structs += is_struct(r);
	if (r->kind == BW_BTF_ENUM || r->kind == BW_BTF_ENUM64)
		see_enum(p->facts, r);
	else if (r->kind == BW_BTF_STRUCT && r->vlen)
		see_struct(p->facts, r);
}

/* ---- structs by name ---- */

struct table {
	struct bw_kernel_struct *slot;
	uint32_t mask;
};

/* The slot of this name, or the free one where it belongs. */
static struct bw_kernel_struct *slot_of(const struct table *t, const char *name)
{
	uint32_t i = (uint32_t)bw_hash(name, strlen(name)) & t->mask;

	while (t->slot[i].name && strcmp(t->slot[i].name, name) != 0)
		i = (i + 1) & t->mask;
	return &t->slot[i];
}

/* The first of several counts. */
static void add_struct(void *arg, const struct bw_btf_seen *r)
{
	struct bw_kernel_struct *s;

	if (!is_struct(r))
		return;
	s = slot_of(arg, r->name);
	if (!s->name)
		*s = (struct bw_kernel_struct){r->name, r->word2};
}

static void index_structs(struct bw_arena *a, struct bw_kernel_facts *f, uint32_t n)
{
	struct table t = {.mask = 15};

	while (t.mask < n * 2)
		t.mask = t.mask * 2 + 1;
	t.slot = BW_NEW_ARRAY(a, struct bw_kernel_struct, (size_t)t.mask + 1);
	bw_btf_scan(f->raw, add_struct, &t, NULL);
	f->structs = t.slot;
	f->struct_mask = t.mask;
}

enum bw_answer bw_target_struct(const struct bw_target *t, const char *name, uint32_t *ret_bytes)
{
	const struct bw_kernel_struct *s;
	struct table table;

	if (!t->facts || !t->facts->structs)
		return BW_UNKNOWN;
	table = (struct table){(struct bw_kernel_struct *)(uintptr_t)t->facts->structs,
			       t->facts->struct_mask};
	s = slot_of(&table, name);
	if (s->name && ret_bytes)
		*ret_bytes = s->bytes;
	return s->name ? BW_YES : BW_NO;
}

bool bw_kernel_facts_read(struct bw_arena *a, struct bw_bytes btf, const char *origin,
			  struct bw_kernel_facts *ret)
{
	struct bw_kernel_facts f = {.raw = btf, .origin = origin};
	struct pass p = {.facts = &f};

	if (!bw_btf_scan(btf, see, &p, NULL))
		return false;
	index_structs(a, &f, p.structs);
	*ret = f;
	return true;
}
