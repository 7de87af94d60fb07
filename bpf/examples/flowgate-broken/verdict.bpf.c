// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* verdict, broken on purpose: see README.md. */
#include "flowgate.h"

BW_LICENSE("Dual BSD/GPL");

/* defect 2: one map, two definitions. gate.bpf.c gives `scratch` two entries. */
extern struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fg_packet);
} scratch SEC(".maps");

/*
 * defect 3: variable of another size. It is a __u64 in gate.bpf.c: this file would read its first
 * half, which is the upper one on a big-endian target.
 */
extern __u32 fg_dropped;

/* defect 4: function with another parameter type. gate.bpf.c takes the reason as a number. */
int fg_charge(const struct fg_packet *packet, __u32 bytes);

/* defect 5: function that no file defines. */
int fg_audit(__u32 id);

/* defect 1, second half: parse.bpf.c defines this too. */
int fg_source_bytes(__u32 class)
{
	return class == FG_IPV6 ? 16 : 4;
}

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct fg_prefix6);
	__type(value, __u32);
} blocked SEC(".maps");

int fg_verdict(__u32 class)
{
	__u32 slot = 0;
	struct fg_packet *packet = bpf_map_lookup_elem(&scratch, &slot);
	struct fg_prefix6 key;
	__u32 *id;

	if (!packet)
		return XDP_PASS;
	key.prefix_bits = fg_source_bytes(class) * 8;
	__builtin_memcpy(key.addr, packet->source, sizeof(key.addr));
	id = bpf_map_lookup_elem(&blocked, &key);
	if (!id)
		return XDP_PASS;
	fg_charge(packet, packet->bytes);
	if (fg_dropped < 100)
		fg_audit(*id);
	return XDP_DROP;
}
