/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report.h"

static const char *name_of(const struct bw_spec *s, bw_sym n)
{
	return bw_str(s->obj->names, n);
}

static const char *const attach_text[] = {
    [BW_ATTACH_NONE] = "load only",
    [BW_ATTACH_TRACEPOINT] = "tracepoint",
    [BW_ATTACH_RAW_TRACEPOINT] = "raw tracepoint",
    [BW_ATTACH_KPROBE] = "kprobe",
    [BW_ATTACH_KRETPROBE] = "kretprobe",
    [BW_ATTACH_KSYSCALL] = "ksyscall",
    [BW_ATTACH_KRETSYSCALL] = "kretsyscall",
    [BW_ATTACH_UPROBE] = "uprobe",
    [BW_ATTACH_URETPROBE] = "uretprobe",
    [BW_ATTACH_USDT] = "usdt",
    [BW_ATTACH_KPROBE_MULTI] = "kprobe multi",
    [BW_ATTACH_UPROBE_MULTI] = "uprobe multi",
    [BW_ATTACH_TRACING] = "tracing",
    [BW_ATTACH_ITER] = "iterator",
    [BW_ATTACH_XDP] = "xdp",
    [BW_ATTACH_TCX] = "tcx",
    [BW_ATTACH_NETKIT] = "netkit",
    [BW_ATTACH_CGROUP] = "cgroup",
    [BW_ATTACH_NETNS] = "network namespace",
    [BW_ATTACH_SOCKMAP] = "sockmap",
    [BW_ATTACH_NETFILTER] = "netfilter",
    [BW_ATTACH_PERF_EVENT] = "perf event",
    [BW_ATTACH_STRUCT_OPS] = "struct_ops",
    [BW_ATTACH_OTHER] = "by the application",
};

static const char *const origin_text[] = {
    [BW_MAP_BTF] = ".maps",
    [BW_MAP_OLD] = "maps (old)",
    [BW_MAP_DATA] = "data section",
    [BW_MAP_KCONFIG] = "kconfig",
    [BW_MAP_STRUCT_OPS] = "struct_ops",
    [BW_MAP_ARENA_DATA] = "arena data",
};

static void put_map_type(struct bw_sb *b, uint32_t type)
{
	const char *name = bw_map_type_name(type);

	if (name)
		bw_sb_addz(b, name);
	else
		bw_sb_printf(b, "type %u", type);
}

static void put_map_attrs(struct bw_sb *b, const struct bw_spec *s, const struct bw_map_spec *m)
{
	put_map_type(b, m->type);
	bw_sb_printf(b, "  key %u", m->key_bytes);
	if (m->key_type.i) {
		bw_sb_addz(b, " (");
		bw_btf_print_decl(b, s->obj->btf, m->key_type, "");
		bw_sb_addc(b, ')');
	}
	bw_sb_printf(b, "  value %u", m->value_bytes);
	if (m->value_type.i && m->origin == BW_MAP_BTF) {
		bw_sb_addz(b, " (");
		bw_btf_print_decl(b, s->obj->btf, m->value_type, "");
		bw_sb_addc(b, ')');
	}
	bw_sb_printf(b, "  max_entries %u  flags ", m->max_entries);
	bw_map_flags_print(b, m->flags);
	if (m->extra)
		bw_sb_printf(b, "  extra 0x%llx", (unsigned long long)m->extra);
	if (m->has & BW_MAP_HAS_NUMA_NODE)
		bw_sb_printf(b, "  numa %u", m->numa_node);
	if (m->pinning)
		bw_sb_printf(b, "  pinned by name");
}

static void put_map(struct bw_sb *b, const struct bw_spec *s, const struct bw_map_spec *m)
{
	bw_sb_addz(b, "map  ");
	bw_report_safe(b, name_of(s, m->name));
	bw_sb_printf(b, "  [%s]\n     ", origin_text[m->origin]);
	put_map_attrs(b, s, m);
	bw_sb_addc(b, '\n');
	if (m->inner) {
		bw_sb_addz(b, "     inner: ");
		put_map_attrs(b, s, m->inner);
		bw_sb_addc(b, '\n');
	}
	for (uint32_t i = 0; i < m->init_count; i++) {
		bw_sb_printf(b, "     [%u] = ", m->init[i].index);
		bw_report_safe(b, name_of(s, bw_obj_sym(s->obj, m->init[i].sym)->name));
		bw_sb_addc(b, '\n');
	}
}

void bw_show_maps(struct bw_sb *b, const struct bw_spec *s)
{
	for (uint32_t i = 0; i < s->map_count; i++)
		put_map(b, s, &s->map[i]);
}

static void put_prog(struct bw_sb *b, const struct bw_spec *s, const struct bw_prog_spec *p)
{
	const char *type = bw_prog_type_name(p->prog_type);

	bw_sb_addz(b, "prog ");
	bw_report_safe(b, name_of(s, p->name));
	bw_sb_addz(b, "  SEC(\"");
	bw_report_safe(b, name_of(s, p->section));
	bw_sb_addz(b, "\")\n     ");
	if (!p->def)
		bw_sb_addz(b, "type unknown");
	else
		bw_sb_printf(b, "%s, %s", type ? type : "?", attach_text[p->def->attach]);
	if (p->attach_target && p->attach_target[0]) {
		bw_sb_addc(b, ' ');
		bw_report_safe(b, p->attach_target);
	}
	bw_sb_printf(b, "; %u instructions, %u functions, %u CO-RE relocations%s\n", p->insn_count,
		     p->func_count, p->core_count, p->autoload ? "" : "; not loaded by default");
}

void bw_show_progs(struct bw_sb *b, const struct bw_spec *s)
{
	for (uint32_t i = 0; i < s->prog_count; i++)
		put_prog(b, s, &s->prog[i]);
}

void bw_show_summary(struct bw_sb *b, const struct bw_spec *s)
{
	const struct bw_obj *o = s->obj;

	bw_report_safe(b, o->file);
	bw_sb_printf(b, ": BPF object, %s-endian, license \"", o->big_endian ? "big" : "little");
	bw_report_safe(b, s->license);
	bw_sb_printf(b, "\", %u maps, %u programs, %u BTF types\n", s->map_count, s->prog_count,
		     o->btf ? o->btf->count - 1 : 0);
}

static const char *const reloc_text[] = {
    [BW_REL_IMM64] = "IMM64",
    [BW_REL_CALL] = "CALL",
    [BW_REL_ABS64] = "ABS64",
    [BW_REL_ABS32] = "ABS32",
};

static void put_reloc(struct bw_sb *b, const struct bw_obj *o, const struct bw_reloc *r)
{
	const struct bw_symbol *y = bw_obj_sym(o, r->sym);
	const char *name = bw_str(o->names, y->name);

	if (y->kind == BW_SYM_SECTION && y->sec.i)
		name = bw_str(o->names, bw_obj_sec(o, y->sec)->name);
	bw_sb_printf(b, "  %06llx  %-5s  ", (unsigned long long)r->off_bytes, reloc_text[r->kind]);
	bw_report_safe(b, name);
	if (r->addend)
		bw_sb_printf(b, "%+lld", (long long)r->addend);
	bw_sb_addz(b, bw_symbol_is_defined(y) ? "\n" : "  (undefined)\n");
}

void bw_show_relocs(struct bw_sb *b, const struct bw_obj *o)
{
	for (uint32_t i = 1; i < o->sec_count; i++) {
		const struct bw_section *sec = &o->sec[i];

		if (!sec->reloc_count)
			continue;
		bw_sb_addz(b, "section ");
		bw_report_safe(b, bw_str(o->names, sec->name));
		bw_sb_addc(b, '\n');
		for (uint32_t k = 0; k < sec->reloc_count; k++)
			put_reloc(b, o, &sec->reloc[k]);
	}
}

static void put_layout(struct bw_sb *b, const struct bw_spec *s, const struct bw_map_spec *m,
		       const char *role, bw_tid type)
{
	struct bw_arena scratch;
	struct bw_layout l;

	if (!type.i)
		return;
	bw_arena_init(&scratch);
	bw_sb_addz(b, "map ");
	bw_report_safe(b, name_of(s, m->name));
	bw_sb_printf(b, ", %s:\n", role);
	if (bw_btf_layout(&scratch, s->obj->btf, type, &l))
		bw_layout_print(b, &l);
	else
		bw_sb_addz(b, "  (a type without a size)\n");
	bw_arena_deinit(&scratch);
}

void bw_show_layout(struct bw_sb *b, const struct bw_spec *s)
{
	for (uint32_t i = 0; i < s->map_count; i++) {
		if (s->map[i].origin != BW_MAP_BTF)
			continue;
		put_layout(b, s, &s->map[i], "key", s->map[i].key_type);
		put_layout(b, s, &s->map[i], "value", s->map[i].value_type);
	}
}

void bw_show_btf(struct bw_sb *b, const struct bw_obj *o)
{
	for (uint32_t i = 1; o->btf && i < o->btf->count; i++) {
		bw_btf_print_raw(b, o->btf, (bw_tid){i});
		bw_sb_addc(b, '\n');
	}
}

static void put_insns(struct bw_sb *b, const struct bw_spec *s, const struct bw_prog_spec *p)
{
	uint32_t line = 0, func = 0;

	for (uint32_t i = 0; i < p->insn_count; i++) {
		bool wide = bw_insn_is_wide(p->insn[i]) && i + 1 < p->insn_count;

		while (func < p->func_count && p->func[func].off_insns <= i) {
			bw_report_safe(b, name_of(s, bw_obj_sym(s->obj, p->func[func].sym)->name));
			bw_sb_addz(b, ":\n");
			func++;
		}
		for (; line < p->line_count && p->line[line].off_insns <= i; line++) {
			const char *text = name_of(s, p->line[line].text);

			bw_sb_addz(b, "; ");
			bw_report_safe(b, text + strspn(text, " \t"));
			bw_sb_addc(b, '\n');
		}
		bw_sb_printf(b, "%6u: ", i);
		bw_insn_print(b, p->insn[i], p->insn[wide ? i + 1 : i]);
		bw_sb_addc(b, '\n');
		i += wide;
	}
}

void bw_show_disasm(struct bw_sb *b, const struct bw_spec *s)
{
	for (uint32_t i = 0; i < s->prog_count; i++) {
		put_prog(b, s, &s->prog[i]);
		put_insns(b, s, &s->prog[i]);
	}
}

static void show_facts(struct bw_sb *b, const struct bw_kernel_facts *f)
{
	uint32_t helpers = 0;

	for (size_t i = 0; i < BW_COUNT(f->helpers); i++)
		helpers += (uint32_t)__builtin_popcountll(f->helpers[i]);
	bw_sb_printf(b,
		     "             %d map types, %d program types, %d attach types, %u helpers\n",
		     __builtin_popcountll(f->map_types & ~UINT64_C(1)),
		     __builtin_popcountll(f->prog_types & ~UINT64_C(1)),
		     __builtin_popcountll(f->attach_types), helpers ? helpers - 1 : 0);
}

/* Constants that answers may hang on. */
static void show_guesses(struct bw_sb *b, uint32_t guessed)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} names[] = {
	    {BW_GUESS_PAGE, "page size"},
	    {BW_GUESS_KMALLOC, "largest kmalloc"},
	    {BW_GUESS_STORAGE_ELEM, "size of bpf_local_storage_elem"},
	    {BW_GUESS_CPUS, "possible CPUs"},
	    {BW_GUESS_NR_CPUS, "CONFIG_NR_CPUS"},
	    {BW_GUESS_STACK_DEPTH, "kernel.perf_event_max_stack"},
	    {BW_GUESS_NUMA, "NUMA nodes"},
	    {BW_GUESS_CONFIG, "configuration"},
	};
	const char *sep = "guessed      ";

	for (size_t i = 0; i < BW_COUNT(names); i++)
		if (guessed & names[i].bit) {
			bw_sb_printf(b, "%s%s", sep, names[i].name);
			sep = ", ";
		}
	if (guessed)
		bw_sb_addc(b, '\n');
}

void bw_show_target(struct bw_sb *b, const struct bw_target *t)
{
	struct bw_arena a;

	bw_arena_init(&a);
	bw_sb_printf(b, "name         %s\n", t->name);
	bw_sb_printf(b, "arch         %s, %s-endian\n", t->arch->name,
		     t->arch->big_endian ? "big" : "little");
	bw_sb_printf(b, "kernel       %s  (%s)\n", bw_kver_text(&a, t->kernel),
		     t->kernel_origin ? t->kernel_origin : "origin unknown");
	bw_sb_printf(b, "page size    %u  (%s)\n", t->page_bytes,
		     t->page_origin ? t->page_origin : "origin unknown");
	bw_sb_printf(b, "cpus         ");
	if (t->cpus)
		bw_sb_printf(b, "%u\n", t->cpus);
	else
		bw_sb_addz(b, "unknown\n");
	bw_sb_printf(b, "kmalloc max  %llu\n", (unsigned long long)t->kmalloc_max_bytes);
	bw_sb_printf(b, "loader       %s\n", t->loader ? t->loader : "bpfweld");
	bw_sb_printf(b, "config       %s\n", t->config ? t->config_origin : "unknown");
	bw_sb_printf(b, "types        %s\n",
		     t->facts ? t->facts->origin : "unknown: tables by release instead");
	if (t->facts)
		show_facts(b, t->facts);
	for (uint32_t i = 0; i < t->user_abi_count; i++)
		bw_sb_printf(b, "%s%s%s", i ? " " : "user abi     ", t->user_abi[i],
			     i + 1 == t->user_abi_count ? "\n" : "");
	if (t->pins)
		bw_sb_printf(b, "pins         %s\n", t->pins);
	show_guesses(b, t->guessed);
	bw_arena_deinit(&a);
}
