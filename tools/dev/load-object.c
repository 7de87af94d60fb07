/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * load-object - what the running kernel is given when libbpf loads an object, and what it answers.
 *
 *   load-object [-j JOBS] [-t SECONDS] [-mqw] OBJECT...
 *
 * Two objects that mean the same print the same lines, whatever the order of their sections,
 * symbols, types and variables: file descriptors become map names, offsets into data become
 * variable names, types become hashes of their meaning. So `diff` compares an object before and
 * after linking.
 *
 *   NAME object load=ok|ERRNO btf=yes|no maps=N progs=N tags=HASH
 *   NAME map    MAP type=.. key=.. value=.. max=.. flags=.. extra=.. numa=.. pin=.. ktype=HASH
 * vtype=HASH [inner=..] [data=HASH] NAME slot   MAP KEY MAP          of a map of maps, what the
 * object put there NAME prog   PROG sec=.. type=.. attach=.. btf_id=.. flags=.. insns=N code=HASH
 * funcs=HASH lines=HASH verdict=ok|ERRNO [...] NAME #...                        why something
 * failed; not to be compared
 *
 * An object is loaded whole; programs that did not load that way (a sibling was refused, or
 * autoload is off) are then loaded one by one, unless -w. Nothing is attached, pinned or left
 * behind: each object has its own process. -m prints maps only and loads nothing (no root needed),
 * -q leaves out the # lines.
 *
 * Exit status: 0 all objects were described, loaded or not; 1 some could not be opened.
 *
 * We read what libbpf passes to the kernel by wrapping its bpf_prog_load(), so it must be linked
 * statically, with -Wl,--wrap=bpf_prog_load (see build-peers.sh).
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

/* --- hashing ---------------------------------------------------------------------------------- */

#define HASH_START 0xcbf29ce484222325u

static uint64_t hash_bytes(uint64_t h, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len--)
		h = (h ^ *p++) * 0x100000001b3u;
	return h;
}

static uint64_t hash_str(uint64_t h, const char *s)
{
	return hash_bytes(h, s, strlen(s) + 1);
}

static uint64_t hash_u64(uint64_t h, uint64_t v)
{
	return hash_bytes(h, &v, sizeof(v));
}

/* Memory here lives as long as the child that looks at one object. */
static void *zalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size);

	if (!p)
		abort();
	return p;
}

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The hash of a multiset: the order of its members does not matter. */
static uint64_t hash_sorted(uint64_t *v, size_t n)
{
	qsort(v, n, sizeof(*v), compare_u64);
	return hash_bytes(HASH_START, v, n * sizeof(*v));
}

/* --- types ------------------------------------------------------------------------------------ */

/*
 * The hash of a type holds what it says itself and, ROUNDS deep, what it refers to. It does not
 * hold ids, and two equal types have one hash, so a linker may merge and reorder them.
 */
enum { ROUNDS = 16 };

struct types {
	const struct btf *btf;
	uint32_t count;
	uint32_t *full;	     /* of a forward declaration the id of the full type, else its own */
	uint64_t *own, *all; /* by id */
};

static uint64_t hash_name(uint64_t h, const struct btf *btf, uint32_t off)
{
	return hash_str(h, btf__name_by_offset(btf, off));
}

static uint64_t own_array(uint64_t h, const struct btf_type *t)
{
	return hash_u64(h, btf_array(t)->nelems);
}

static uint64_t own_members(uint64_t h, const struct btf *btf, const struct btf_type *t)
{
	const struct btf_member *m = btf_members(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		h = hash_u64(hash_name(h, btf, m[i].name_off), m[i].offset);
	return hash_u64(h, t->size);
}

static uint64_t own_values(uint64_t h, const struct btf *btf, const struct btf_type *t)
{
	const struct btf_enum *e = btf_enum(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		h = hash_u64(hash_name(h, btf, e[i].name_off), (uint32_t)e[i].val);
	return hash_u64(h, t->size);
}

static uint64_t own_values64(uint64_t h, const struct btf *btf, const struct btf_type *t)
{
	const struct btf_enum64 *e = btf_enum64(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		h = hash_u64(hash_name(h, btf, e[i].name_off),
			     (uint64_t)e[i].val_hi32 << 32 | e[i].val_lo32);
	return hash_u64(h, t->size);
}

static uint64_t own_params(uint64_t h, const struct btf *btf, const struct btf_type *t)
{
	const struct btf_param *p = btf_params(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		h = hash_name(h, btf, p[i].name_off);
	return h;
}

/* What a type says itself: all but the types it refers to. */
static uint64_t own_hash(const struct btf *btf, const struct btf_type *t)
{
	uint64_t h = hash_u64(HASH_START, btf_kind(t) << 1 | btf_kflag(t));

	h = hash_name(h, btf, t->name_off);
	switch (btf_kind(t)) {
	case BTF_KIND_INT:
		return hash_u64(h, (uint64_t)t->size << 32 | *(const uint32_t *)(t + 1));
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return own_members(h, btf, t);
	case BTF_KIND_ENUM:
		return own_values(h, btf, t);
	case BTF_KIND_ENUM64:
		return own_values64(h, btf, t);
	case BTF_KIND_ARRAY:
		return own_array(h, t);
	case BTF_KIND_FUNC_PROTO:
		return own_params(h, btf, t);
	case BTF_KIND_FUNC:
		return hash_u64(h, btf_vlen(t)); /* the linkage */
	case BTF_KIND_FLOAT:
		return hash_u64(h, t->size);
	default:
		return h;
	}
}

static uint64_t add_type(uint64_t h, const struct types *types, uint32_t id)
{
	return hash_u64(h, id && id < types->count ? types->all[types->full[id]] : 0);
}

/* Add the types that T refers to, as they look now. */
static uint64_t add_referred(uint64_t h, const struct types *types, const struct btf_type *t)
{
	unsigned n = btf_vlen(t);

	switch (btf_kind(t)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		for (unsigned i = 0; i < n; i++)
			h = add_type(h, types, btf_members(t)[i].type);
		return h;
	case BTF_KIND_FUNC_PROTO:
		for (unsigned i = 0; i < n; i++)
			h = add_type(h, types, btf_params(t)[i].type);
		return add_type(h, types, t->type);
	case BTF_KIND_ARRAY:
		h = add_type(h, types, btf_array(t)->type);
		return add_type(h, types, btf_array(t)->index_type);
	case BTF_KIND_INT:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_FLOAT:
	case BTF_KIND_FWD:
	case BTF_KIND_DATASEC:
		return h;
	default: /* pointers, modifiers, typedefs, functions, variables: one type below */
		return add_type(h, types, t->type);
	}
}

static uint32_t full_type(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	__u32 kind = btf_kflag(t) ? BTF_KIND_UNION : BTF_KIND_STRUCT;
	int full = btf_is_fwd(t)
		       ? btf__find_by_name_kind(btf, btf__name_by_offset(btf, t->name_off), kind)
		       : -1;

	return full > 0 ? (uint32_t)full : id;
}

static void types_init(struct types *ret, const struct btf *btf)
{
	uint32_t count = btf ? btf__type_cnt(btf) : 0;
	uint64_t *next = zalloc(count, sizeof(*next)), *swap;

	*ret = (struct types){btf, count, zalloc(count, sizeof(uint32_t)),
			      zalloc(count, sizeof(uint64_t)), zalloc(count, sizeof(uint64_t))};
	for (uint32_t id = 1; id < count; id++) {
		ret->full[id] = full_type(btf, id);
		ret->own[id] = ret->all[id] = own_hash(btf, btf__type_by_id(btf, id));
	}
	for (int round = 0; round < ROUNDS; round++) {
		for (uint32_t id = 1; id < count; id++)
			next[id] = add_referred(ret->own[id], ret, btf__type_by_id(btf, id));
		swap = ret->all, ret->all = next, next = swap;
	}
	free(next);
}

static uint64_t type_hash(const struct types *types, uint32_t id)
{
	return add_type(0, types, id);
}

/* Declaration tags hang on types and are reached from nowhere: all of them, as a set. */
static uint64_t decl_tags_hash(const struct btf *btf)
{
	uint32_t count = btf ? btf__type_cnt(btf) : 0;
	uint64_t *tags = zalloc(count, sizeof(*tags));
	size_t n = 0;

	for (uint32_t id = 1; id < count; id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);
		const struct btf_type *target;

		if (btf_kind(t) != BTF_KIND_DECL_TAG)
			continue;
		target = btf__type_by_id(btf, t->type);
		tags[n] = hash_str(HASH_START, btf__name_by_offset(btf, t->name_off));
		tags[n] = hash_u64(tags[n], (uint32_t)btf_decl_tag(t)->component_idx);
		if (target)
			tags[n] = hash_str(tags[n], btf__name_by_offset(btf, target->name_off));
		n++;
	}
	return hash_sorted(tags, n);
}

/* --- the object being looked at ----------------------------------------------------------------
 */

/* What bpf_prog_load() was called with, last, for one program, and what came back. */
struct load {
	uint32_t type, attach, flags, attach_btf_id;
	size_t insn_count;
	uint64_t code, funcs, lines;
	int error;
	bool called;
};

/* libbpf gives its hooks no context, hence this. One process looks at one object. */
static struct {
	const char *label;
	struct bpf_object *obj;
	const void *ext; /* its .BTF.ext */
	bool local_ids;	 /* which has BPF_CORE_TYPE_ID_LOCAL */
	struct types types;
	struct load *loads; /* one a program, in the order of the object */
	char last_words[256];
} now;

/* Numbers above 511 are the kernel's own and have no name here. */
static const char *errno_name(int error)
{
	static char number[16];
	const char *name = error ? strerrorname_np(abs(error)) : "ok";

	snprintf(number, sizeof(number), "%d", abs(error));
	return name ? name : number;
}

static const void *map_content(const struct bpf_map *map, size_t *ret)
{
	const void *data = bpf_map__initial_value((struct bpf_map *)(uintptr_t)map, ret);

	if (!data)
		*ret = 0;
	return data;
}

static const struct btf_type *map_datasec(const struct bpf_map *map)
{
	const struct btf *btf = bpf_object__btf(now.obj);
	uint32_t id = bpf_map__btf_value_type_id(map);
	const struct btf_type *t = btf && id ? btf__type_by_id(btf, id) : NULL;

	return t && btf_is_datasec(t) ? t : NULL;
}

static const char *var_name(const struct btf_var_secinfo *v)
{
	const struct btf *btf = bpf_object__btf(now.obj);

	return btf__name_by_offset(btf, btf__type_by_id(btf, v->type)->name_off);
}

/* No variable is there: constants the compiler made. Their bytes, up to the next variable. */
static uint64_t hash_unnamed(uint64_t h, const struct bpf_map *map, uint32_t off)
{
	const struct btf_type *sec = map_datasec(map);
	size_t size, end;
	const char *data = map_content(map, &size);

	if (off >= size)
		return hash_u64(h, off);
	end = size;
	if (!sec && strstr(bpf_map__name(map), ".rodata.str"))
		end = off + strnlen(data + off, size - off);
	for (unsigned i = 0; sec && i < btf_vlen(sec); i++) {
		uint32_t start = btf_var_secinfos(sec)[i].offset;

		if (start > off && start < end)
			end = start;
	}
	return hash_bytes(h, data + off, end - off);
}

/* A place in a data map: the variable and the offset in it. */
static uint64_t hash_place(uint64_t h, const struct bpf_map *map, uint32_t off)
{
	const struct btf_type *sec = map_datasec(map);

	for (unsigned i = 0; sec && i < btf_vlen(sec); i++) {
		const struct btf_var_secinfo *v = btf_var_secinfos(sec) + i;

		if (off >= v->offset && off - v->offset < v->size)
			return hash_u64(hash_str(h, var_name(v)), off - v->offset);
	}
	return hash_unnamed(h, map, off);
}

static const struct bpf_map *map_by_fd(int fd)
{
	const struct bpf_map *map;

	bpf_object__for_each_map(map, now.obj) if (bpf_map__fd(map) == fd) return map;
	return NULL;
}

/* --- local type ids ----------------------------------------------------------------------------
 */

/*
 * bpf_core_type_id_local() leaves the number of one of the object's own types in the code. Where
 * it did is told by .BTF.ext, by section and offset; func_info there has the same functions as
 * the kernel is given, so a function's type leads from its place in a program to its section.
 */

/* Wrongly declared as btf_ext__raw_data() in libbpf 1.1's header; both versions have this. */
const void *btf_ext__get_raw_data(const struct btf_ext *ext, __u32 *size);

/* As in the kernel's Documentation/bpf/btf.rst, "The .BTF.ext section". */
struct ext_header {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t size;
	struct {
		uint32_t off, len;
	} funcs, lines, relos;
};

struct ext_section {
	uint32_t name_off, count;
	unsigned char records[];
};

/* Call FOUND for each record of one part of .BTF.ext; stop when it returns true. */
static bool each_record(const unsigned char *part, uint32_t len,
			bool (*found)(uint32_t sec, const void *record, void *arg), void *arg)
{
	uint32_t record_size = 0;

	if (len >= sizeof(record_size))
		memcpy(&record_size, part, sizeof(record_size));
	for (uint32_t at = sizeof(record_size); at + sizeof(struct ext_section) <= len;) {
		const struct ext_section *sec = (const void *)(part + at);

		for (uint32_t i = 0; i < sec->count; i++)
			if (found(sec->name_off, sec->records + i * record_size, arg))
				return true;
		at += (uint32_t)sizeof(*sec) + sec->count * record_size;
	}
	return false;
}

struct place {
	uint32_t func_type; /* looked for first */
	uint32_t sec, off_bytes;
};

static bool is_func(uint32_t sec, const void *record, void *arg)
{
	const struct bpf_func_info *f = record;
	struct place *p = arg;

	if (f->type_id != p->func_type)
		return false;
	p->sec = sec;
	p->off_bytes += f->insn_off;
	return true;
}

static bool is_any_local_id(uint32_t sec, const void *record, void *arg)
{
	(void)sec, (void)arg;
	return ((const struct bpf_core_relo *)record)->kind == BPF_CORE_TYPE_ID_LOCAL;
}

static bool is_local_id(uint32_t sec, const void *record, void *arg)
{
	const struct bpf_core_relo *r = record;
	const struct place *p = arg;

	return sec == p->sec && r->insn_off == p->off_bytes && r->kind == BPF_CORE_TYPE_ID_LOCAL;
}

static bool has_local_ids(const struct ext_header *ext)
{
	return ext && each_record((const unsigned char *)ext + ext->size + ext->relos.off,
				  ext->relos.len, is_any_local_id, NULL);
}

/* Does instruction INDEX of the program that OPTS describe hold the id of a local type? */
static bool holds_local_id(const struct bpf_prog_load_opts *opts, uint32_t index)
{
	const struct ext_header *ext = now.ext;
	struct place p = {0};

	if (!ext || !opts->func_info || !now.local_ids)
		return false;
	for (uint32_t i = 0; i < opts->func_info_cnt; i++) {
		const char *rec = (const char *)opts->func_info + i * opts->func_info_rec_size;
		const struct bpf_func_info *f = (const void *)rec;

		if (f->insn_off > index)
			break;
		p.func_type = f->type_id;
		p.off_bytes = (index - f->insn_off) * (uint32_t)sizeof(struct bpf_insn);
	}
	const unsigned char *data = (const unsigned char *)ext + ext->size;

	return each_record(data + ext->funcs.off, ext->funcs.len, is_func, &p) &&
	       each_record(data + ext->relos.off, ext->relos.len, is_local_id, &p);
}

/* --- code ------------------------------------------------------------------------------------- */

/* libbpf replaces the load of a map it did not create by a call to 2001000000 + its index. */
enum { POISON_MAP = 2001000000, POISON_END = 2003000000 };

static uint64_t hash_imm64(uint64_t h, const struct bpf_insn *insn)
{
	const struct bpf_map *map;

	h = hash_u64(h, (uint64_t)insn->src_reg << 8 | insn->dst_reg);
	switch (insn->src_reg) {
	case BPF_PSEUDO_MAP_FD:
	case BPF_PSEUDO_MAP_VALUE:
		map = map_by_fd(insn->imm);
		h = hash_str(h, map ? bpf_map__name(map) : "?");
		if (map && insn->src_reg == BPF_PSEUDO_MAP_VALUE)
			h = hash_place(h, map, (uint32_t)insn[1].imm);
		return h;
	case BPF_PSEUDO_BTF_ID: /* the second half holds a module's file descriptor */
		return hash_u64(hash_u64(h, (uint32_t)insn->imm), insn[1].imm != 0);
	default:
		return hash_u64(hash_u64(h, (uint32_t)insn->imm), (uint32_t)insn[1].imm);
	}
}

static uint64_t hash_call(uint64_t h, const struct bpf_insn *insn)
{
	if (insn->src_reg == BPF_PSEUDO_KFUNC_CALL) /* off: index of a module's descriptor */
		return hash_u64(hash_u64(h, (uint32_t)insn->imm), insn->off != 0);
	if (!insn->src_reg && insn->imm >= POISON_MAP && insn->imm < POISON_END)
		return hash_str(h, "poison");
	return hash_bytes(h, insn, sizeof(*insn));
}

static uint64_t hash_code(const struct bpf_insn *insns, size_t count,
			  const struct bpf_prog_load_opts *opts)
{
	uint64_t h = HASH_START;

	for (size_t i = 0; i < count; i++) {
		struct bpf_insn insn = insns[i];

		if (holds_local_id(opts, (uint32_t)i)) {
			h = hash_u64(h, type_hash(&now.types, (uint32_t)insn.imm));
			insn.imm = 0;
			h = hash_bytes(h, &insn, sizeof(insn));
		} else if (insns[i].code == (BPF_LD | BPF_IMM | BPF_DW) && i + 1 < count)
			h = hash_imm64(h, &insns[i++]);
		else if (insns[i].code == (BPF_JMP | BPF_CALL))
			h = hash_call(h, &insns[i]);
		else
			h = hash_bytes(h, &insns[i], sizeof(*insns));
	}
	return h;
}

static uint64_t hash_funcs(const struct bpf_prog_load_opts *opts)
{
	uint64_t h = HASH_START;

	for (uint32_t i = 0; opts->func_info && i < opts->func_info_cnt; i++) {
		const char *rec = (const char *)opts->func_info + i * opts->func_info_rec_size;
		const struct bpf_func_info *f = (const void *)rec;

		h = hash_u64(hash_u64(h, f->insn_off), type_hash(&now.types, f->type_id));
	}
	return h;
}

static uint64_t hash_lines(const struct bpf_prog_load_opts *opts)
{
	const struct btf *btf = bpf_object__btf(now.obj);
	uint64_t h = HASH_START;

	for (uint32_t i = 0; opts->line_info && i < opts->line_info_cnt; i++) {
		const char *rec = (const char *)opts->line_info + i * opts->line_info_rec_size;
		const struct bpf_line_info *l = (const void *)rec;

		h = hash_u64(hash_u64(h, l->insn_off), l->line_col);
		h = hash_str(h, btf__name_by_offset(btf, l->file_name_off));
		h = hash_str(h, btf__name_by_offset(btf, l->line_off));
	}
	return h;
}

/* The record of the program of that name; NULL for libbpf's own probes of the kernel. */
static struct load *load_of(const char *name)
{
	struct load *l = now.loads;
	struct bpf_program *prog;

	if (!now.obj || !name)
		return NULL;
	bpf_object__for_each_program(prog, now.obj)
	{
		if (!strcmp(bpf_program__name(prog), name))
			return l;
		l++;
	}
	return NULL;
}

/* The linker puts this in the place of libbpf's function, and that under the second name. */
int __wrap_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
			 const struct bpf_insn *insns, size_t insn_count,
			 struct bpf_prog_load_opts *opts);
int __real_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
			 const struct bpf_insn *insns, size_t insn_count,
			 struct bpf_prog_load_opts *opts);

int __wrap_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
			 const struct bpf_insn *insns, size_t insn_count,
			 struct bpf_prog_load_opts *opts)
{
	struct load *l = load_of(name);
	int fd = __real_bpf_prog_load(type, name, license, insns, insn_count, opts);
	int error = errno;

	if (l) {
		*l = (struct load){
		    .type = type,
		    .attach = opts->expected_attach_type,
		    .flags = opts->prog_flags,
		    .attach_btf_id = opts->attach_btf_id,
		    .insn_count = insn_count,
		    .code = hash_str(hash_code(insns, insn_count, opts), license ? license : ""),
		    .funcs = hash_funcs(opts),
		    .lines = hash_lines(opts),
		    .error = fd < 0 ? error : 0,
		    .called = true,
		};
	}
	errno = error;
	return fd;
}

/* --- maps ------------------------------------------------------------------------------------- */

/* Each variable with its type and bytes, as a set: where it stands does not matter. */
static uint64_t hash_variables(const struct bpf_map *map, const struct btf_type *sec)
{
	size_t size, n = btf_vlen(sec);
	const char *data = map_content(map, &size);
	uint64_t *vars = zalloc(n, sizeof(*vars));

	for (size_t i = 0; i < n; i++) {
		const struct btf_var_secinfo *v = btf_var_secinfos(sec) + i;

		vars[i] = hash_u64(hash_str(HASH_START, var_name(v)), v->size);
		vars[i] = hash_u64(vars[i], type_hash(&now.types, v->type));
		if (v->offset <= size && v->size <= size - v->offset)
			vars[i] = hash_bytes(vars[i], data + v->offset, v->size);
	}
	return hash_sorted(vars, n);
}

/* A section of strings: which strings, once each. */
static uint64_t hash_strings(const char *data, size_t size)
{
	uint64_t *v = zalloc(size, sizeof(*v));
	size_t n = 0, unique = 0;

	for (size_t off = 0; off < size; off += strnlen(data + off, size - off) + 1)
		v[n++] = hash_bytes(HASH_START, data + off, strnlen(data + off, size - off));
	qsort(v, n, sizeof(*v), compare_u64);
	for (size_t i = 0; i < n; i++)
		if (!unique || v[unique - 1] != v[i])
			v[unique++] = v[i];
	return hash_sorted(v, unique);
}

/* libbpf keeps pointers to programs where the kernel will have functions. */
static uint64_t hash_struct_ops(const char *data, size_t size)
{
	uint64_t h = HASH_START;
	struct bpf_program *prog;

	for (size_t off = 0; off + sizeof(void *) <= size; off += sizeof(void *)) {
		bpf_object__for_each_program(
		    prog, now.obj) if (!memcmp(data + off, &prog, sizeof(prog))) break;
		h = prog ? hash_str(h, bpf_program__name(prog))
			 : hash_bytes(h, data + off, sizeof(void *));
	}
	return h;
}

static uint64_t map_data_hash(const struct bpf_map *map)
{
	const struct btf_type *sec = map_datasec(map);
	size_t size;
	const char *data = map_content(map, &size);

	if (sec)
		return hash_variables(map, sec);
	if (data && strstr(bpf_map__name(map), ".rodata.str"))
		return hash_strings(data, size);
	if (data && bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
		return hash_struct_ops(data, size);
	return data ? hash_bytes(HASH_START, data, size) : 0;
}

static void print_map(const struct bpf_map *map)
{
	const struct bpf_map *inner = bpf_map__inner_map((struct bpf_map *)(uintptr_t)map);
	const char *pin = bpf_map__pin_path(map);
	/* What a data map holds stands in data=; its size depends on the layout. */
	bool data = bpf_map__is_internal(map);

	printf("%s map %s type=%u key=%u", now.label, bpf_map__name(map), bpf_map__type(map),
	       bpf_map__key_size(map));
	if (!data)
		printf(" value=%u", bpf_map__value_size(map));
	printf(" max=%u flags=%#x extra=%#llx numa=%u pin=%s", bpf_map__max_entries(map),
	       bpf_map__map_flags(map), (unsigned long long)bpf_map__map_extra(map),
	       bpf_map__numa_node(map), pin ? pin : "-");
	if (!data)
		printf(" ktype=%016llx vtype=%016llx",
		       (unsigned long long)type_hash(&now.types, bpf_map__btf_key_type_id(map)),
		       (unsigned long long)type_hash(&now.types, bpf_map__btf_value_type_id(map)));
	if (inner)
		printf(" inner=%u,%u,%u,%u,%#x", bpf_map__type(inner), bpf_map__key_size(inner),
		       bpf_map__value_size(inner), bpf_map__max_entries(inner),
		       bpf_map__map_flags(inner));
	printf(" data=%016llx\n", (unsigned long long)map_data_hash(map));
}

static void print_slot(const struct bpf_map *map, uint32_t key, uint32_t id)
{
	struct bpf_map_info info = {0};
	uint32_t len = sizeof(info);
	int fd = bpf_map_get_fd_by_id(id);

	if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &len))
		printf("%s slot %s %u %s\n", now.label, bpf_map__name(map), key, info.name);
	if (fd >= 0)
		close(fd);
}

/* Keys wider than 32 bits do not occur in the maps of maps a C initialiser can fill. */
static void print_slots(const struct bpf_map *map)
{
	uint32_t key, next, id, *last = NULL;
	int fd = bpf_map__fd(map);

	if (bpf_map__key_size(map) != sizeof(key) ||
	    (bpf_map__type(map) != BPF_MAP_TYPE_ARRAY_OF_MAPS &&
	     bpf_map__type(map) != BPF_MAP_TYPE_HASH_OF_MAPS))
		return;
	while (!bpf_map_get_next_key(fd, last, &next)) {
		key = next;
		last = &key;
		if (!bpf_map_lookup_elem(fd, &key, &id))
			print_slot(map, key, id);
	}
}

/* --- programs --------------------------------------------------------------------------------- */

static void print_loaded(const struct bpf_program *prog)
{
	struct bpf_prog_info info = {0};
	uint32_t len = sizeof(info);

	if (bpf_program__fd(prog) < 0 || bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &len))
		return;
	printf(" xlated=%u verified=%u", info.xlated_prog_len, info.verified_insns);
}

static void print_prog(const struct bpf_program *prog, const struct load *l)
{
	printf("%s prog %s sec=%s", now.label, bpf_program__name(prog),
	       bpf_program__section_name(prog));
	if (!l->called) {
		printf(" verdict=not-loaded\n");
		return;
	}
	printf(" type=%u attach=%u btf_id=%u flags=%#x insns=%zu", l->type, l->attach,
	       l->attach_btf_id, l->flags, l->insn_count);
	printf(" code=%016llx funcs=%016llx lines=%016llx verdict=%s", (unsigned long long)l->code,
	       (unsigned long long)l->funcs, (unsigned long long)l->lines, errno_name(l->error));
	print_loaded(prog);
	printf("\n");
}

/* --- one object ------------------------------------------------------------------------------- */

static bool quiet, maps_only, whole_only;

/* The verifier's verdict: the last line of its log that is not a statistic. */
static const char *verdict_line(char *log)
{
	char *line = log, *last = log;

	for (line = strtok(log, "\n"); line; line = strtok(NULL, "\n")) {
		if (!strncmp(line, "processed ", 10) || !strncmp(line, "-- END", 6))
			break;
		last = line;
	}
	return last;
}

/* Keep what says why; what libbpf says last only repeats that something failed. */
static int keep_last_words(enum libbpf_print_level level, const char *format, va_list args)
{
	char *text, *log;

	if (level != LIBBPF_WARN || quiet || strstr(format, "failed to load object") ||
	    strstr(format, "failed to load: %d") || strstr(format, "permission error while") ||
	    vasprintf(&text, format, args) < 0)
		return 0;
	log = strstr(text, "-- BEGIN PROG LOAD LOG --\n");
	snprintf(now.last_words, sizeof(now.last_words), "%s",
		 log ? verdict_line(strchr(log, '\n') + 1) : text);
	now.last_words[strcspn(now.last_words, "\n")] = '\0';
	free(text);
	return 0;
}

static void print_last_words(void)
{
	if (now.last_words[0])
		printf("%s # %s\n", now.label, now.last_words);
	now.last_words[0] = '\0';
}

/* libbpf does not show the .BTF.ext of an open object: read it again. */
static const void *read_ext(const char *path)
{
	struct btf_ext *ext = NULL;
	struct btf *btf = btf__parse(path, &ext);
	__u32 size;

	btf__free(btf);
	return btf && ext ? btf_ext__get_raw_data(ext, &size) : NULL;
}

/* Open PATH, under a name that does not depend on it: libbpf puts it into the names of maps. */
static int open_object(const char *path)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "obj");
	struct bpf_program *prog;
	size_t progs = 0;

	now.obj = bpf_object__open_file(path, &opts);
	if (!now.obj)
		return -errno;
	if (!now.ext) {
		now.ext = read_ext(path);
		now.local_ids = has_local_ids(now.ext);
	}
	bpf_object__for_each_program(prog, now.obj) progs++;
	now.loads = zalloc(progs, sizeof(*now.loads));
	types_init(&now.types, bpf_object__btf(now.obj));
	return 0;
}

static void close_object(void)
{
	bpf_object__close(now.obj);
	now.obj = NULL;
	free(now.loads);
	free(now.types.full);
	free(now.types.own);
	free(now.types.all);
}

static void unset_pins(void)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, now.obj) bpf_map__set_pin_path(map, NULL);
}

static struct bpf_program *prog_at(size_t index)
{
	struct bpf_program *prog = NULL;

	for (size_t i = 0; i <= index; i++)
		prog = bpf_object__next_program(now.obj, prog);
	return prog;
}

/* Load the object anew with one program in it, and describe that. */
static void load_alone(const char *path, size_t index)
{
	struct bpf_program *prog;

	if (open_object(path))
		return;
	unset_pins();
	bpf_object__for_each_program(prog, now.obj) bpf_program__set_autoload(prog, false);
	prog = prog_at(index);
	bpf_program__set_autoload(prog, true);
	bpf_object__load(now.obj);
	print_prog(prog, &now.loads[index]);
	print_last_words();
	close_object();
}

static void print_object(int error, size_t maps, size_t progs)
{
	const struct btf *btf = bpf_object__btf(now.obj);

	printf("%s object", now.label);
	if (!maps_only)
		printf(" load=%s btf=%s", errno_name(error),
		       error				  ? "-"
		       : bpf_object__btf_fd(now.obj) >= 0 ? "yes"
							  : "no");
	printf(" maps=%zu progs=%zu tags=%016llx\n", maps, progs,
	       (unsigned long long)decl_tags_hash(btf));
}

static void load_object(const char *path)
{
	size_t maps = 0, progs = 0;
	struct bpf_program *prog;
	const struct bpf_map *map;
	bool *pending;
	int error;

	bpf_object__for_each_map(map, now.obj)
	{
		print_map(map);
		maps++;
	}
	bpf_object__for_each_program(prog, now.obj) progs++;
	if (maps_only) {
		print_object(0, maps, progs);
		return;
	}
	unset_pins();
	error = bpf_object__load(now.obj);
	print_object(error, maps, progs);
	print_last_words();

	pending = zalloc(progs, sizeof(*pending));
	for (size_t i = 0; i < progs; i++) {
		pending[i] = error || !now.loads[i].called;
		if (!pending[i])
			print_prog(prog_at(i), &now.loads[i]);
	}
	if (!error)
		bpf_object__for_each_map(map, now.obj) print_slots(map);
	close_object();
	for (size_t i = 0; i < progs && !whole_only; i++)
		if (pending[i])
			load_alone(path, i);
}

/* In a child: its standard output is the parent's to print when this object's turn comes. */
static _Noreturn void look_at(const char *path, int out)
{
	const char *slash = strrchr(path, '/');
	int error;

	dup2(out, STDOUT_FILENO);
	now.label = slash ? slash + 1 : path;
	libbpf_set_print(keep_last_words);
	error = open_object(path);
	if (error) {
		printf("%s object open=%s\n", now.label, errno_name(error));
		print_last_words();
	} else {
		load_object(path);
	}
	fflush(stdout);
	_exit(error ? 1 : 0);
}

/* --- the pool --------------------------------------------------------------------------------- */

struct task {
	const char *path;
	pid_t pid;
	int out;
	int64_t deadline;
	bool done, failed;
};

static int64_t now_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void start(struct task *t, int64_t limit)
{
	t->out = memfd_create("load-object", MFD_CLOEXEC);
	fflush(stdout);
	t->pid = t->out < 0 ? -1 : fork();
	if (t->pid < 0) {
		perror("load-object");
		exit(2);
	}
	if (!t->pid)
		look_at(t->path, t->out);
	t->deadline = now_seconds() + limit;
}

static void finish(struct task *t, int status)
{
	const char *slash = strrchr(t->path, '/');

	t->done = true;
	t->failed = status != 0;
	if (WIFSIGNALED(status))
		dprintf(t->out, "\n%s object killed=%s\n", slash ? slash + 1 : t->path,
			WTERMSIG(status) == SIGKILL ? "timeout" : sigabbrev_np(WTERMSIG(status)));
}

static void print_task(struct task *t)
{
	char buf[65536];
	ssize_t n;

	lseek(t->out, 0, SEEK_SET);
	while ((n = read(t->out, buf, sizeof(buf))) > 0)
		fwrite(buf, 1, (size_t)n, stdout);
	close(t->out);
}

/* Wait until one of ours ends; kill those over their time. */
static void reap(struct task *tasks, size_t started)
{
	for (;;) {
		for (size_t i = 0; i < started; i++) {
			struct task *t = &tasks[i];
			int status;

			if (t->done)
				continue;
			if (waitpid(t->pid, &status, WNOHANG) == t->pid) {
				finish(t, status);
				return;
			}
			if (now_seconds() > t->deadline)
				kill(t->pid, SIGKILL);
		}
		poll(NULL, 0, 5);
	}
}

static bool run(struct task *tasks, size_t count, size_t jobs, int64_t limit)
{
	size_t started = 0, ended = 0, printed = 0;
	bool ok = true;

	while (printed < count) {
		while (started < count && started - ended < jobs)
			start(&tasks[started++], limit);
		reap(tasks, started);
		ended++;
		for (; printed < started && tasks[printed].done; printed++) {
			print_task(&tasks[printed]);
			ok = ok && !tasks[printed].failed;
		}
	}
	return ok;
}

int main(int argc, char **argv)
{
	long jobs = sysconf(_SC_NPROCESSORS_ONLN), limit = 120;
	struct task *tasks;
	size_t count;
	int o;

	while ((o = getopt(argc, argv, "j:t:mqw")) != -1) {
		if (o == 'j')
			jobs = strtol(optarg, NULL, 10);
		else if (o == 't')
			limit = strtol(optarg, NULL, 10);
		else if (o == 'm')
			maps_only = true;
		else if (o == 'q')
			quiet = true;
		else if (o == 'w')
			whole_only = true;
		else
			optind = argc;
	}
	if (optind >= argc || jobs < 1 || limit < 1) {
		fprintf(stderr, "usage: load-object [-j JOBS] [-t SECONDS] [-mqw] OBJECT...\n");
		return 2;
	}
	count = (size_t)(argc - optind);
	tasks = zalloc(count, sizeof(*tasks));
	for (size_t i = 0; i < count; i++)
		tasks[i].path = argv[optind + (int)i];
	return run(tasks, count, (size_t)jobs, limit) ? 0 : 1;
}
