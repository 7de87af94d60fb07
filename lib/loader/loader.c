/* SPDX-License-Identifier: BSD-2-Clause */
#include "loader/loader_parts.h"

#include <ctype.h>

/* .rodata is pinned as rodata, .data.x as data_x. */
const char *pin_of(struct packer *p, const char *name)
{
	char *pin;

	name += strspn(name, ".");
	pin = bw_strndup(p->arena, name, strnlen(name, BW_RT_MAX_PIN_CHARS));
	for (char *c = pin; *c; c++)
		if ((unsigned char)*c >= 128 || !isalnum((unsigned char)*c))
			*c = '_';
	return *pin ? pin : "bpf";
}

static enum bw_status find_stub(struct packer *p, const struct bw_rt_stub **ret)
{
	const struct bw_arch *arch = p->target->arch;
	const struct bw_obj *o = p->s->obj;
	struct bw_sb known = bw_sb_in(p->arena);

	*ret = bw_rt_stub_find(arch->name);
	if (*ret && o->big_endian == arch->big_endian)
		return BW_OK;
	if (*ret)
		return bw_report(p->diags, BW_D_LDR_BYTE_ORDER, bw_obj_where(o),
				 "the object is %s-endian, %s is %s-endian",
				 o->big_endian ? "big" : "little", arch->name,
				 arch->big_endian ? "big" : "little");
	for (size_t i = 0; bw_rt_stub_get(i); i++)
		bw_sb_printf(&known, "%s%s", i ? ", " : "", bw_rt_stub_get(i)->arch);
	return bw_report(p->diags, BW_D_LDR_ARCH, bw_obj_where(o), "%s is not one of %s",
			 arch->name, bw_sb_str(&known));
}

static enum bw_status check_limits(struct packer *p)
{
	const struct bw_spec *s = p->s;
	const struct {
		const char *what;
		size_t have, most;
	} rows[] = {
	    {"maps (with templates of inner maps)", p->image.maps, BW_RT_MAX_MAPS},
	    {"programs", p->image.progs, BW_RT_MAX_PROGS},
	    {"bytes of contents", p->image.ops.n + p->image.data.n, MAX_BYTES},
	};
	enum bw_status st = BW_OK;

	for (size_t i = 0; i < BW_COUNT(rows); i++)
		if (rows[i].have > rows[i].most)
			st = bw_worse(st, bw_report(p->diags, BW_D_LDR_LIMIT, bw_obj_where(s->obj),
						    "%zu %s, at most %zu", rows[i].have,
						    rows[i].what, rows[i].most));
	return st;
}

static uint32_t *numbers(struct bw_arena *a, uint32_t n)
{
	uint32_t *v = BW_NEW_ARRAY(a, uint32_t, n);

	for (uint32_t i = 0; i < n; i++)
		v[i] = NO_NUMBER;
	return v;
}

enum bw_status bw_loader_pack(struct bw_arena *a, const struct bw_spec *s,
			      const struct bw_target *t, const char *name, struct bw_bytes kconfig,
			      struct bw_diags *d, struct bw_bytes *ret)
{
	struct bw_arena *scratch = bw_arena_child(a);
	struct packer p = {.arena = scratch,
			   .s = s,
			   .target = t,
			   .kconfig = kconfig,
			   .diags = d,
			   .image = image_begin(scratch, t->arch->big_endian),
			   .map_no = numbers(scratch, s->map_count),
			   .prog_no = numbers(scratch, s->prog_count)};
	const struct bw_rt_stub *stub;
	enum bw_status st = find_stub(&p, &stub);

	if (st == BW_OK) {
		p.name = pin_of(&p, name);
		pack_btf_prepare(&p);
		pack_btf(&p);
		st = pack_maps(&p);
		st = bw_worse(st, pack_progs(&p));
		st = bw_worse(st, pack_init(&p));
		st = bw_worse(st, pack_attach(&p));
		st = bw_worse(st, check_limits(&p));
	}
	if (st == BW_OK)
		*ret = loader_elf(a, stub, image_finish(&p.image, stub->machine, p.name));
	bw_arena_deinit(scratch);
	return st;
}
