/* SPDX-License-Identifier: BSD-2-Clause */
#include "insn/insn.h"

static uint8_t nibbles_swapped(uint8_t b)
{
	return (uint8_t)(b << 4 | b >> 4);
}

/* On disk a big-endian object has dst in the high nibble (linux/bpf.h bit-fields). */
void bw_insns_decode(const void *p, size_t n, bool big_endian, struct bw_insn *ret)
{
	const uint8_t *b = p;

	if (!big_endian && !bw_host_big_endian()) {
		if (n && p != ret)
			memmove(ret, p, n * sizeof(*ret));
		return;
	}
	for (size_t i = 0; i < n; i++, b += 8)
		ret[i] = (struct bw_insn){.op = b[0],
					  .regs = big_endian ? nibbles_swapped(b[1]) : b[1],
					  .off = (int16_t)bw_get16(b + 2, big_endian),
					  .imm = (int32_t)bw_get32(b + 4, big_endian)};
}

void bw_insns_encode(const struct bw_insn *insn, size_t n, bool big_endian, void *ret)
{
	uint8_t *b = ret;

	for (size_t i = 0; i < n; i++, b += 8) {
		struct bw_insn x = insn[i];

		b[0] = x.op;
		b[1] = big_endian ? nibbles_swapped(x.regs) : x.regs;
		bw_put16(b + 2, (uint16_t)x.off, big_endian);
		bw_put32(b + 4, (uint32_t)x.imm, big_endian);
	}
}
