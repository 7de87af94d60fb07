/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bundle - BPF objects inside other files.
 *
 * A program is a user-space ELF file that carries BPF objects as data: libbpf's
 * skeletons, Go's embed, Rust's include_bytes!. Any class, machine and byte order
 * will do, stripped or not: the bytes are searched, not its sections. An archive
 * is what ar makes: GNU, SysV or BSD names, with or without a symbol table, thin
 * or not. What is in the members is for others to judge.
 *
 * Units       off_bytes from the start of the file.
 * Invariants  U1  Members stand in the order in which they lie in the file.
 *             U2  Members of a program do not overlap; an image inside an image
 *                 belongs to the outer one.
 *             U3  Names of a program's members differ: 1, 2, ... or what the
 *                 file's symbols and strings tell.
 *             U4  Time is linear in the size of the file, whatever is in it.
 * Ownership   Names live in the arena; bytes point into the image given.
 * Errors      Findings BND*.
 */
#ifndef BW_BUNDLE_H
#define BW_BUNDLE_H

#include "diag/diag.h"

enum bw_bundle_kind {
	BW_BUNDLE_NONE, /* an object, or nothing we know */
	BW_BUNDLE_PROGRAM,
	BW_BUNDLE_ARCHIVE,
};

struct bw_bundle_member {
	const char *name;
	const char *path; /* of a thin archive's member: its file; else NULL */
	uint64_t off_bytes;
	struct bw_bytes bytes; /* none if path is set */
};

struct bw_bundle {
	enum bw_bundle_kind kind;
	const char *file;
	uint32_t count;
	struct bw_bundle_member *member;
};

/* So many bytes at the start of a file tell its kind. */
#define BW_BUNDLE_HEAD_BYTES 64

/* What a file is that begins so; head may be shorter if the file is. */
enum bw_bundle_kind bw_bundle_kind_of(struct bw_bytes head);

/*
 * All members. The image is of a kind other than NONE. Findings: no BPF object in
 * a program; an archive that is cut or malformed; more than a file can sanely hold.
 */
BW_CHECKED enum bw_status bw_bundle_read(struct bw_arena *a, struct bw_diags *d, const char *file,
					 struct bw_bytes image, struct bw_bundle *ret);

/* The member of that name, else the one of that number, counted from 1; NULL. */
const struct bw_bundle_member *bw_bundle_find(const struct bw_bundle *b, const char *name);

#endif
