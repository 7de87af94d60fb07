/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef BPFWELD_MAPS_H
#define BPFWELD_MAPS_H

/*
 * maps - how a map is defined.
 *
 * A map is a variable in section .maps; its attributes are the members of its struct type and the
 * loader reads them from BTF. A number is the length of an array behind a pointer, a type is what
 * a pointer points to:
 *
 *	struct {
 *		__uint(type, BPF_MAP_TYPE_HASH);
 *		__uint(max_entries, 1024);
 *		__type(key, struct my_key);
 *		__type(value, struct my_value);
 *	} my_map SEC(".maps");
 *
 * Two files share a map when one defines it and the other declares it `extern` with the same
 * attributes: put the struct into a common header.
 */

#include "bpfweld/macros.h"
#include "bpfweld/uapi.h"

#ifndef __uint
#define __uint(name, number) int(*name)[number]
#define __type(name, ctype) __typeof__(ctype) *name
#define __array(name, ctype) __typeof__(ctype) *name[]
#endif

/* Values of the attribute `pinning`: by name below the loader's BPF file system directory. */
#define BW_PIN_NONE 0
#define BW_PIN_BY_NAME 1

/*
 * A ring buffer must be a power of two and whole pages of the kernel it runs on. 64 KiB pages
 * exist, so the smallest size that is right everywhere is 65536.
 */
#define BW_RINGBUF_BYTES(kib) ((kib)*1024)

#endif
