/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of helpers and kernel functions: what they return and what they write. */
#include "mapuse/mapuse_parts.h"

/* One row of MEMORY in mapuse_helpers.def. */
struct memory {
	uint16_t id;
	uint8_t pointer, size;
	uint8_t effect;
};

static const struct use_helper helpers[] = {
#define HELPER(number, name, map, key, value, flags, returns, writes)                              \
	{number, map, key, value, flags, returns, writes},
#include "mapuse/mapuse_helpers.def"
};

static const struct memory memories[] = {
#define MEMORY(number, name, pointer, size, effect) {number, pointer, size, effect},
#include "mapuse/mapuse_helpers.def"
};

/* How many arguments a helper takes, by its number: what other registers hold is left over. */
static const char arg_counts[] = "52423050055533002131442215435333231032322103231125"
				 "43442435224224325454444443414102425513224431111115"
				 "54333444215533332104451130531243222211111444342335"
				 "41421242020315453413231111341454332101144533231442"
				 "255333220442";

const struct use_helper *use_helper_find(int32_t id)
{
	for (size_t k = 0; k < BW_COUNT(helpers); k++)
		if (helpers[k].id == id)
			return &helpers[k];
	return NULL;
}

static const struct memory *memory_find(int32_t id)
{
	for (size_t k = 0; k < BW_COUNT(memories); k++)
		if (memories[k].id == id)
			return &memories[k];
	return NULL;
}

uint8_t use_arg_count(int32_t id)
{
	return id > 0 && (size_t)id < sizeof(arg_counts) - 1 ? (uint8_t)(arg_counts[id] - '0') : 5;
}

/* Behind each pointer to the stack among the arguments anything may have changed. */
static void spoil_args(struct use_walk *w, struct use_state *s, uint8_t count)
{
	for (uint8_t r = 1; r <= count; r++)
		if (use_is_stack(s->reg[r]))
			use_state_spoil(s, w->depth, s->reg[r]);
}

/* A string may end early: what was not set before may still not be. */
static void write_string(struct use_frame *f, int32_t off, uint32_t bytes)
{
	uint8_t before[USE_STACK_BYTES];

	memcpy(before, f->byte, sizeof(before));
	use_frame_write(f, off, bytes, UB_SET | UB_VARIES);
	for (int64_t k = (int64_t)off + USE_STACK_BYTES + 1, end = k + bytes - 1; k < end; k++)
		if (k >= 0 && k < USE_STACK_BYTES)
			f->byte[k] |= before[k] & UB_UNSET;
}

static void fill(struct use_walk *w, struct use_state *s, uint32_t i, const struct memory *m)
{
	struct use_val at = s->reg[m->pointer], size = s->reg[m->size];
	uint32_t bytes = (uint32_t)size.off;
	uint8_t how = UB_SET | UB_VARIES;

	assert(m->pointer >= 1 && m->pointer <= 5 && m->size >= 1 && m->size <= 5);
	if (size.kind == UK_CONST && size.off > 0)
		use_check_access(w, s, i, at, 0, bytes, false, true);
	if (!use_is_stack(at))
		return;
	if (at.kind != UK_STACK || size.kind != UK_CONST || size.off < 0) {
		use_state_spoil(s, w->depth, at);
		return;
	}
	if (at.frame == w->depth && bytes)
		w->u->store[i] = (struct use_store){
		    (int16_t)(at.off < -USE_STACK_BYTES || at.off >= 0 ? 0 : at.off),
		    (uint16_t)(bytes > USE_STACK_BYTES ? USE_STACK_BYTES : bytes)};
	if (bytes == 8)
		how |= UB_FIRST | 4 << 2;
	if (m->effect == 's')
		write_string(&s->frame[at.frame], at.off, bytes);
	else
		use_frame_write(&s->frame[at.frame], at.off, bytes, how);
}

/* A helper that calls back may reach all that its argument leads to. */
static bool calls_back(int32_t id)
{
	enum { FOR_EACH_MAP_ELEM = 164, FIND_VMA = 180, LOOP = 181, USER_RINGBUF_DRAIN = 209 };

	return id == FOR_EACH_MAP_ELEM || id == FIND_VMA || id == LOOP || id == USER_RINGBUF_DRAIN;
}

static void memory_effect(struct use_walk *w, struct use_state *s, uint32_t i)
{
	enum { POP = 88, PEEK = 89 };
	int32_t id = w->u->insn[i].imm;
	const struct memory *m = memory_find(id);
	const struct bw_map_spec *map = use_map(w->u, s->reg[1]);

	if (m && m->effect == 'r')
		return;
	if (m) {
		fill(w, s, i, m);
	} else if ((id == POP || id == PEEK) && map && s->reg[2].kind == UK_STACK) {
		if (map->type != BW_MT_BLOOM_FILTER)
			use_frame_write(&s->frame[s->reg[2].frame], s->reg[2].off, map->value_bytes,
					UB_SET | UB_VARIES);
	} else if (calls_back(id)) {
		for (uint8_t r = 1; r <= use_arg_count(id); r++)
			if (use_is_stack(s->reg[r]))
				use_state_spoil(s, w->depth, (struct use_val){.kind = UK_WILD});
	} else {
		spoil_args(w, s, use_arg_count(id));
	}
}

/* What bpf_map_lookup_elem gives: for some map types no pointer into the value. */
static struct use_val looked_up(const struct use *u, struct use_val map)
{
	const struct bw_map_spec *m = use_map(u, map);

	if (!m)
		return use_free();
	switch (m->type) {
	case BW_MT_ARRAY_OF_MAPS:
	case BW_MT_HASH_OF_MAPS:
		if (!m->inner || (map.map & USE_MAP_INNER))
			return use_free();
		return (struct use_val){UK_MAP, 0, map.map | USE_MAP_INNER, 0};
	case BW_MT_SOCKMAP:
	case BW_MT_SOCKHASH:
	case BW_MT_XSKMAP:
	case BW_MT_DEVMAP:
	case BW_MT_DEVMAP_HASH:
	case BW_MT_REUSEPORT_SOCKARRAY:
		return use_free();
	default:
		return (struct use_val){UK_VALUE, 0, map.map, 0};
	}
}

static struct use_val returned(const struct use *u, const struct use_state *s,
			       const struct use_helper *h, int32_t id)
{
	enum { GET_SMP_PROCESSOR_ID = 8 };

	if (!h || h->returns == '-')
		return id == GET_SMP_PROCESSOR_ID ? use_any() : use_free();
	assert(h->map >= 1 && h->map <= 5);
	if (s->reg[h->map].kind != UK_MAP)
		return use_free();
	return h->returns == 'v' && use_map(u, s->reg[h->map])
		   ? (struct use_val){UK_VALUE, 0, s->reg[h->map].map, 0}
		   : looked_up(u, s->reg[h->map]);
}

void use_call_helper(struct use_walk *w, struct use_state *s, uint32_t i)
{
	int32_t id = w->u->insn[i].imm;
	const struct use_helper *h = use_helper_find(id);
	struct use_val ret;

	for (uint8_t r = 5; r > use_arg_count(id); r--)
		s->reg[r] = use_any();
	if (h)
		use_check_helper(w, s, i, h);
	ret = returned(w->u, s, h, id);
	memory_effect(w, s, i);
	s->reg[0] = ret;
}

void use_call_kfunc(struct use_walk *w, struct use_state *s)
{
	spoil_args(w, s, 5);
	s->reg[0] = use_free();
}
