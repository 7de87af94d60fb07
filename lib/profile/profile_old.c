/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of a legacy definition. The first five are the same everywhere; what follows depends on
 * the header the source was written for, which the length tells:
 *
 *   20  struct bpf_map_def of libbpf and of the kernel samples up to 4.11
 *   24  the samples' with inner_map_idx (4.12); 28 with numa_node too (4.14), but aya's with id
 *       and pinning, and iproute2's without the rest, have the same length
 *   36  iproute2's struct bpf_elf_map
 *   32, 40, 48  Android's up to 12
 */
#include "profile/profile.h"

uint32_t bw_profile_old_words(const struct bw_spec *s, const struct bw_map_spec *m)
{
	const struct bw_section *sec;
	uint32_t maps = 0;

	if (m->origin != BW_MAP_OLD)
		return 0;
	sec = bw_obj_sec(s->obj, m->sec);
	for (uint32_t i = 0; i < s->map_count; i++)
		maps += s->map[i].origin == BW_MAP_OLD && s->map[i].sec.i == m->sec.i;
	assert(maps && sec->size_bytes % maps == 0);
	return (uint32_t)(sec->size_bytes / maps / 4);
}

bool bw_profile_old_word(const struct bw_spec *s, const struct bw_map_spec *m, uint32_t n,
			 uint32_t *ret)
{
	const struct bw_section *sec;

	if (n >= bw_profile_old_words(s, m))
		return false;
	sec = bw_obj_sec(s->obj, m->sec);
	*ret = bw_get32(sec->data + m->off_bytes + n * 4ull, s->obj->big_endian);
	return true;
}

const char *bw_profile_old_name(uint32_t words, uint32_t n)
{
	static const char *const common[] = {"type", "key_size", "value_size", "max_entries",
					     "map_flags"};
	static const char *const iproute2[] = {"iproute2's id", "iproute2's pinning",
					       "iproute2's inner_id", "iproute2's inner_idx"};
	static const char *const samples[] = {
	    "kernel samples' inner_map_idx, or an id",
	    "kernel samples' numa_node, or pinning of iproute2 and aya"};
	static const char *const android[] = {"Android's uid",
					      "Android's gid",
					      "Android's mode",
					      "Android's bpfloader_min_ver",
					      "Android's bpfloader_max_ver",
					      "Android's min_kver",
					      "Android's max_kver"};
	bool is_android = words == 8 || words == 10 || words == 12;

	if (n < BW_COUNT(common))
		return common[n];
	n -= (uint32_t)BW_COUNT(common);
	if (words == 9)
		return n < BW_COUNT(iproute2) ? iproute2[n] : NULL;
	if (words == 6 || words == 7)
		return n < BW_COUNT(samples) ? samples[n] : NULL;
	return is_android && n < BW_COUNT(android) ? android[n] : NULL;
}
