/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * target - what the kernel we build for is and can do.
 *
 * A target is a built-in name (linux-6.12/aarch64), a YAML file, or `host`. The
 * facts about kernels stand in the tables of data/, one fact a row, with the release it
 * came in and where that is known from; nothing compares versions elsewhere.
 *
 * Units       *_bytes count bytes. Kernel versions are BW_KVER() values.
 * Invariants  T1  page_bytes is a power of two.
 *             T2  Every fact has an origin text that tells where it comes from.
 *             T3  What a kernel's BTF says goes before the tables: vendors backport.
 * Ownership   A target lives in the arena it was made in, immutable.
 * Errors      Findings TGT* when a target is named or read; queries are total.
 */
#ifndef BW_TARGET_H
#define BW_TARGET_H

#include "btf/btf.h"
#include "diag/diag.h"

#define BW_KVER(major, minor, patch)                                                               \
	((uint32_t)((major) << 16 | (minor) << 8 | ((patch) > 255 ? 255 : (patch))))

/* UAPI numbers: BW_MT_RINGBUF, BW_PT_XDP, BW_BPF_F_NO_PREALLOC. */
enum bw_map_type {
#define MAPTYPE(n, name, since, config, from) BW_MT_##name = n,
#include "target/map_types.inc"
#undef MAPTYPE
};
enum bw_prog_type {
#define PROGTYPE(n, name, since, config, from) BW_PT_##name = n,
#include "target/prog_types.inc"
#undef PROGTYPE
};
enum bw_map_flag {
#define MAPFLAG(bit, name, since, from) BW_##name = 1 << (bit),
#include "target/map_flags.inc"
#undef MAPFLAG
};

/* Three-valued: version tables cannot know a kernel's configuration. */
enum bw_answer { BW_NO, BW_YES, BW_UNKNOWN };

struct bw_arch {
	const char *name;     /* "aarch64" */
	const char *triple;   /* "aarch64-linux-gnu" */
	const char *bpf_arch; /* __TARGET_ARCH_ suffix: "arm64" */
	bool big_endian;
	uint32_t pointer_bytes;
	uint32_t page_bytes;	  /* the usual one */
	uint32_t page_sizes;	  /* bit set: all sizes kernels of this arch are built with */
	uint32_t nr_cpus_max;	  /* the largest CONFIG_NR_CPUS of its Kconfig */
	uint32_t cacheline_bytes; /* SMP_CACHE_BYTES */
	const char *origin;
};

/* A struct or union of a kernel's BTF. */
struct bw_kernel_struct {
	const char *name; /* NULL: this slot of the table is free */
	uint32_t bytes;
};

/* What a kernel's BTF tells about it: better than any table of versions. */
struct bw_kernel_facts {
	uint64_t map_types, prog_types, attach_types; /* bit sets by UAPI number; 0 unknown */
	uint64_t helpers[8];			      /* the same, 64 a word */
	uint32_t map_flags;			      /* all that it knows; 0 unknown */
	uint32_t page_bytes;			      /* 0 unknown */
	uint32_t storage_elem_bytes, htab_elem_bytes, lpm_node_bytes; /* 0 unknown */
	struct bw_bytes raw;					      /* all of it */
	const struct bw_kernel_struct *structs;			      /* a hash table by name */
	uint32_t struct_mask;
	const char *origin; /* "board.btf" */
};

/* Constants that nobody told: defaults of the architecture, or not known at all. */
enum {
	BW_GUESS_PAGE = 1 << 0,
	BW_GUESS_KMALLOC = 1 << 1,
	BW_GUESS_STORAGE_ELEM = 1 << 2,
	BW_GUESS_CPUS = 1 << 3,
	BW_GUESS_NR_CPUS = 1 << 4,
	BW_GUESS_STACK_DEPTH = 1 << 5,
	BW_GUESS_NUMA = 1 << 6,
	BW_GUESS_CONFIG = 1 << 7,
};

struct bw_target {
	const char *name; /* "linux-6.12/aarch64" */
	const struct bw_arch *arch;
	uint32_t kernel; /* BW_KVER */
	uint32_t page_bytes;
	uint32_t cpus;	  /* possible CPUs; 0 unknown */
	uint32_t nr_cpus; /* CONFIG_NR_CPUS; 0 unknown */
	uint64_t kmalloc_max_bytes;
	uint32_t pcpu_unit_min_bytes;
	uint32_t storage_elem_bytes;	     /* sizeof(struct bpf_local_storage_elem); 0 unknown */
	uint32_t max_stack_depth;	     /* sysctl kernel.perf_event_max_stack */
	uint64_t numa_nodes;		     /* bit set of online nodes below 64; never 0 */
	uint32_t htab_elem_bytes;	     /* sizeof(struct htab_elem) */
	uint32_t lpm_node_bytes;	     /* sizeof(struct lpm_trie_node) */
	uint32_t guessed;		     /* BW_GUESS_* */
	uint64_t map_types_out;		     /* bit set: map types that config leaves out */
	const struct bw_kernel_facts *facts; /* NULL: tables by version only */
	const char *btf_path;		     /* where facts are from, for who needs all of it */
	const char *pins;		     /* path of a snapshot of pinned maps; NULL */
	uint32_t user_abi_count;
	const char *const *user_abi; /* ABIs of the programs there */
	const char *loader;	     /* "libbpf-1.4"; NULL: bpfweld's own */
	const char
	    *kernel_origin; /* "built-in name", "/proc/sys/kernel/osrelease", "board.yaml:3" */
	const char *page_origin;
	const char *config_origin; /* NULL when config is */
	const char *config;	   /* text of .config, NULL unknown */
	size_t config_bytes;
};

/* Every built-in arch, in alphabetical order. */
const struct bw_arch *bw_archs(uint32_t *ret_count);
const struct bw_arch *bw_arch_find(const char *name);

/* The built-in names, kernels x archs, in order: for `target list`. */
uint32_t bw_target_builtin_count(void);
void bw_target_builtin_name(struct bw_arena *a, uint32_t i, const char **ret);

/* A built-in name, `host`, or the path of a YAML file (contains '/' and a dot, or
 * ends in .yaml or .yml). An unknown name's finding lists the near ones. */
BW_CHECKED enum bw_status bw_target_find(struct bw_arena *a, struct bw_diags *d, const char *name,
					 struct bw_target **ret);

/* What the kernel has. since is 0 for what no release had. Numbers are UAPI's. */
bool bw_target_has_map_type(const struct bw_target *t, uint32_t type, uint32_t *ret_since);
bool bw_target_has_prog_type(const struct bw_target *t, uint32_t type, uint32_t *ret_since);
bool bw_target_has_map_flag(const struct bw_target *t, uint32_t flag, uint32_t *ret_since);
bool bw_target_has_helper(const struct bw_target *t, uint32_t helper, uint32_t *ret_since);
/* "RINGBUF", "SCHED_CLS", "BPF_F_NO_PREALLOC" or NULL; flag is one bit. */
const char *bw_target_map_type_name(uint32_t type);
const char *bw_target_prog_type_name(uint32_t type);
const char *bw_target_map_flag_name(uint32_t flag);
/* The option a map type, program type or helper hangs on, without CONFIG_; NULL: none. */
const char *bw_target_map_type_config(uint32_t type);
const char *bw_target_prog_type_config(uint32_t type);
const char *bw_helper_config(uint32_t helper);
/*
 * May this program type call the helper on this kernel? NO is as sure as the verifiers
 * that data/helper_access.tsv was measured with; UNKNOWN where no table says, where it
 * depends on what the program attaches to, and between two measured releases that differ.
 * A helper that hangs on an option counts as allowed while the configuration is not known.
 * _at asks for one expected_attach_type, the other for all of them at once.
 */
enum bw_answer bw_target_helper_allowed(const struct bw_target *t, uint32_t helper,
					uint32_t prog_type);
enum bw_answer bw_target_helper_allowed_at(const struct bw_target *t, uint32_t helper,
					   uint32_t prog_type, uint32_t attach_type);
/* "bpf_map_lookup_elem" or NULL. */
const char *bw_helper_name(uint32_t helper);
/* Must the program's license be GPL compatible to call it? */
bool bw_helper_gpl_only(uint32_t helper);
/* The same for one program and attach type: a few helpers have two prototypes. */
bool bw_helper_gpl_only_in(uint32_t helper, uint32_t prog_type, uint32_t attach_type);
/* Is there a struct (or union) of this name in the kernel's BTF, and how large is it? UNKNOWN
 * without BTF. */
enum bw_answer bw_target_struct(const struct bw_target *t, const char *name, uint32_t *ret_bytes);
/* Named features that are no UAPI number: rows of data/features.tsv. */
enum bw_feature {
#define FEATURE(name, since, source) BW_F_##name,
#include "target/features.inc"
#undef FEATURE
	BW_F_COUNT
};
bool bw_target_has(const struct bw_target *t, enum bw_feature f, uint32_t *ret_since);

/* Where the feature's first release is known from: a kernel commit or a text. */
const char *bw_feature_origin(enum bw_feature f);

/* The page sizes of the arch in rising order, i from 0; 0 behind the last. */
uint32_t bw_arch_page_size(const struct bw_arch *a, uint32_t i);
/* ---- files of a kernel ---- */

/* What a file says of the kernel it belongs to. */
struct bw_kernel_file {
	const char *kind;	    /* "vmlinux", "BTF", "Image", "bzImage", "configuration" */
	const struct bw_arch *arch; /* NULL unknown */
	uint32_t kernel;	    /* 0 unknown */
	const char *release;	    /* "6.12.48+deb13-arm64"; NULL unknown */
	uint32_t page_bytes;	    /* 0 unknown */
	bool order_known, big_endian;
	struct bw_bytes btf, config;	     /* .p NULL: none inside */
	const struct bw_kernel_facts *facts; /* of btf; NULL: none */
};

/* Look into a vmlinux, an Image, a bzImage, BTF or a configuration, gzip or not. */
BW_CHECKED enum bw_status bw_kernel_file_read(struct bw_arena *a, struct bw_diags *d,
					      struct bw_where where, const char *path,
					      struct bw_kernel_file *ret);
/* Facts from the contents of .BTF; false if it is none. */
bool bw_kernel_facts_read(struct bw_arena *a, struct bw_bytes btf, const char *origin,
			  struct bw_kernel_facts *ret);
/*
 * The text of a target file that says what the files say, for a target of this name. Files
 * that contradict each other are a finding. Paths in it are those given; but BTF that has to be
 * unpacked from an image is returned, to be written beside under btf_name (NULL: never).
 */
struct bw_import {
	const char *name, *btf_name;
	const char *const *paths;
	uint32_t path_count;
};
BW_CHECKED enum bw_status bw_target_import(struct bw_arena *a, struct bw_diags *d,
					   const struct bw_import *im, struct bw_sb *ret,
					   struct bw_bytes *ret_btf);

/* A release "6.12", "6.1.3-foo" as BW_KVER; 0 if it is none. */
uint32_t bw_kver_parse(const char *text);
/* The largest kmalloc() of a kernel with this page size: page size << MAX_PAGE_ORDER. 0 when
 * the arch has no such page size. */
uint64_t bw_arch_kmalloc_max(const struct bw_arch *a, uint32_t page_bytes);
/* Fill in what follows from arch, page size, kernel and config: kmalloc_max_bytes, nr_cpus,
 * storage_elem_bytes and so on. For makers of targets; what is set already stays. */
void bw_target_derive(struct bw_arena *a, struct bw_target *t);

/* "6.12" or "6.1.3". */
const char *bw_kver_text(struct bw_arena *a, uint32_t kver);
/* Value of an option ("CONFIG_HZ") in the target's config: "y", "m", "250", "\"text\"", "n" when
 * the config is known and does not set it; NULL when no config is known. */
const char *bw_target_config(struct bw_arena *a, const struct bw_target *t, const char *option);

#endif
