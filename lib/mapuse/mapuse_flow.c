/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions, their blocks in reverse postorder, and where the ways from a block meet again. */
#include "mapuse/mapuse_parts.h"

enum flow { NEXT, BRANCH, GOTO, EXIT };

static enum flow flow_of(struct bw_insn x)
{
	uint8_t class = x.op & 7, op = x.op & 0xf0;

	if (class != 5 && class != 6)
		return NEXT;
	return op == 0x00 ? GOTO : op == 0x80 ? NEXT : op == 0x90 ? EXIT : BRANCH;
}

static uint32_t width(struct bw_insn x)
{
	return bw_insn_is_wide(x) ? 2 : 1;
}

static int64_t target_of(const struct use *u, uint32_t i)
{
	return (int64_t)i + 1 + (u->insn[i].op == BW_OP_JA32 ? u->insn[i].imm : u->insn[i].off);
}

struct use_func *use_func_at(const struct use *u, int64_t insn)
{
	uint32_t lo = 0, hi = u->func_count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (u->func[mid].start < insn)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < u->func_count && u->func[lo].start == insn ? &u->func[lo] : NULL;
}

static const char *name_of(const struct use *u, const struct bw_prog_func *f)
{
	const struct bw_obj *o = u->spec->obj;

	return o ? bw_str(o->names, bw_obj_sym(o, f->sym)->name) : "";
}

/* A spec made by hand may have no functions: the program is one. */
bool use_functions(struct use *u)
{
	uint32_t end = 0;

	u->func_count = u->p->func_count ? u->p->func_count : 1;
	u->func = BW_NEW_ARRAY(u->a, struct use_func, u->func_count);
	u->is_callback = bw_alloc(u->a, u->func_count);
	if (!u->p->func_count) {
		u->func[0] = (struct use_func){.end = u->n, .name = ""};
		return u->n > 0;
	}
	for (uint32_t k = 0; k < u->func_count; k++) {
		const struct bw_prog_func *f = &u->p->func[k];

		if (f->off_insns != end || !f->insn_count || f->insn_count > u->n - end)
			return false;
		end += f->insn_count;
		u->func[k] =
		    (struct use_func){.start = f->off_insns, .end = end, .name = name_of(u, f)};
	}
	return end == u->n;
}

/* ---- blocks ---- */

struct cut {
	struct use *u;
	struct use_func *f;
	uint32_t *index; /* by instruction from f->start: block + 1 of one that starts there */
	uint32_t n;
	struct use_block *block; /* in the order of the text */
};

/* Mark the starts; false when control would leave the function or a wide load is cut. */
static bool mark_starts(struct cut *c)
{
	struct use *u = c->u;
	uint32_t start = c->f->start, end = c->f->end, i;
	uint8_t *second = bw_alloc(u->scratch, end - start);
	enum flow flow = NEXT;

	c->index[0] = 1;
	for (i = start; i < end; i += width(u->insn[i])) {
		int64_t to = target_of(u, i);

		flow = flow_of(u->insn[i]);
		if (width(u->insn[i]) == 2) {
			if (i + 1 >= end || u->insn[i + 1].op)
				return false;
			second[i + 1 - start] = 1;
		}
		if (flow == NEXT)
			continue;
		if (i + 1 < end)
			c->index[i + 1 - start] = 1;
		if (flow == EXIT)
			continue;
		if (to < start || to >= end)
			return false;
		c->index[to - start] = 1;
	}
	for (uint32_t k = 0; k < end - start; k++)
		if (second[k] && c->index[k])
			return false;
	return i == end && (flow == EXIT || flow == GOTO);
}

static void make_blocks(struct cut *c)
{
	uint32_t start = c->f->start, end = c->f->end;

	for (uint32_t k = 0; k < end - start; k++)
		if (c->index[k])
			c->index[k] = ++c->n;
	c->block = BW_NEW_ARRAY(c->u->scratch, struct use_block, c->n);
	for (uint32_t k = 0, b = 0; k < end - start; k++) {
		if (!c->index[k])
			continue;
		if (b)
			c->block[b - 1].end = start + k;
		c->block[b++] =
		    (struct use_block){start + k, end, {USE_NO_BLOCK, USE_NO_BLOCK}, USE_NO_BLOCK};
	}
}

static int32_t block_at(const struct cut *c, int64_t insn)
{
	assert(insn >= c->f->start && insn < c->f->end && c->index[insn - c->f->start]);
	return (int32_t)c->index[insn - c->f->start] - 1;
}

/* The last instruction of a block has one slot, unless the block falls through. */
static void join_blocks(struct cut *c)
{
	for (uint32_t b = 0; b < c->n; b++) {
		struct use_block *k = &c->block[b];
		uint32_t last = k->end - 1;
		enum flow flow = flow_of(c->u->insn[last]);

		/* the second slot of a wide load has opcode 0: NEXT */
		if (flow != EXIT && flow != GOTO)
			k->to[0] = block_at(c, k->end);
		if (flow == BRANCH || flow == GOTO)
			k->to[1] = block_at(c, target_of(c->u, last));
	}
}

/* Blocks that can be reached, in postorder; count is in *ret_n. */
static uint32_t *postorder(struct cut *c, uint32_t *ret_n)
{
	uint32_t *order = BW_NEW_ARRAY(c->u->scratch, uint32_t, c->n);
	uint32_t *stack = BW_NEW_ARRAY(c->u->scratch, uint32_t, c->n);
	uint8_t *next = bw_alloc(c->u->scratch, c->n); /* 0: new; else 1 + way to take */
	uint32_t depth = 0, n = 0;

	stack[depth++] = 0;
	next[0] = 1;
	while (depth) {
		uint32_t b = stack[depth - 1];
		int32_t to;

		if (next[b] == 3) {
			order[n++] = b;
			depth--;
			continue;
		}
		to = c->block[b].to[next[b]++ - 1];
		if (to == USE_NO_BLOCK || next[to])
			continue;
		next[to] = 1;
		stack[depth++] = (uint32_t)to;
	}
	*ret_n = n;
	return order;
}

/* Renumber to reverse postorder; what is never reached is dropped. */
static void order_blocks(struct cut *c)
{
	uint32_t n, *order = postorder(c, &n), *place = BW_NEW_ARRAY(c->u->scratch, uint32_t, c->n);
	struct use_block *block = BW_NEW_ARRAY(c->u->a, struct use_block, n);

	assert(n > 0 && order[n - 1] == 0);
	for (uint32_t k = 0; k < n; k++)
		place[order[k]] = n - 1 - k;
	for (uint32_t k = 0; k < n; k++) {
		struct use_block *b = &block[n - 1 - k];

		*b = c->block[order[k]];
		for (int way = 0; way < 2; way++)
			if (b->to[way] != USE_NO_BLOCK)
				b->to[way] = (int32_t)place[b->to[way]];
	}
	c->f->block = block;
	c->f->block_count = n;
}

/* ---- where ways meet ---- */

/*
 * Immediate postdominators after Cooper, Harvey and Kennedy, with a virtual exit behind
 * all exits. Block order is nearly a reverse postorder of the reversed graph, which is
 * enough: a few more rounds. Blocks that come to no exit have none.
 */
static int32_t meet(const int32_t *common, const int32_t *rank, int32_t a, int32_t b)
{
	assert(rank[a] >= 0 && rank[b] >= 0);
	while (a != b) {
		while (rank[a] > rank[b])
			a = common[a];
		while (rank[b] > rank[a])
			b = common[b];
		if (a != b && rank[a] == rank[b])
			a = common[a];
	}
	return a;
}

/* Postorder of the reversed graph from the virtual exit n: order[], count returned. */
static uint32_t reverse_walk(struct cut *c, const struct use_func *f, int32_t *order, int32_t *rank)
{
	uint32_t n = f->block_count, left = 0, count = 0, edges = 0;
	uint32_t *first = BW_NEW_ARRAY(c->u->scratch, uint32_t, n + 2), *from, *at, *stack;

	for (uint32_t b = 0; b < n; b++)
		for (int way = 0; way < 2; way++)
			if (f->block[b].to[way] != USE_NO_BLOCK)
				first[f->block[b].to[way] + 1]++, edges++;
	for (uint32_t b = 0; b < n; b++)
		first[b + 1] += first[b];
	from = BW_NEW_ARRAY(c->u->scratch, uint32_t, edges);
	at = bw_memdup(c->u->scratch, first, (n + 1) * sizeof(*first));
	for (uint32_t b = 0; b < n; b++)
		for (int way = 0; way < 2; way++)
			if (f->block[b].to[way] != USE_NO_BLOCK)
				from[at[f->block[b].to[way]]++] = b;
	memcpy(at, first, (n + 1) * sizeof(*first));
	stack = BW_NEW_ARRAY(c->u->scratch, uint32_t, n);
	for (uint32_t b = 0; b <= n; b++)
		rank[b] = -1;
	for (uint32_t e = n; e-- > 0;) { /* every exit starts a walk */
		if (rank[e] != -1 || f->block[e].to[0] != USE_NO_BLOCK ||
		    f->block[e].to[1] != USE_NO_BLOCK)
			continue;
		rank[e] = -2;
		stack[left++] = e;
		while (left) {
			uint32_t b = stack[left - 1];

			if (at[b] == first[b + 1]) {
				order[count++] = (int32_t)b;
				left--;
			} else if (rank[from[at[b]++]] == -1) {
				rank[from[at[b] - 1]] = -2;
				stack[left++] = from[at[b] - 1];
			}
		}
	}
	return count;
}

static int32_t common_of(const struct use_block *b, const int32_t *common, const int32_t *rank,
			 int32_t exit)
{
	int32_t now = USE_NO_BLOCK;

	if (b->to[0] == USE_NO_BLOCK && b->to[1] == USE_NO_BLOCK)
		return exit;
	for (int way = 0; way < 2; way++) {
		int32_t to = b->to[way];

		if (to == USE_NO_BLOCK || rank[to] < 0 || common[to] == USE_NO_BLOCK)
			continue;
		now = now == USE_NO_BLOCK ? to : meet(common, rank, now, to);
	}
	return now;
}

static void find_common(struct cut *c)
{
	struct use_func *f = c->f;
	uint32_t n = f->block_count, count;
	int32_t *order = BW_NEW_ARRAY(c->u->scratch, int32_t, n);
	int32_t *rank = BW_NEW_ARRAY(c->u->scratch, int32_t, n + 1);
	int32_t *common = BW_NEW_ARRAY(c->u->scratch, int32_t, n + 1);
	bool changed = true;

	count = reverse_walk(c, f, order, rank);
	for (uint32_t b = 0; b < n; b++)
		common[b] = USE_NO_BLOCK;
	common[n] = (int32_t)n;
	rank[n] = 0; /* the root; the farther from it, the higher */
	for (uint32_t k = 0; k < count; k++)
		rank[order[k]] = (int32_t)(count - k);
	for (uint32_t rounds = 0; changed && rounds < 64; rounds++) {
		changed = false;
		for (uint32_t k = count; k-- > 0;) {
			int32_t b = order[k],
				now = common_of(&f->block[b], common, rank, (int32_t)n);

			changed |= now != common[b];
			common[b] = now;
		}
	}
	for (uint32_t b = 0; b < n; b++)
		f->block[b].common = changed || common[b] == (int32_t)n ? USE_NO_BLOCK : common[b];
}

bool use_blocks(struct use *u, struct use_func *f)
{
	struct bw_mark m = bw_mark(u->scratch);
	struct cut c = {.u = u, .f = f};
	bool ok;

	c.index = BW_NEW_ARRAY(u->scratch, uint32_t, f->end - f->start);
	ok = mark_starts(&c);
	if (ok) {
		make_blocks(&c);
		join_blocks(&c);
		order_blocks(&c);
		find_common(&c);
	}
	bw_rewind(u->scratch, m);
	return ok;
}
