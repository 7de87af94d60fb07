/* SPDX-License-Identifier: BSD-2-Clause */
#include "rt/sim/rt_build.h"

#include <assert.h>
#include <linux/bpf.h>
#include <string.h>

void *rt_op(struct rt_build *b, enum bw_rt_kind kind, size_t bytes)
{
	struct bw_rt_op *op = (void *)(b->ops + b->ops_bytes);

	assert(b->ops_bytes + bytes <= sizeof(b->ops) && bytes % 8 == 0);
	memset(op, 0, bytes);
	op->kind = (uint16_t)kind;
	op->bytes = (uint16_t)bytes;
	b->ops_bytes += bytes;
	return op;
}

struct bw_rt_span rt_data(struct rt_build *b, const void *data, size_t bytes)
{
	struct bw_rt_span s;

	while (b->data_bytes % 8)
		b->data[b->data_bytes++] = 0;
	s.off = b->base + (uint32_t)b->data_bytes;
	s.bytes = (uint32_t)bytes;
	assert(b->data_bytes + bytes + 8 <= sizeof(b->data));
	memcpy(b->data + b->data_bytes, data, bytes);
	b->data_bytes += bytes;
	return s;
}

uint32_t rt_str(struct rt_build *b, const char *s)
{
	return rt_data(b, s, strlen(s) + 1).off;
}

void rt_name(struct rt_build *b, const char *name)
{
	b->off_name = rt_str(b, name);
}

static void copy_name(char to[BW_RT_NAME_BYTES], const char *name)
{
	size_t n = strlen(name);

	memcpy(to, name, n < BW_RT_NAME_BYTES ? n : BW_RT_NAME_BYTES - 1);
}

struct bw_rt_map *rt_map(struct rt_build *b, const char *name, uint32_t type, uint32_t key_bytes,
			 uint32_t value_bytes, uint32_t max_entries)
{
	struct bw_rt_map *m = rt_op(b, BW_RT_MAP, sizeof(*m));

	m->type = type;
	m->key_bytes = key_bytes;
	m->value_bytes = value_bytes;
	m->max_entries = max_entries;
	m->off_pin = rt_str(b, name);
	m->off_desc = rt_str(b, "map");
	copy_name(m->name, name);
	b->maps++;
	return m;
}

void rt_update(struct rt_build *b, uint32_t map, const void *value, size_t value_bytes)
{
	struct bw_rt_update *u = rt_op(b, BW_RT_UPDATE, sizeof(*u));
	uint32_t zero = 0;

	u->map = map;
	u->key = rt_data(b, &zero, sizeof(zero));
	u->value = rt_data(b, value, value_bytes);
}

struct bw_rt_prog *rt_prog(struct rt_build *b, const char *name, uint32_t type,
			   const struct rt_insn *insn, size_t count)
{
	struct bw_rt_prog *p = rt_op(b, BW_RT_PROG, sizeof(*p));

	p->type = type;
	p->insns = rt_data(b, insn, count * sizeof(*insn));
	p->off_license = rt_str(b, "GPL");
	p->off_pin = rt_str(b, name);
	p->off_desc = rt_str(b, "program");
	copy_name(p->name, name);
	b->progs++;
	return p;
}

void rt_set(struct rt_build *b, uint32_t map, uint32_t key, uint32_t value, uint32_t flags)
{
	struct bw_rt_set *s = rt_op(b, BW_RT_SET, sizeof(*s));

	s->op.flags = flags;
	s->map = map;
	s->key = key;
	s->value = value;
}

void rt_attach(struct rt_build *b, uint32_t prog, enum bw_rt_attach_kind kind, const char *target)
{
	struct bw_rt_attach *a = rt_op(b, BW_RT_ATTACH, sizeof(*a));

	a->op.flags = kind;
	a->prog = prog;
	a->off_target = target ? rt_str(b, target) : 0;
}

void rt_build_seal(uint8_t *image, size_t image_bytes)
{
	struct bw_rt_header *h = (void *)image;
	struct bw_rt_sha256 s;

	memset(h->digest, 0, sizeof(h->digest));
	bw_rt_sha256_init(&s);
	bw_rt_sha256_add(&s, image, image_bytes);
	bw_rt_sha256_end(&s, h->digest);
}

static void compose_once(struct rt_build *b, rt_compose *compose, void *arg)
{
	b->ops_bytes = b->data_bytes = 0;
	b->maps = b->progs = 0;
	compose(b, arg);
}

void rt_build_image(struct rt_build *b, rt_compose *compose, void *arg)
{
	struct bw_rt_header *h = (void *)b->image;

	b->base = 0;
	compose_once(b, compose, arg); /* for the size of the operations */
	b->base = (uint32_t)(sizeof(*h) + b->ops_bytes);
	compose_once(b, compose, arg);
	b->data[b->data_bytes++] = 0; /* I3 */
	b->data[b->data_bytes++] = BW_RT_END;
	b->image_bytes = b->base + b->data_bytes;
	assert(b->image_bytes <= sizeof(b->image));
	memset(h, 0, sizeof(*h));
	h->magic = BW_RT_MAGIC;
	h->version = BW_RT_VERSION;
	h->machine = RT_MACHINE;
	h->byte_order = BW_RT_LITTLE;
	h->total_bytes = (uint32_t)b->image_bytes;
	h->ops.off = sizeof(*h);
	h->ops.bytes = (uint32_t)b->ops_bytes;
	h->map_count = b->maps;
	h->prog_count = b->progs;
	h->off_name = b->off_name;
	memcpy(b->image + sizeof(*h), b->ops, b->ops_bytes);
	memcpy(b->image + b->base, b->data, b->data_bytes);
	rt_build_seal(b->image, b->image_bytes);
}

/* ---- the sample ---- */

enum { RODATA, COUNTER, HASH, JUMPS, TEMPLATE, INNER, OUTER, SHARED };
enum { ON_SWITCH, ON_ENTER, ON_PACKET, FILTER };

_Static_assert(SHARED + 1 == SAMPLE_MAPS && FILTER + 1 == SAMPLE_PROGS, "enums above");

#define WIDE(dst, src, value)                                                                      \
	{0x18, (dst) | (src) << 4, 0, (value)},                                                    \
	{                                                                                          \
		0, 0, 0, 0                                                                         \
	}
#define EXIT(value)                                                                                \
	{0xb7, 0, 0, (value)},                                                                     \
	{                                                                                          \
		0x95, 0, 0, 0                                                                      \
	}

static void sample_maps(struct rt_build *b)
{
	const uint32_t answer[4] = {42, 0, 0, 0};
	struct bw_rt_freeze *f;
	struct bw_rt_kver *k;
	struct bw_rt_map *m;
	struct bw_rt_update *u;

	m = rt_map(b, "sample_rodata", BPF_MAP_TYPE_ARRAY, 4, sizeof(answer), 1);
	m->map_flags = BPF_F_RDONLY_PROG;
	k = rt_op(b, BW_RT_KVER, sizeof(*k));
	u = rt_op(b, BW_RT_UPDATE, sizeof(*u));
	u->map = RODATA;
	u->key = rt_data(b, &(uint32_t){0}, 4);
	u->value = rt_data(b, answer, sizeof(answer));
	k->dst = (struct bw_rt_span){u->value.off + 4, 4};
	f = rt_op(b, BW_RT_FREEZE, sizeof(*f));
	f->map = RODATA;
	rt_map(b, "counter", BPF_MAP_TYPE_ARRAY, 4, 8, 1);
	rt_map(b, "hash", BPF_MAP_TYPE_HASH, 8, 8, 64);
	m = rt_map(b, "jumps", BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 2);
	m = rt_map(b, "template", BPF_MAP_TYPE_ARRAY, 4, 8, 4);
	m->off_pin = 0;
	rt_map(b, "inner", BPF_MAP_TYPE_ARRAY, 4, 8, 4);
	m = rt_map(b, "outer", BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 2);
	m->op.flags = BW_RT_MAP_INNER;
	m->inner = TEMPLATE;
	rt_set(b, OUTER, 1, INNER, 0);
	m = rt_map(b, "sample_shared", BPF_MAP_TYPE_HASH, 4, 4, 16);
	m->op.flags = BW_RT_MAP_SHARED;
}

void rt_sample(struct rt_build *b, void *arg)
{
	const struct rt_insn count[] = {
	    WIDE(1, RT_PSEUDO_MAP_IDX_VALUE, COUNTER), /* r1 = &counter[0] */
	    {0xb7, 2, 0, 1},			       /* r2 = 1 */
	    {0xdb, 1 | 2 << 4, 0, 0},		       /* lock *(u64 *)r1 += r2 */
	    EXIT(0),
	};
	const struct rt_insn tail_call[] = {
	    WIDE(2, RT_PSEUDO_MAP_IDX, JUMPS), {0xb7, 3, 0, 1}, {0x85, 0, 0, 12}, EXIT(0)};
	const struct rt_insn pass[] = {EXIT(2)};
	const struct rt_insn accept[] = {EXIT(1)};

	rt_name(b, arg ? arg : "sample");
	sample_maps(b);
	rt_prog(b, "on_switch", BPF_PROG_TYPE_TRACEPOINT, count, RT_COUNT(count));
	rt_prog(b, "on_enter", BPF_PROG_TYPE_RAW_TRACEPOINT, tail_call, RT_COUNT(tail_call));
	rt_prog(b, "on_packet", BPF_PROG_TYPE_XDP, pass, RT_COUNT(pass))->attach_type = BPF_XDP;
	rt_prog(b, "filter", BPF_PROG_TYPE_SOCKET_FILTER, accept, RT_COUNT(accept));
	rt_set(b, JUMPS, 1, ON_ENTER, BW_RT_SET_PROG);
	rt_attach(b, ON_SWITCH, BW_RT_ATTACH_TRACEPOINT, "sched/sched_switch");
	rt_attach(b, ON_ENTER, BW_RT_ATTACH_RAW_TP, "sys_enter");
	rt_attach(b, ON_PACKET, BW_RT_ATTACH_XDP, NULL);
}
