/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of __kconfig variables. */
#include <errno.h>

#include "resolve/resolve.h"

enum kind { KIND_BOOL, KIND_TRISTATE, KIND_CHAR, KIND_INT, KIND_TEXT, KIND_UNKNOWN };

enum { INT_SIGNED = 1, INT_BOOL = 4 }; /* encoding bits of BTF_KIND_INT */
enum { TRI_NO, TRI_YES, TRI_MODULE };  /* enum libbpf_tristate */

struct fill {
	struct bw_arena *arena;
	const struct bw_spec *spec;
	const struct bw_target *target;
	struct bw_diags *diags;
	const struct bw_kconfig_var *var; /* the one at hand */
	const char *name;
	struct bw_where where;
	enum kind kind;
	bool is_signed;
	uint8_t *out; /* var->size_bytes of them */
};

static enum kind int_kind(const struct bw_btf *b, bw_tid t, bool *ret_signed)
{
	uint32_t encoding = bw_btf_tail(b, t)[0] >> 24 & 15, size = bw_btf_size_word(b, t);

	*ret_signed = encoding & INT_SIGNED;
	if (encoding & INT_BOOL)
		return size == 1 ? KIND_BOOL : KIND_UNKNOWN;
	if (size == 1)
		return KIND_CHAR;
	return size == 2 || size == 4 || size == 8 ? KIND_INT : KIND_UNKNOWN;
}

static enum kind kind_of(const struct bw_btf *b, bw_tid t, bool *ret_signed)
{
	bool unused;

	t = bw_btf_resolve(b, t);
	switch (bw_btf_kind(b, t)) {
	case BW_BTF_INT:
		return int_kind(b, t, ret_signed);
	case BW_BTF_ENUM:
	case BW_BTF_ENUM64:
		return strcmp(bw_btf_str(b, t), "libbpf_tristate") ? KIND_UNKNOWN : KIND_TRISTATE;
	case BW_BTF_ARRAY:
		t = bw_btf_resolve(b, bw_btf_array(b, t)->elem);
		return bw_btf_kind(b, t) == BW_BTF_INT && int_kind(b, t, &unused) == KIND_CHAR
			   ? KIND_TEXT
			   : KIND_UNKNOWN;
	default:
		return KIND_UNKNOWN;
	}
}

static enum bw_status bad_type(struct fill *f, const char *value, const char *implies)
{
	return bw_report(f->diags, BW_D_RES_VALUE_TYPE, f->where, "%s is %s, which implies %s",
			 f->name, value, implies);
}

static void put(struct fill *f, uint64_t v)
{
	bool big = f->spec->obj->big_endian;

	switch (f->var->size_bytes) {
	case 1:
		f->out[0] = (uint8_t)v;
		break;
	case 2:
		bw_put16(f->out, (uint16_t)v, big);
		break;
	case 4:
		bw_put32(f->out, (uint32_t)v, big);
		break;
	default:
		assert(f->var->size_bytes == 8);
		bw_put64(f->out, v, big);
		break;
	}
}

static bool in_range(const struct fill *f, uint64_t v)
{
	uint32_t bits = f->var->size_bytes * 8;

	if (bits == 64)
		return true;
	if (f->is_signed)
		return v + (UINT64_C(1) << (bits - 1)) < UINT64_C(1) << bits;
	return v >> bits == 0;
}

static enum bw_status fill_number(struct fill *f, uint64_t v)
{
	if (f->kind != KIND_INT && f->kind != KIND_CHAR && !(f->kind == KIND_BOOL && v <= 1))
		return bad_type(f, bw_printf(f->arena, "%llu", (unsigned long long)v),
				"an integer");
	if (!in_range(f, v))
		return bw_report(f->diags, BW_D_RES_VALUE_RANGE, f->where,
				 "%s is %llu (%#llx), the variable has %u bytes", f->name,
				 (unsigned long long)v, (unsigned long long)v, f->var->size_bytes);
	put(f, v);
	return BW_OK;
}

static enum bw_status fill_letter(struct fill *f, const char *value)
{
	char c = value[0];

	switch (f->kind) {
	case KIND_BOOL:
		if (c == 'm')
			return bad_type(f, value, "enum libbpf_tristate or char");
		put(f, c == 'y');
		return BW_OK;
	case KIND_TRISTATE:
		put(f, c == 'y' ? TRI_YES : c == 'm' ? TRI_MODULE : TRI_NO);
		return BW_OK;
	case KIND_CHAR:
		put(f, (uint8_t)c);
		return BW_OK;
	default:
		return bad_type(f, value, "bool, enum libbpf_tristate or char");
	}
}

static enum bw_status fill_text(struct fill *f, const char *value)
{
	size_t n = strlen(value), room = f->var->size_bytes;

	if (f->kind != KIND_TEXT || n < 2 || value[n - 1] != '"')
		return bad_type(f, value, "a char array");
	n -= 2;
	if (n >= room) {
		bw_tell(f->diags, BW_D_RES_VALUE_CUT, f->where,
			"%s has %zu characters, the variable has room for %zu", f->name, n,
			room - 1);
		n = room - 1;
	}
	memcpy(f->out, value + 1, n);
	return BW_OK;
}

static enum bw_status fill_option(struct fill *f)
{
	const char *value = bw_target_config(f->arena, f->target, f->name);
	char *end;
	uint64_t v;

	if (!value)
		return bw_report(f->diags, BW_D_RES_NO_CONFIG, f->where,
				 "%s hangs on the configuration of %s, which is not known", f->name,
				 f->target->name);
	if (!strcmp(value, "n"))
		return f->var->is_weak
			   ? BW_OK
			   : bw_report(f->diags, BW_D_RES_NOT_SET, f->where, "%s does not set %s",
				       f->target->config_origin ? f->target->config_origin
								: f->target->name,
				       f->name);
	if (value[0] == 'y' || value[0] == 'm')
		return fill_letter(f, value);
	if (value[0] == '"')
		return fill_text(f, value);
	errno = 0;
	v = strtoull(value, &end, 0);
	if (errno || end == value || *end)
		return bad_type(f, *value ? value : "empty", "nothing that is known");
	return f->kind == KIND_BOOL ? bad_type(f, value, "an integer") : fill_number(f, v);
}

/* libbpf finds the wrapper by trying a kprobe on it: without kprobes it sees none. */
static bool has_syscall_wrapper(struct fill *f)
{
	const char *kprobes = bw_target_config(f->arena, f->target, "CONFIG_KPROBE_EVENTS");

	return bw_target_has(f->target, BW_F_SYSCALL_WRAPPER, NULL) &&
	       (!kprobes || strcmp(kprobes, "n"));
}

/* LINUX_*: no options, but facts of the kernel under such names. */
static enum bw_status fill_linux(struct fill *f)
{
	const struct bw_target *t = f->target;

	if (!strcmp(f->name, "LINUX_KERNEL_VERSION"))
		return fill_number(f, t->kernel);
	if (!strcmp(f->name, "LINUX_HAS_BPF_COOKIE"))
		return fill_number(f, bw_target_has(t, BW_F_BPF_COOKIE, NULL));
	if (!strcmp(f->name, "LINUX_HAS_SYSCALL_WRAPPER"))
		return fill_number(f, has_syscall_wrapper(f));
	if (!f->var->is_weak || strncmp(f->name, "LINUX_", 6))
		return bw_report(f->diags, BW_D_RES_NAME, f->where, "%s", f->name);
	bw_tell(f->diags, BW_D_RES_NAME_WEAK, f->where, "%s", f->name);
	return BW_OK;
}

static enum bw_status fill_var(struct fill *f, const struct bw_kconfig_var *var)
{
	f->var = var;
	f->name = bw_str(f->spec->obj->names, var->name);
	f->where = bw_obj_where(f->spec->obj);
	f->where.symbol = f->name;
	f->is_signed = false;
	f->kind = kind_of(f->spec->obj->btf, var->type, &f->is_signed);
	return strncmp(f->name, "CONFIG_", 7) ? fill_linux(f) : fill_option(f);
}

enum bw_status bw_resolve_kconfig(struct bw_arena *a, const struct bw_spec *s,
				  const struct bw_target *t, struct bw_diags *d,
				  struct bw_bytes *ret)
{
	struct fill f = {.spec = s, .target = t, .diags = d};
	enum bw_status st = BW_OK;
	uint32_t bytes = 0;
	uint8_t *out;

	for (uint32_t i = 0; i < s->map_count; i++)
		if (s->map[i].origin == BW_MAP_KCONFIG)
			bytes = s->map[i].value_bytes;
	out = bw_alloc(a, bytes);
	f.arena = bw_arena_child(a);
	for (uint32_t i = 0; i < s->kconfig_count; i++) {
		const struct bw_kconfig_var *v = &s->kconfig[i];

		assert(v->off_bytes <= bytes && v->size_bytes <= bytes - v->off_bytes);
		f.out = out + v->off_bytes;
		st = bw_worse(st, fill_var(&f, v));
	}
	bw_arena_deinit(f.arena);
	if (st == BW_OK)
		*ret = (struct bw_bytes){out, bytes};
	return st;
}
