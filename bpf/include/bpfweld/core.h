/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef BPFWELD_CORE_H
#define BPFWELD_CORE_H

/*
 * core - access to kernel types whose layout is fixed when the target is known (CO-RE).
 *
 * Declare of a kernel struct only what is used, with BW_KERNEL_TYPE:
 *
 *	struct task_struct {
 *		int tgid;
 *		struct task_struct *real_parent;
 *	} BW_KERNEL_TYPE;
 *
 * The compiler then records each access by field name, and bpfweld resolve, the loader or the
 * kernel puts in the offset of the target. A suffix ___x in a struct's name is not part of the
 * name that is looked up, so one kernel type can be declared in several versions.
 */

#include "bpfweld/helpers.h"

#define BW_KERNEL_TYPE __attribute__((preserve_access_index))

/* The second argument of the builtins below: facts of the .BTF.ext format. */
enum {
	BW_CORE_FIELD_EXISTS = 2,
	BW_CORE_TYPE_EXISTS = 0,
};

/* 1 if the target's type has this field, else 0: `bw_field_exists(p->member)`. */
#define bw_field_exists(field) __builtin_preserve_field_info(field, BW_CORE_FIELD_EXISTS)

/* 1 if the target has the type, else 0: `bw_type_exists(struct name)`. */
#define bw_type_exists(ctype) __builtin_preserve_type_info(*(ctype *)0, BW_CORE_TYPE_EXISTS)

/* Copies kernel memory that starts at a field: `bw_core_copy(&dst, sizeof(dst), p->member)`. */
#define bw_core_copy(dst, size, field)                                                             \
	bpf_probe_read_kernel(dst, size, __builtin_preserve_access_index(&(field)))

/*
 * bw_core_read(p, a, b, c) is p->a->b->c, read safely from a program that may not follow kernel
 * pointers itself. All members but the last are pointers; a member may be a path such as
 * live.counter. Up to four; the last must not be an array (bw_core_copy). What cannot be read is 0.
 */
#define bw_core_read(p, ...) BW_CORE_PICK(__VA_ARGS__, 4, 3, 2, 1)(p, __VA_ARGS__)

#define BW_CORE_PICK(a, b, c, d, n, ...) BW_CORE_READ_##n
#define BW_CORE_READ_1(p, a)                                                                       \
	({                                                                                         \
		__typeof__((p)->a) v1_;                                                            \
		bw_core_copy(&v1_, sizeof(v1_), (p)->a);                                           \
		v1_;                                                                               \
	})
#define BW_CORE_READ_2(p, a, b)                                                                    \
	({                                                                                         \
		__typeof__((p)->a) v2_ = BW_CORE_READ_1(p, a);                                     \
		BW_CORE_READ_1(v2_, b);                                                            \
	})
#define BW_CORE_READ_3(p, a, b, c)                                                                 \
	({                                                                                         \
		__typeof__((p)->a) v3_ = BW_CORE_READ_1(p, a);                                     \
		BW_CORE_READ_2(v3_, b, c);                                                         \
	})
#define BW_CORE_READ_4(p, a, b, c, d)                                                              \
	({                                                                                         \
		__typeof__((p)->a) v4_ = BW_CORE_READ_1(p, a);                                     \
		BW_CORE_READ_3(v4_, b, c, d);                                                      \
	})

#endif
