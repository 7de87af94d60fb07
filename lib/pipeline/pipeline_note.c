/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The .bpfweld section: an ELF note (name "bpfweld", type 1) whose description is
 * one JSON object; docs/formats/note.md is its specification.
 */
#include "pipeline/pipeline_run.h"

#include <elf.h>
#include <jansson.h>

#define NOTE_NAME "bpfweld"
#define NOTE_TYPE 1u

static struct provenance *provenance_add(struct bpfweld *b, const char *name)
{
	struct provenance *p = bw_push(&b->arena, &b->provenance);

	p->name = bw_strndup(&b->arena, name, strlen(name));
	return p;
}

void note_add_input(struct bpfweld *b, const char *path, struct bw_digest digest)
{
	const char *slash = strrchr(path, '/');

	provenance_add(b, slash ? slash + 1 : path)->digest = digest;
}

static const struct bw_section *note_section(const struct bw_obj *o)
{
	for (uint32_t i = 1; i < o->sec_count; i++)
		if (o->sec[i].kind == BW_SEC_NOTE)
			return &o->sec[i];
	return NULL;
}

static void json_drop(void *arg)
{
	json_decref(*(json_t **)arg);
}

/* A slot for a document that goes with the arena, also when memory runs out. */
static json_t **json_hold(struct bw_arena *a)
{
	json_t **slot = BW_NEW(a, json_t *);

	bw_defer(a, json_drop, slot);
	return slot;
}

/* The note's JSON, or NULL; it lives as long as the arena. */
static json_t *desc_parse(struct bw_arena *a, struct bw_bytes desc)
{
	json_t **slot = json_hold(a);

	if (desc.n)
		*slot = json_loadb((const char *)desc.p, desc.n, 0, NULL);
	return *slot;
}

/* The description of our note, or no bytes. */
static struct bw_bytes note_desc(const struct bw_obj *o)
{
	const struct bw_section *s = note_section(o);
	struct bw_reader r;
	uint32_t name_bytes, desc_bytes, type;
	const uint8_t *name, *desc;

	if (!s || !s->data)
		return (struct bw_bytes){0};
	r = bw_reader_of(s->data, s->size_bytes, o->big_endian);
	name_bytes = bw_read_u32(&r);
	desc_bytes = bw_read_u32(&r);
	type = bw_read_u32(&r);
	name = bw_read_bytes(&r, sizeof(NOTE_NAME));
	desc = bw_read_bytes(&r, desc_bytes);
	if (r.bad || type != NOTE_TYPE || name_bytes != sizeof(NOTE_NAME) ||
	    memcmp(name, NOTE_NAME, sizeof(NOTE_NAME)) != 0)
		return (struct bw_bytes){0};
	return (struct bw_bytes){desc, desc_bytes};
}

/* "DIGEST NAME", as it stands in the note. */
static const char *input_parse(const json_t *x, struct bw_digest *ret)
{
	const char *text = json_string_value(x);
	size_t n = BW_DIGEST_HEX_BYTES - 1;
	char hex[BW_DIGEST_HEX_BYTES] = "";

	if (!text || strlen(text) < n + 2 || text[n] != ' ')
		return NULL;
	memcpy(hex, text, n);
	return bw_digest_parse(hex, ret) ? text + n + 1 : NULL;
}

bool note_inherit(struct bpfweld *b, const struct bw_obj *o)
{
	json_t *root = desc_parse(&b->arena, note_desc(o)), *x;
	uint32_t before = b->provenance.n;
	size_t i;

	json_array_foreach(json_object_get(root, "inputs"), i, x)
	{
		struct bw_digest d;
		const char *name = input_parse(x, &d);

		if (name)
			provenance_add(b, name)->digest = d;
	}
	return b->provenance.n > before;
}

static json_t *inputs_value(const struct bpfweld *b, struct bw_arena *a)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < b->provenance.n; i++) {
		const struct provenance *p = &b->provenance.v[i];
		char hex[BW_DIGEST_HEX_BYTES];

		bw_digest_text(p->digest, hex);
		json_array_append_new(list, json_string(bw_printf(a, "%s %s", hex, p->name)));
	}
	return list;
}

static json_t *verdicts_value(const struct bpfweld *b)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < b->verdicts.n; i++) {
		const struct verdict *v = &b->verdicts.v[i];
		const char *pass = v->errors ? "rejected" : "passed";

		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:s, s:i}", "target", v->target, "maps",
						v->checked ? pass : "not checked", "programs",
						v->verified ? pass : "not checked", "warnings",
						(int)v->warnings));
	}
	return list;
}

/* Append an empty section; the array is replaced, indices stay. */
static struct bw_section *section_add(struct bw_obj *o)
{
	struct bw_section *more = BW_NEW_ARRAY(o->arena, struct bw_section, o->sec_count + 1);

	memcpy(more, o->sec, o->sec_count * sizeof(*more));
	o->sec = more;
	return &o->sec[o->sec_count++];
}

void note_attach(struct bpfweld *b, struct bw_obj *o)
{
	struct bw_section *s = (struct bw_section *)note_section(o);
	struct bw_sb sb = bw_sb_in(o->arena);
	void **hold = bw_hold(o->arena);
	json_t *root = json_object();
	const char *text;

	json_object_set_new(root, "tool", json_string("bpfweld " BW_VERSION));
	json_object_set_new(root, "inputs", inputs_value(b, o->arena));
	if (b->verdicts.n)
		json_object_set_new(root, "targets", verdicts_value(b));
	*hold = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	text = *hold ? *hold : "{}";
	bw_sb_u32(&sb, sizeof(NOTE_NAME), o->big_endian);
	bw_sb_u32(&sb, (uint32_t)strlen(text), o->big_endian);
	bw_sb_u32(&sb, NOTE_TYPE, o->big_endian);
	bw_sb_add(&sb, NOTE_NAME, sizeof(NOTE_NAME));
	bw_sb_addz(&sb, text);
	bw_sb_align(&sb, 4);
	if (!s)
		s = section_add(o);
	*s = (struct bw_section){.name = bw_intern_z(o->names, ".bpfweld"),
				 .kind = BW_SEC_NOTE,
				 .elf_type = SHT_NOTE,
				 .align_bytes = 4,
				 .size_bytes = sb.n,
				 .data = sb.p};
}

void note_print(struct bw_sb *sb, const struct bw_obj *o)
{
	json_t *root = desc_parse(sb->arena, note_desc(o));
	const char *tool = json_string_value(json_object_get(root, "tool"));
	json_t *x;
	size_t i;

	if (!tool)
		return;
	bw_sb_addz(sb, "made by ");
	bw_report_safe(sb, tool);
	bw_sb_addc(sb, '\n');
	json_array_foreach(json_object_get(root, "inputs"), i, x)
	{
		char hex[BW_DIGEST_HEX_BYTES] = "?";
		struct bw_digest d;
		const char *name = input_parse(x, &d);

		if (name)
			bw_digest_text(d, hex);
		bw_sb_addz(sb, "  from ");
		bw_report_safe(sb, name ? name : "?");
		bw_sb_printf(sb, "  xxh3 %s\n", hex);
	}
	json_array_foreach(json_object_get(root, "targets"), i, x)
	{
		const char *const keys[] = {"target", "maps", "programs"};

		for (size_t k = 0; k < BW_COUNT(keys); k++) {
			const char *v = json_string_value(json_object_get(x, keys[k]));

			bw_sb_printf(sb, "%s%s ", k ? ", " : "  ", k ? keys[k] : "for");
			bw_report_safe(sb, v ? v : "?");
		}
		bw_sb_printf(sb, ", %d warnings\n",
			     (int)json_integer_value(json_object_get(x, "warnings")));
	}
}
