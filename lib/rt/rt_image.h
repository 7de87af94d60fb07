/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rt_image - the wire format between `bpfweld loader` and the loader on the target.
 *
 * A loader executable is a prebuilt stub (ELF, no libc) whose third PT_LOAD is this image:
 *
 *     header | operations | strings, instructions, BTF, map contents
 *
 * Operations are executed in their order. They say what is wanted (a map with these
 * attributes, a program of these instructions), never how: the stub fills union bpf_attr.
 * Maps and programs are numbered from 0 in the order of their operations; an operation
 * names only maps and programs before it. Instructions that load a map's address carry
 * that number (src_reg BPF_PSEUDO_MAP_IDX or BPF_PSEUDO_MAP_IDX_VALUE); the stub puts the
 * file descriptor there, so the image is the same for kernels before and after 5.14.
 *
 * Units       off_* and .off are bytes from the start of the image; *_bytes count bytes.
 *             String offsets are 0 for "none".
 * Byte order  all fields, instructions and BTF are in the target's byte order.
 * Alignment   the image, each operation and each program's instructions are at multiples of 8.
 * Invariants  I1  total_bytes is the size of the image and of its segment.
 *             I2  the operations follow the header; every other span and every string
 *                 starts behind them and ends inside the image.
 *             I3  the image ends with a zero byte, so that every string ends in it, and then
 *                 BW_RT_END, so that it shows when the last byte is missing. A pin name is 1 to
 *                 200 characters, none of them '/' or '.'.
 *             I4  ops.bytes is the sum of the operations' own bytes, each of them exactly
 *                 the size of the structure of its kind.
 *             I5  map_count and prog_count are at most BW_RT_MAX_MAPS and _PROGS and equal
 *                 the number of operations of these kinds.
 *             I6  digest is SHA-256 over the executable as it is loaded, from its first byte
 *                 to the end of the stub's first segment, then over the image, with the
 *                 digest itself taken as zero bytes.
 *             The stub checks I1 to I6 before its first system call that changes anything.
 *
 * Exit codes of a loader executable: enum bw_rt_exit. Every failure writes one line to
 * stderr: what failed, for which map or program, the kernel's errno, what to do.
 *
 * Layout on bpffs, below the directory that holds DIR (default /sys/fs/bpf/<name>):
 *     DIR/maps/<pin> DIR/progs/<pin> DIR/links/<pin>[-n]   what this loader made
 *     DIR/own/<pin>         maps pinned by name that this loader was the first to make
 *     DIR/bpfweld-<hex>     first 8 bytes of the digest: who made this directory
 *     <pin>                 beside DIR: a map with BW_RT_MAP_SHARED (LIBBPF_PIN_BY_NAME)
 *     DIR+stage/            a load or unload in progress, or what a killed one left; the
 *                           next load or unload removes it
 */
#ifndef BW_RT_IMAGE_H
#define BW_RT_IMAGE_H

#include <stdint.h>

#define BW_RT_MAGIC 0x54525742u /* "BWRT" on a little-endian target */
#define BW_RT_VERSION 1u
#define BW_RT_DIGEST_BYTES 32u
#define BW_RT_END 0xe5u
#define BW_RT_MAX_MAPS 1024u
#define BW_RT_MAX_PROGS 1024u
#define BW_RT_MAX_PIN_CHARS 200u
#define BW_RT_NAME_BYTES 16u /* BPF_OBJ_NAME_LEN, final NUL included */

/* Values of ELF e_machine and EI_DATA; here because the stub includes nothing else. */
#define BW_RT_MACHINE_X86_64 62u
#define BW_RT_MACHINE_AARCH64 183u
#define BW_RT_LITTLE 1u
#define BW_RT_BIG 2u

struct bw_rt_span {
	uint32_t off;
	uint32_t bytes;
};

struct bw_rt_header {
	uint32_t magic;
	uint16_t version;
	uint16_t machine;
	uint8_t byte_order;
	uint8_t zero[3];
	uint32_t total_bytes;
	struct bw_rt_span ops;
	uint32_t map_count;
	uint32_t prog_count;
	uint32_t off_name; /* of the object; default name of the pin directory, a pin name (I3) */
	uint32_t zero2;
	uint8_t digest[BW_RT_DIGEST_BYTES];
};

enum bw_rt_kind {
	BW_RT_BTF,    /* struct bw_rt_btf: load the BTF that the maps and programs after it use */
	BW_RT_MAP,    /* struct bw_rt_map: create a map */
	BW_RT_UPDATE, /* struct bw_rt_update: put bytes into a map */
	BW_RT_FREEZE, /* struct bw_rt_freeze: no more writes from user space */
	BW_RT_PROG,   /* struct bw_rt_prog: load a program */
	BW_RT_SET,    /* struct bw_rt_set: put a map or program into a map */
	BW_RT_ATTACH, /* struct bw_rt_attach: attach a program */
	BW_RT_KVER,   /* struct bw_rt_kver: write LINUX_VERSION_CODE into the image */
	BW_RT_KIND_COUNT
};

struct bw_rt_op {
	uint16_t kind;
	uint16_t bytes; /* of the whole operation, this head included */
	uint32_t flags; /* by kind */
};

struct bw_rt_btf {
	struct bw_rt_op op;
	struct bw_rt_span data;
};

/* flags of BW_RT_MAP */
#define BW_RT_MAP_SHARED 1u	 /* pinned beside DIR under off_pin; one that exists is taken */
#define BW_RT_MAP_PER_CPU 2u	 /* max_entries is the number of possible CPUs */
#define BW_RT_MAP_WHOLE_PAGES 4u /* max_entries is rounded up to a power of two of pages */
#define BW_RT_MAP_INNER 8u	 /* inner is the number of the template map */

struct bw_rt_map {
	struct bw_rt_op op;
	uint32_t type;
	uint32_t key_bytes;
	uint32_t value_bytes;
	uint32_t max_entries;
	uint32_t map_flags;
	uint32_t numa_node;
	uint32_t inner;
	uint32_t btf_key_id; /* BTF is passed if one of the two is not 0 */
	uint32_t btf_value_id;
	uint32_t off_pin;  /* 0: not pinned (a template for inner maps) */
	uint32_t off_desc; /* what `status` prints for the type */
	uint32_t zero;
	uint64_t extra;
	char name[BW_RT_NAME_BYTES];
};

struct bw_rt_update {
	struct bw_rt_op op;
	uint32_t map;
	uint32_t zero;
	struct bw_rt_span key;	 /* key_bytes of the map */
	struct bw_rt_span value; /* value_bytes of the map */
};

struct bw_rt_freeze {
	struct bw_rt_op op;
	uint32_t map;
	uint32_t zero;
};

/* An array of records as bpf(2) takes them; record_bytes 0 if there are none. */
struct bw_rt_records {
	struct bw_rt_span data;
	uint32_t count;
	uint32_t record_bytes;
};

struct bw_rt_prog {
	struct bw_rt_op op;
	uint32_t type;
	uint32_t attach_type; /* expected_attach_type */
	uint32_t prog_flags;
	uint32_t attach_btf_id;
	uint32_t off_license;
	uint32_t off_pin;
	uint32_t off_desc; /* what `status` prints after "attached" */
	uint32_t zero;
	struct bw_rt_span insns;
	struct bw_rt_records funcs;
	struct bw_rt_records lines;
	struct bw_rt_records core; /* CO-RE relocations for the kernel to resolve (5.17) */
	char name[BW_RT_NAME_BYTES];
};

/* flags of BW_RT_SET */
#define BW_RT_SET_PROG 1u /* value is a program's number, else a map's */

struct bw_rt_set {
	struct bw_rt_op op;
	uint32_t map;
	uint32_t key;
	uint32_t value;
	uint32_t zero;
};

enum bw_rt_attach_kind {
	BW_RT_ATTACH_TRACEPOINT, /* off_target: "category/name" */
	BW_RT_ATTACH_RAW_TP,	 /* off_target: name of the raw tracepoint */
	BW_RT_ATTACH_BTF,	 /* the program's attach_btf_id says where (tp_btf, fentry, lsm) */
	BW_RT_ATTACH_KPROBE,	 /* off_target: function; func_bytes: offset in it */
	BW_RT_ATTACH_KRETPROBE,	 /* off_target: function */
	BW_RT_ATTACH_XDP,	 /* device by --dev; without one the program stays unattached */
	BW_RT_ATTACH_COUNT
};

struct bw_rt_attach {
	struct bw_rt_op op; /* flags: enum bw_rt_attach_kind */
	uint32_t prog;
	uint32_t off_target;
	uint64_t func_bytes;
};

struct bw_rt_kver {
	struct bw_rt_op op;
	struct bw_rt_span dst; /* 4 bytes, part of the value of a later BW_RT_UPDATE */
};

enum bw_rt_exit {
	BW_RT_EXIT_OK = 0,
	BW_RT_EXIT_USAGE = 1,  /* command line */
	BW_RT_EXIT_IMAGE = 2,  /* this file is damaged, cut short, or of another format version */
	BW_RT_EXIT_KERNEL = 3, /* another architecture, or the kernel lacks what is needed */
	BW_RT_EXIT_PERMISSION = 4,  /* not privileged enough, or lockdown */
	BW_RT_EXIT_BPFFS = 5,	    /* bpffs not mounted, or the pin directory cannot be used */
	BW_RT_EXIT_LOAD = 6,	    /* the kernel refuses BTF, a map, its contents or a program */
	BW_RT_EXIT_ATTACH = 7,	    /* no such tracepoint or function, hook busy, no perf link */
	BW_RT_EXIT_TRACEFS = 8,	    /* tracefs is not mounted */
	BW_RT_EXIT_DEVICE = 9,	    /* no such network device */
	BW_RT_EXIT_LOADED = 10,	    /* load: it is loaded already */
	BW_RT_EXIT_NOT_LOADED = 11, /* unload, status: it is not loaded */
	BW_RT_EXIT_PIN = 12,	    /* a pin could not be made, or a shared map does not fit */
	BW_RT_EXIT_SIGNAL = 13,	    /* stopped by SIGINT, SIGTERM, SIGHUP or SIGQUIT; undone */
	BW_RT_EXIT_RESIDUE = 14	    /* something could not be removed; the line says what */
};

#endif
