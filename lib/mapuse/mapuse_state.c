/* SPDX-License-Identifier: BSD-2-Clause */
/* Values, stack frames, and how two of them become one. */
#include "mapuse/mapuse_parts.h"

static bool same(struct use_val a, struct use_val b)
{
	return a.kind == b.kind && a.frame == b.frame && a.map == b.map && a.off == b.off;
}

static bool is_in_stack(struct use_val v)
{
	return v.kind == UK_STACK || v.kind == UK_STACK_VAR;
}

static bool is_in_value(struct use_val v)
{
	return v.kind == UK_VALUE || v.kind == UK_VALUE_VAR;
}

/* a is what was there: a pointer that walks down goes to the end of the stack at once. */
static struct use_val join_stack(struct use_val a, struct use_val b)
{
	struct use_val v = a;

	assert(a.frame == b.frame);
	v.kind = UK_STACK_VAR;
	if (b.off < a.off)
		v.off = a.kind == UK_STACK_VAR ? -USE_STACK_BYTES : b.off;
	return v;
}

struct use_val use_val_join(struct use_val a, struct use_val b)
{
	if (same(a, b) || b.kind == UK_NONE)
		return a;
	if (a.kind == UK_NONE)
		return b;
	if (is_in_stack(a) && is_in_stack(b) && a.frame == b.frame)
		return join_stack(a, b);
	if (use_is_stack(a) || use_is_stack(b))
		return (struct use_val){.kind = UK_WILD};
	if (is_in_value(a) && is_in_value(b) && a.map == b.map)
		return (struct use_val){.kind = UK_VALUE_VAR, .map = a.map};
	if (a.kind == UK_SETTING || b.kind == UK_SETTING)
		return (struct use_val){.kind = UK_SETTING};
	return use_any();
}

static bool vals_join(struct use_val *to, const struct use_val *from, uint32_t n)
{
	bool changed = false;

	for (uint32_t k = 0; k < n; k++) {
		struct use_val v = use_val_join(to[k], from[k]);

		changed |= !same(v, to[k]);
		to[k] = v;
	}
	return changed;
}

static uint8_t byte_join(uint8_t a, uint8_t b)
{
	unsigned set = (a | b) & (UB_UNSET | UB_SET);

	return (uint8_t)((a | 3) == (b | 3) ? (a & ~3u) | set : set);
}

static bool frame_join(struct use_frame *to, const struct use_frame *from)
{
	bool changed = vals_join(to->slot, from->slot, USE_SLOTS);

	if (!memcmp(to->byte, from->byte, USE_STACK_BYTES))
		return changed;
	for (uint32_t k = 0; k < USE_STACK_BYTES; k++) {
		uint8_t b = byte_join(to->byte[k], from->byte[k]);

		changed |= b != to->byte[k];
		to->byte[k] = b;
	}
	return changed;
}

bool use_state_join(struct use_state *to, const struct use_state *from, uint32_t depth)
{
	bool changed = vals_join(to->reg, from->reg, USE_REGS);

	assert(depth < 256); /* use_val.frame */
	for (uint32_t k = 0; k <= depth; k++)
		changed |= frame_join(&to->frame[k], &from->frame[k]);
	if (from->reach > to->reach) {
		to->reach = from->reach;
		changed = true;
	}
	return changed;
}

void use_state_copy(struct use_state *to, const struct use_state *from, uint32_t depth)
{
	memcpy(to, from, use_state_bytes(depth));
}

void use_frame_clear(struct use_frame *f)
{
	memset(f->byte, UB_UNSET, sizeof(f->byte));
	memset(f->slot, 0, sizeof(f->slot));
	for (uint32_t k = 0; k < USE_SLOTS; k++)
		f->slot[k].kind = UK_ANY;
}

void use_frame_write(struct use_frame *f, int32_t off, uint32_t bytes, uint8_t how)
{
	int64_t first = (int64_t)off + USE_STACK_BYTES, end = first + bytes;

	if (first < 0 || end > USE_STACK_BYTES)
		how = UB_SET;
	first = first < 0 ? 0 : first;
	end = end > USE_STACK_BYTES ? USE_STACK_BYTES : end;
	for (int64_t k = first; k < end; k++) {
		f->byte[k] = k == first ? how : (uint8_t)(how & ~UB_FIRST);
		f->slot[k / 8] = use_any();
	}
}

/* A slot that held a pointer to the stack may hold any of them now. */
static void frame_spoil(struct use_frame *f, int32_t from)
{
	int32_t first = from < -USE_STACK_BYTES ? 0 : from + USE_STACK_BYTES;

	for (int32_t k = first; k < USE_STACK_BYTES; k++) {
		struct use_val *slot = &f->slot[k / 8];

		f->byte[k] = UB_SET;
		slot->kind = use_is_stack(*slot) ? UK_WILD : UK_ANY;
	}
}

void use_state_spoil(struct use_state *s, uint32_t depth, struct use_val where)
{
	if (is_in_stack(where)) {
		assert(where.frame <= depth);
		frame_spoil(&s->frame[where.frame], where.off);
		return;
	}
	for (uint32_t k = 0; k <= depth; k++)
		frame_spoil(&s->frame[k], -USE_STACK_BYTES);
}
