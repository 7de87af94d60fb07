/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * loader - packs maps and programs into an executable for the target.
 *
 * A loader is a prebuilt stub (lib/rt) with an image appended that says which maps to
 * create, what to put into them, which programs to load and where to attach them. No
 * compiler and no linker is needed. The format of the image and what the executable
 * does with it are in rt/rt_image.h.
 *
 * What the loader leaves to the running kernel: CO-RE relocations (BPF_PROG_LOAD, 5.17),
 * LINUX_KERNEL_VERSION, the number of CPUs and the page size.
 *
 * Units       *_bytes count bytes, off_insns 8-byte slots.
 * Invariants  P1  Same spec, target, name and kconfig: same bytes.
 *             P2  Every image passes the stub's own checks (rt_check.c).
 * Ownership   The result lives in the arena given and borrows nothing.
 * Errors      Findings LDR*, all of them, not just the first.
 */
#ifndef BW_LOADER_H
#define BW_LOADER_H

#include "spec/spec.h"
#include "target/target.h"

/*
 * The executable for t's architecture, as bytes of a file of mode 0755. t also decides
 * which kinds of BTF the kernel takes. name is the default name of the pin directory;
 * what cannot stand in one becomes '_'. kconfig has the values of the kconfig map
 * (its value_bytes), or is empty if s has no kconfig variables.
 */
BW_CHECKED enum bw_status bw_loader_pack(struct bw_arena *a, const struct bw_spec *s,
					 const struct bw_target *t, const char *name,
					 struct bw_bytes kconfig, struct bw_diags *d,
					 struct bw_bytes *ret);

#endif
