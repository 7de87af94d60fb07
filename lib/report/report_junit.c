/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report.h"

/* XML 1.0 text: markup characters as entities, what XML cannot hold as \xNN. */
static void put_xml(struct bw_sb *b, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		switch (c) {
		case '<':
			bw_sb_addz(b, "&lt;");
			break;
		case '>':
			bw_sb_addz(b, "&gt;");
			break;
		case '&':
			bw_sb_addz(b, "&amp;");
			break;
		case '"':
			bw_sb_addz(b, "&quot;");
			break;
		case '\n':
			bw_sb_addz(b, "&#10;");
			break;
		default:
			if (c < 0x20 || c >= 0x7f)
				bw_sb_printf(b, "\\x%02x", c);
			else
				bw_sb_addc(b, *s);
		}
	}
}

static void put_attr(struct bw_sb *b, const char *name, const char *value)
{
	bw_sb_printf(b, " %s=\"", name);
	put_xml(b, value ? value : "");
	bw_sb_addc(b, '"');
}

static void put_case(struct bw_sb *b, const struct bw_diag *x)
{
	const struct bw_code_info *info = bw_code_info(x->code);

	bw_sb_addz(b, "  <testcase");
	put_attr(b, "classname", info->id);
	put_attr(b, "name", x->where.symbol ? x->where.symbol : info->title);
	put_attr(b, "file", x->where.src_file ? x->where.src_file : x->where.file);
	bw_sb_addz(b, ">\n    <");
	bw_sb_addz(b, x->severity == BW_SEV_ERROR ? "failure" : "system-out");
	if (x->severity == BW_SEV_ERROR) {
		put_attr(b, "type", info->id);
		put_attr(b, "message", x->text);
	}
	bw_sb_addz(b, ">");
	put_xml(b, x->text);
	put_xml(b, "\n");
	put_xml(b, x->fix ? x->fix : info->fix);
	bw_sb_addz(b, x->severity == BW_SEV_ERROR ? "</failure>" : "</system-out>");
	bw_sb_addz(b, "\n  </testcase>\n");
}

void bw_report_junit(struct bw_sb *b, const struct bw_diags *d, const struct bw_report_style *st)
{
	uint32_t cases = d->list.n ? d->list.n : 1;

	bw_sb_addz(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite");
	put_attr(b, "name", st->tool);
	bw_sb_printf(b, " tests=\"%u\" failures=\"%u\">\n", cases, d->errors);
	for (uint32_t i = 0; i < d->list.n; i++)
		put_case(b, &d->list.v[i]);
	if (!d->list.n) {
		bw_sb_addz(b, "  <testcase");
		put_attr(b, "classname", "bpfweld");
		put_attr(b, "name", st->verb);
		bw_sb_addz(b, "/>\n");
	}
	bw_sb_addz(b, "</testsuite>\n");
}
