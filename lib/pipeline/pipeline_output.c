/* SPDX-License-Identifier: BSD-2-Clause */
#include "pipeline/pipeline_run.h"

enum bw_status output_path(struct bpfweld *b, const char **ret)
{
	if (!opt(b, OPT_output))
		return bw_report(b->diags, BW_D_NO_OUTPUT, (struct bw_where){0},
				 "'%s' needs -o FILE", b->verb);
	*ret = opt(b, OPT_output);
	return BW_OK;
}

static enum bw_status write_failed(struct bpfweld *b, const char *path, int err)
{
	return bw_report(b->diags, BW_D_FILE_WRITE, bw_at_file(path), "cannot write %s: %s", path,
			 strerror(err));
}

enum bw_status output_add(struct bpfweld *b, const char *path, struct bw_bytes bytes, unsigned mode)
{
	struct bw_output *o;
	int err = bw_output_stage(&b->arena, path, bytes.p, bytes.n, mode, &o);

	if (err)
		return write_failed(b, path, err);
	*bw_push(&b->arena, &b->outputs) = o;
	return BW_OK;
}

enum bw_status output_commit_all(struct bpfweld *b)
{
	for (uint32_t i = 0; i < b->outputs.n; i++) {
		int err = bw_output_commit(b->outputs.v[i]);

		if (err)
			return write_failed(b, bw_output_path(b->outputs.v[i]), err);
	}
	return BW_OK;
}
