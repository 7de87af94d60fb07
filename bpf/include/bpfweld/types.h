/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef BPFWELD_TYPES_H
#define BPFWELD_TYPES_H

/*
 * types - fixed-width types for BPF programs, without any system header.
 *
 * <linux/types.h> needs <asm/types.h> of one architecture; a program that is built for several
 * targets must not depend on it. These are the same types under the same names, so a file may
 * include <linux/types.h> or a vmlinux.h as well.
 *
 * In a map key or value use these only: `long`, pointers and size_t have another width in 32-bit
 * user space. __be16, __be32 and __be64 tell reader and checker that the bytes are in network
 * order.
 */

#ifndef __VMLINUX_H__
typedef signed char __s8;
typedef unsigned char __u8;
typedef signed short __s16;
typedef unsigned short __u16;
typedef signed int __s32;
typedef unsigned int __u32;
typedef signed long long __s64;
typedef unsigned long long __u64;

typedef __u16 __be16;
typedef __u32 __be32;
typedef __u64 __be64;
typedef __u16 __le16;
typedef __u32 __le32;
typedef __u64 __le64;
typedef __u32 __wsum;
#endif

#ifndef NULL
#define NULL ((void *)0)
#endif

#endif
