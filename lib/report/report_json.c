/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report.h"

#include <jansson.h>

/* Text of any bytes as a JSON string: what is no UTF-8 is escaped first. */
static json_t *text_value(const char *s)
{
	struct bw_arena a;
	struct bw_sb b;
	json_t *v;

	if (!s)
		return json_null();
	v = json_string(s);
	if (v)
		return v;
	bw_arena_init(&a);
	b = bw_sb_in(&a);
	for (; *s; s++)
		if ((unsigned char)*s < 0x80)
			bw_sb_addc(&b, *s);
		else
			bw_sb_printf(&b, "\\x%02x", (unsigned char)*s);
	v = json_string(bw_sb_str(&b));
	bw_arena_deinit(&a);
	return v;
}

static void set_text(json_t *o, const char *key, const char *s)
{
	if (s)
		json_object_set_new(o, key, text_value(s));
}

static json_t *place_value(const struct bw_where *w)
{
	json_t *o = json_object();

	set_text(o, "file", w->file);
	set_text(o, "symbol", w->symbol);
	set_text(o, "section", w->section);
	if (w->has_off)
		json_object_set_new(o, "offset", json_integer((json_int_t)w->off_bytes));
	if (w->src_file && w->src_line) {
		json_t *s = json_object();

		set_text(s, "file", w->src_file);
		json_object_set_new(s, "line", json_integer(w->src_line));
		if (w->src_col)
			json_object_set_new(s, "column", json_integer(w->src_col));
		set_text(s, "text", w->src_text);
		json_object_set_new(o, "source", s);
	}
	return o;
}

static json_t *notes_value(const struct bw_diag *x)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < x->notes.n; i++) {
		json_t *o = json_object();

		set_text(o, "text", x->notes.v[i].text);
		if (x->notes.v[i].where.file || x->notes.v[i].where.src_file)
			json_object_set_new(o, "where", place_value(&x->notes.v[i].where));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *finding_value(const struct bw_diag *x)
{
	const struct bw_code_info *info = bw_code_info(x->code);
	json_t *o = json_object();

	set_text(o, "id", info->id);
	set_text(o, "severity", bw_severity_name(x->severity));
	set_text(o, "title", info->title);
	set_text(o, "text", x->text);
	json_object_set_new(o, "where", place_value(&x->where));
	if (x->notes.n)
		json_object_set_new(o, "notes", notes_value(x));
	set_text(o, "rule", info->rule);
	set_text(o, "fix", x->fix ? x->fix : info->fix);
	return o;
}

/* Dump and drop root. hold was taken before root was made. */
static void put_document(struct bw_sb *b, json_t *root, void **hold)
{
	*hold = json_dumps(root, JSON_INDENT(2));
	json_decref(root);
	if (*hold)
		bw_sb_addz(b, *hold);
	bw_sb_addc(b, '\n');
}

static json_t *plan_value(const struct bw_report_style *st)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < st->plan_count; i++) {
		const struct bw_report_plan *p = &st->plan[i];
		json_t *o = json_object();

		set_text(o, "target", p->target);
		set_text(o, "old", p->old);
		set_text(o, "map", p->map);
		set_text(o, "pin", p->pin);
		set_text(o, "action", p->action);
		set_text(o, "why", p->why);
		json_array_append_new(list, o);
	}
	return list;
}

void bw_report_json(struct bw_sb *b, const struct bw_diags *d, const struct bw_report_style *st)
{
	void **hold = bw_hold(b->arena);
	json_t *root = json_object();
	json_t *list = json_array();

	json_object_set_new(root, "format", json_integer(1));
	set_text(root, "tool", st->tool);
	set_text(root, "verb", st->verb);
	json_object_set_new(root, "exit", json_integer(st->exit_status));
	json_object_set_new(root, "errors", json_integer(d->errors));
	json_object_set_new(root, "warnings", json_integer(d->warnings));
	for (uint32_t i = 0; i < d->list.n; i++)
		json_array_append_new(list, finding_value(&d->list.v[i]));
	json_object_set_new(root, "findings", list);
	if (st->plan_count)
		json_object_set_new(root, "plan", plan_value(st));
	put_document(b, root, hold);
}

void bw_report_layout_json(struct bw_sb *b, const struct bw_report_layout *x)
{
	void **hold = bw_hold(b->arena);
	const struct bw_layout *l = x->layout;
	json_t *root = json_object(), *fields = json_array();

	for (uint32_t i = 0; l && i < l->field_count; i++) {
		json_t *o = json_object();

		set_text(o, "path", l->field[i].path);
		json_object_set_new(o, "offset_bits",
				    json_integer((json_int_t)l->field[i].off_bits));
		json_object_set_new(o, "size_bits",
				    json_integer((json_int_t)l->field[i].size_bits));
		json_array_append_new(fields, o);
	}
	set_text(root, "map", x->map);
	set_text(root, "role", x->role);
	set_text(root, "abi", x->abi);
	set_text(root, "type", x->type);
	json_object_set_new(root, "size",
			    l ? json_integer((json_int_t)(l->size_bits / 8)) : json_null());
	json_object_set_new(root, "align", l ? json_integer(l->align_bytes) : json_null());
	json_object_set_new(root, "fields", fields);
	*hold = json_dumps(root, 0);
	json_decref(root);
	if (*hold)
		bw_sb_addz(b, *hold);
}

/* SARIF wants every rule that occurs described once, in order of appearance. */
static json_t *sarif_rules(const struct bw_diags *d)
{
	json_t *rules = json_array();
	uint8_t seen[BW_D_COUNT] = {0};

	for (uint32_t i = 0; i < d->list.n; i++) {
		const struct bw_code_info *info = bw_code_info(d->list.v[i].code);
		json_t *o;

		if (seen[d->list.v[i].code]++)
			continue;
		o = json_object();
		set_text(o, "id", info->id);
		set_text(o, "name", info->name);
		json_object_set_new(o, "shortDescription", json_pack("{s:s}", "text", info->title));
		json_object_set_new(o, "fullDescription", json_pack("{s:s}", "text", info->rule));
		json_object_set_new(o, "help", json_pack("{s:s}", "text", info->fix));
		json_array_append_new(rules, o);
	}
	return rules;
}

static json_t *sarif_location(const struct bw_where *w)
{
	json_t *physical = json_object();
	json_t *artifact = json_object();
	json_t *o = json_object();

	set_text(artifact, "uri", w->src_file && w->src_line ? w->src_file : w->file);
	json_object_set_new(physical, "artifactLocation", artifact);
	if (w->src_file && w->src_line) {
		json_t *region = json_object();

		json_object_set_new(region, "startLine", json_integer(w->src_line));
		if (w->src_col)
			json_object_set_new(region, "startColumn", json_integer(w->src_col));
		json_object_set_new(physical, "region", region);
	}
	json_object_set_new(o, "physicalLocation", physical);
	if (w->symbol) {
		json_t *logical = json_array();

		json_array_append_new(logical, json_pack("{s:o}", "name", text_value(w->symbol)));
		json_object_set_new(o, "logicalLocations", logical);
	}
	return o;
}

static json_t *sarif_result(const struct bw_diag *x)
{
	json_t *o = json_object();
	json_t *where = json_array();

	set_text(o, "ruleId", bw_code_info(x->code)->id);
	set_text(o, "level", bw_severity_name(x->severity));
	json_object_set_new(o, "message", json_pack("{s:o}", "text", text_value(x->text)));
	if (x->where.file || x->where.src_file)
		json_array_append_new(where, sarif_location(&x->where));
	json_object_set_new(o, "locations", where);
	return o;
}

void bw_report_sarif(struct bw_sb *b, const struct bw_diags *d, const struct bw_report_style *st)
{
	void **hold = bw_hold(b->arena);
	json_t *results = json_array();
	json_t *driver = json_object();
	json_t *run, *root;

	set_text(driver, "name", "bpfweld");
	set_text(driver, "fullName", st->tool);
	json_object_set_new(driver, "rules", sarif_rules(d));
	for (uint32_t i = 0; i < d->list.n; i++)
		json_array_append_new(results, sarif_result(&d->list.v[i]));
	run = json_pack("{s:{s:o}, s:o}", "tool", "driver", driver, "results", results);
	root = json_pack("{s:s, s:s, s:[o]}", "$schema",
			 "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0",
			 "runs", run);
	put_document(b, root, hold);
}
