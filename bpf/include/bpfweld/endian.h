/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef BPFWELD_ENDIAN_H
#define BPFWELD_ENDIAN_H

/*
 * endian - between the target's byte order and network order, for bpfel and bpfeb.
 *
 * Constants are converted by the compiler: `eth->proto == bw_htons(0x800)` costs nothing.
 */

#include "bpfweld/types.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define BW_SWAP_IF_LITTLE(bits, x) __builtin_bswap##bits(x)
#else
#define BW_SWAP_IF_LITTLE(bits, x) (x)
#endif

#define bw_htons(x) ((__be16)BW_SWAP_IF_LITTLE(16, (__u16)(x)))
#define bw_htonl(x) ((__be32)BW_SWAP_IF_LITTLE(32, (__u32)(x)))
#define bw_htonll(x) ((__be64)BW_SWAP_IF_LITTLE(64, (__u64)(x)))
#define bw_ntohs(x) ((__u16)BW_SWAP_IF_LITTLE(16, (__be16)(x)))
#define bw_ntohl(x) ((__u32)BW_SWAP_IF_LITTLE(32, (__be32)(x)))
#define bw_ntohll(x) ((__u64)BW_SWAP_IF_LITTLE(64, (__be64)(x)))

#endif
