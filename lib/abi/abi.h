/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * abi - how user space lays out a C type: tables of ABIs, and layouts by them.
 *
 * BPF lays types out as a 64-bit machine does; a 32-bit program, a Go program or an old ABI may
 * lay the same declaration out otherwise. A row of abi_abis.def says how (sizes and alignments
 * of scalars, bit-fields, signedness of char); from BTF, the layout under each row is recomputed.
 *
 * BTF keeps members and where BPF puts them, but not the attributes of a declaration. Those are
 * inferred: the fewest of packed, aligned(N), unnamed and zero-width bit-fields that give the
 * layout BPF has. What leaves no trace in BPF's layout is not known: aligned(8) on a u64 is,
 * but for the names in abi_typedefs.def, no attribute.
 *
 * Units       *_bytes count bytes, *_bits bits from the start of a type. Bit-fields count in the
 *             order of allocation: bit 0 is the lowest of byte 0 in little-endian ABIs, the
 *             highest in big-endian ones.
 * Invariants  A1  A layout is valid (L1-L4 of layout.h).
 *             A2  Under BPF's own ABI every type has the layout its graph says.
 * Ownership   Rows are static; layouts live in the arena given, with what it took to make them.
 * Errors      None: a type that an ABI cannot have (__int128 on 32 bits, a bit-field in Go) has
 *             no layout.
 */
#ifndef BW_ABI_H
#define BW_ABI_H

#include "btf/btf.h"
#include "layout/layout.h"

struct bw_abi;

/* Every ABI, in the order of the table. */
uint32_t bw_abi_count(void);
const struct bw_abi *bw_abi_at(uint32_t i);
/* "x86_64-linux-gnu", "bpfel", "go-arm", "rust-i686"; other spellings of a triple too. NULL:
 * unknown. */
const struct bw_abi *bw_abi_find(const char *name);
/* The C ABI that an ELF header stands for; NULL: unknown. */
const struct bw_abi *bw_abi_of_elf(uint16_t machine, bool is_64, bool big_endian, uint32_t flags);
/* Go's rules on the machine of a C ABI; NULL: no Go there. */
const struct bw_abi *bw_abi_of_go(const struct bw_abi *c);

const char *bw_abi_name(const struct bw_abi *abi);
bool bw_abi_big_endian(const struct bw_abi *abi);
/* Go's rules: no packed and no aligned types, no bit-fields, unions as structs. */
bool bw_abi_is_go(const struct bw_abi *abi);
/* Plain char is signed. */
bool bw_abi_char_signed(const struct bw_abi *abi);
uint32_t bw_abi_pointer_bytes(const struct bw_abi *abi);
uint32_t bw_abi_long_bytes(const struct bw_abi *abi);
/* Of time_t, as libc has it unless told otherwise by _TIME_BITS. */
uint32_t bw_abi_time_bytes(const struct bw_abi *abi);
/* The largest alignment a scalar has: 4 where u64 is aligned to 4. */
uint32_t bw_abi_align_bytes_max(const struct bw_abi *abi);

/*
 * The layout ABI gives to a type of BTF, fields as bw_btf_layout() names them. False if the
 * type has no size there.
 */
bool bw_abi_layout(struct bw_arena *a, const struct bw_abi *abi, const struct bw_btf *b, bw_tid t,
		   struct bw_layout *ret);

#endif
