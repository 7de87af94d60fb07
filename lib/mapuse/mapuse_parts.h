/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of mapuse share: one program, followed.
 *
 * A program is walked function by function from its entry. A call is followed into the
 * function with the caller's registers, and with the caller's stack when a pointer to it is
 * passed; so a key that one function fills and another uses is seen whole. The state
 * before a block is the join of what comes in; the walk repeats until nothing changes, and
 * only then once more to judge (U2).
 *
 * Invariants  U1  Join only goes up: a byte that may be set stays so, a value that is not
 *                 the same on all ways becomes ANY (or WILD if it may point to the stack).
 *             U2  Nothing is found before the state is final.
 *             U3  What we do not understand counts as writing whatever it may reach.
 *             U4  Reach is what we know of the kernel's verifier: REACH_SURE, it comes to the
 *                 place too, or refuses the program before; REACH_MAYBE, it may know that the
 *                 condition does not hold; REACH_GATED, the condition hangs on what is fixed at
 *                 load (CO-RE, .rodata, .kconfig), which is how programs adapt to kernels.
 *                 Only with the first something is an error, and with the last it is nothing.
 */
#ifndef BW_MAPUSE_PARTS_H
#define BW_MAPUSE_PARTS_H

#include "mapuse/mapuse.h"

enum {
	USE_STACK_BYTES = 512, /* MAX_BPF_STACK */
	USE_SLOTS = USE_STACK_BYTES / 8,
	USE_FRAMES = 8, /* MAX_CALL_FRAMES */
	USE_REGS = 10,
	USE_FP = 10,
	USE_NO_BLOCK = -1,
};

enum use_kind {
	UK_NONE,      /* no way has led here yet */
	UK_ANY,	      /* something that does not point to the stack */
	UK_FREE,      /* the same, a number that the kernel cannot know and nothing has compared */
	UK_SETTING,   /* the same, fixed at load */
	UK_CONST,     /* off */
	UK_MAP,	      /* map */
	UK_VALUE,     /* map's value + off, or NULL */
	UK_VALUE_VAR, /* somewhere in map's value, or NULL */
	UK_STACK,     /* frame's r10 + off */
	UK_STACK_VAR, /* frame's r10 + off or more */
	UK_FUNC,      /* off: its first instruction */
	UK_WILD,      /* may point to any frame */
};

/* In use.is_callback. */
enum { USE_NAMED = 4, USE_WALKED = 8 };

enum use_reach { REACH_GATED, REACH_MAYBE, REACH_SURE };

enum { USE_MAP_INNER = 0x8000 }; /* in use_val.map: the template of the map */

struct use_val {
	uint8_t kind, frame;
	uint16_t map;
	int32_t off;
};

/* A byte of the stack. The upper bits say what wrote it, if that is the same on all ways. */
enum {
	UB_UNSET = 1,	   /* on some way nothing has written it */
	UB_SET = 2,	   /* on some way something has */
	UB_WIDTH = 7 << 2, /* log2 + 1 of the bytes that were written at once, up to 8 */
	UB_FIRST = 1 << 5, /* the first of them */
	UB_VARIES = 1 << 6,
};

struct use_frame {
	uint8_t byte[USE_STACK_BYTES]; /* from r10 - 512 up */
	struct use_val slot[USE_SLOTS];
};

/* frame[0] belongs to the outermost function whose stack is in reach. */
struct use_state {
	struct use_val reg[USE_REGS];
	uint8_t reach; /* enum use_reach */
	struct use_frame frame[];
};

struct use_block {
	uint32_t start, end;
	int32_t to[2];	/* blocks, or USE_NO_BLOCK; [0] is the way on, [1] the jump */
	int32_t common; /* the block that all ways from here come to, or USE_NO_BLOCK */
};

/* A function of the image; blocks are in reverse postorder. */
struct use_func {
	uint32_t start, end;
	const char *name;
	uint32_t block_count;
	struct use_block *block; /* NULL until asked for */
	BW_VEC(struct use_memo) memo;
};

/* A call that passes no stack: the same arguments have the same effect. */
struct use_memo {
	struct use_val arg[5], r0;
	bool judged;
	uint8_t reach;
};

/* The last write to the stack at an instruction, for notes. */
struct use_store {
	int16_t off;
	uint16_t bytes;
};

struct use_found {
	uint32_t at, seq, key;
	uint32_t more;
	enum bw_code code;
	uint8_t reach;
	const char *text, *fix;
	BW_VEC(struct bw_note) notes;
};

struct use {
	struct bw_arena *a;	  /* ends with this program */
	struct bw_arena *scratch; /* states; LIFO */
	const struct bw_spec *spec;
	const struct bw_prog_spec *p;
	const struct bw_target *t;
	const struct bw_insn *insn;
	uint32_t n;
	const struct bw_ref **ref; /* by instruction; NULL: none */
	uint8_t *core;		   /* by instruction: changed by the loader */
	struct use_store *store;   /* by instruction */
	uint32_t func_count;
	struct use_func *func;
	uint8_t *is_callback; /* by function: USE_NAMED, USE_WALKED, enum use_reach */
	uint64_t steps, state_bytes;
	const char *gave_up; /* why; NULL: did not */
	bool judging, has_error;
	uint32_t unlisted;
	BW_VEC(struct use_found) found;
};

/* One function in one context. */
struct use_walk {
	struct use *u;
	struct use_func *f;
	uint32_t depth;	       /* of its own frame in the state; frames are 0..depth */
	uint32_t calls;	       /* functions on the way here */
	struct use_state **in; /* by block; NULL: no way has led here */
	uint8_t *reach;	       /* by block: at least, as all ways from another come here */
	bool *is_todo;
	struct use_state *out; /* at the exits, joined; NULL: none */
};

static inline size_t use_state_bytes(uint32_t depth)
{
	return sizeof(struct use_state) + (depth + 1) * sizeof(struct use_frame);
}
static inline bool use_is_stack(struct use_val v)
{
	return v.kind == UK_STACK || v.kind == UK_STACK_VAR || v.kind == UK_WILD;
}
static inline struct use_val use_any(void)
{
	return (struct use_val){.kind = UK_ANY};
}
static inline struct use_val use_free(void)
{
	return (struct use_val){.kind = UK_FREE};
}

/* ---- states (mapuse_state.c) ---- */

struct use_val use_val_join(struct use_val a, struct use_val b);
/* from into to; true if that changed it. */
bool use_state_join(struct use_state *to, const struct use_state *from, uint32_t depth);
void use_state_copy(struct use_state *to, const struct use_state *from, uint32_t depth);
/* A frame that nothing has written. */
void use_frame_clear(struct use_frame *f);
/* bytes from off were written; at once if there are up to 8 and is_store. */
void use_frame_write(struct use_frame *f, int32_t off, uint32_t bytes, uint8_t how);
/* Anything from off up may have been written; UINT8_MAX for frame: in all frames. */
void use_state_spoil(struct use_state *s, uint32_t depth, struct use_val where);

/* ---- control flow (mapuse_flow.c) ---- */

/* Cut a program into functions; false if it has no shape to follow. */
bool use_functions(struct use *u);
/* Blocks of a function; false if it has no shape. */
bool use_blocks(struct use *u, struct use_func *f);
struct use_func *use_func_at(const struct use *u, int64_t insn);

/* ---- one instruction (mapuse_step.c, mapuse_call.c) ---- */

void use_step(struct use_walk *w, struct use_state *s, uint32_t i);
void use_call_helper(struct use_walk *w, struct use_state *s, uint32_t i);
void use_call_kfunc(struct use_walk *w, struct use_state *s);
/* Walk a function as called from w; its effect is in s. */
void use_call_func(struct use_walk *w, struct use_state *s, struct use_func *f);
/* Walk a function for which nothing is known of its arguments. */
void use_walk_root(struct use *u, struct use_func *f, uint8_t reach);

/* ---- judging ---- */

/* The map of a value, or NULL when it is not one whose attributes are known. */
const struct bw_map_spec *use_map(const struct use *u, struct use_val v);
const char *use_map_name(const struct use *u, struct use_val v);
/* A load or store through a value pointer (mapuse_access.c). */
void use_check_access(struct use_walk *w, const struct use_state *s, uint32_t i, struct use_val at,
		      int32_t off, uint32_t bytes, bool reads, bool writes);
/* A buffer of a key or value (mapuse_key.c). */
enum use_role { USE_KEY, USE_VALUE_IN, USE_VALUE_HASHED };
void use_check_buffer(struct use_walk *w, const struct use_state *s, uint32_t i, uint8_t reg,
		      struct use_val map, enum use_role role);
/* A helper of the table with its map (mapuse_maps.c). */
struct use_helper;
void use_check_helper(struct use_walk *w, const struct use_state *s, uint32_t i,
		      const struct use_helper *h);
/* Maps against the program's type (mapuse_maps.c). */
void use_check_program(struct use *u);

/* Record a finding; ones of the same code and key other than 0 are listed once. NULL if it
 * went into another, or if this is not the time (U2). */
struct use_found *use_find(struct use *u, uint32_t at, enum bw_code code, uint32_t key,
			   uint8_t reach, const char *fmt, ...) BW_PRINTF(6, 7);
void use_found_note(struct use *u, struct use_found *f, struct bw_where where, const char *fmt, ...)
    BW_PRINTF(4, 5);
enum bw_status use_flush(struct use *u, struct bw_diags *d);
const char *use_asm(const struct use *u, uint32_t i);

/* One row of mapuse_helpers.def; registers are 0 where there is none. */
struct use_helper {
	uint16_t id;
	uint8_t map, key, value, flags;
	uint8_t returns; /* 'v' a value of the map, 'm' as lookup: by map type, '-' a number */
	uint8_t writes;	 /* 'w': forbidden on BPF_F_RDONLY_PROG maps (record_func_map) */
};
const struct use_helper *use_helper_find(int32_t id);
/* How many arguments a helper takes; 5 for one that is not known. */
uint8_t use_arg_count(int32_t id);

#endif
