/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spec - maps and programs as the kernel will be asked for them.
 *
 * An object says sections and symbols; the kernel is asked for maps
 * (BPF_MAP_CREATE) and programs (BPF_PROG_LOAD). A spec is the step between: map
 * definitions read from .maps, maps and data sections; programs with their
 * subprograms appended and calls resolved; what the section name says about type
 * and attach point (spec_sections.def). The map checks, the verifier, the loader
 * packer and the reports all start from it.
 *
 * Units       As in obj.h.
 * Invariants  S1  maps[] is in file order: .maps and maps entries by offset, then
 *                 data sections, .kconfig, struct_ops, arena.
 *             S2  A program's image starts with its entry function; each static or
 *                 global function it reaches follows once, in first-call order.
 *                 Local calls and function pointers hold their final distance.
 *             S3  Every place in an image that still needs a number from outside
 *                 has one ref; refs are sorted by off_insns. src_reg already says
 *                 what the place is (BW_PSEUDO_MAP_FD, _MAP_VALUE, _BTF_ID for
 *                 kernel variables, BW_CALL_KFUNC); imm is 0, but the second imm
 *                 of a MAP_VALUE load is the offset in the map.
 *             S4  func[] of a program has one record per function in its image;
 *                 line[] and core[] are sorted, with offsets in the image.
 *             S5  flags of data maps hold BPF_F_RDONLY_PROG only: whether
 *                 BPF_F_MMAPABLE is added is the loader's choice (see
 *                 has_visible_var). RINGBUF sizes are as written.
 * Ownership   In the arena given; borrows names, BTF and data from the object,
 *             which must live as long. Immutable once returned.
 * Errors      Findings SPC*. A map or program that cannot be understood is
 *             reported and left out; the status says so, and the rest is
 *             returned all the same (*ret is always set).
 */
#ifndef BW_SPEC_H
#define BW_SPEC_H

#include "obj/obj.h"

enum bw_map_origin {
	BW_MAP_BTF,	/* .maps */
	BW_MAP_OLD,	/* maps: struct bpf_map_def */
	BW_MAP_DATA,	/* .data* .bss* .rodata* and other data sections */
	BW_MAP_KCONFIG, /* values of __kconfig externs */
	BW_MAP_STRUCT_OPS,
	BW_MAP_ARENA_DATA, /* initial contents of the arena: no map of its own */
};

/* Attributes the definition spelled out (others are defaults). */
enum {
	BW_MAP_HAS_TYPE = 1 << 0,
	BW_MAP_HAS_KEY_SIZE = 1 << 1,
	BW_MAP_HAS_KEY = 1 << 2,
	BW_MAP_HAS_VALUE_SIZE = 1 << 3,
	BW_MAP_HAS_VALUE = 1 << 4,
	BW_MAP_HAS_MAX_ENTRIES = 1 << 5,
	BW_MAP_HAS_FLAGS = 1 << 6,
	BW_MAP_HAS_NUMA_NODE = 1 << 7,
	BW_MAP_HAS_PINNING = 1 << 8,
	BW_MAP_HAS_EXTRA = 1 << 9,
	BW_MAP_HAS_VALUES = 1 << 10,
};

/* One initial element: `.values = { [3] = &inner }`. In a STRUCT_OPS map: a program
 * in a member of the value. */
struct bw_map_init {
	uint32_t index; /* of the element; STRUCT_OPS: byte offset in the value */
	bw_symid sym;	/* a map or a function */
};

struct bw_map_spec {
	bw_sym name; /* of the variable or section */
	enum bw_map_origin origin;
	uint32_t has;  /* BW_MAP_HAS_* */
	uint32_t type; /* enum bpf_map_type; for DATA and KCONFIG: ARRAY */
	uint32_t key_bytes, value_bytes, max_entries, flags, numa_node, pinning;
	uint64_t extra;
	bw_tid key_type, value_type; /* BW_VOID when not given; DATASEC for data sections */
	bw_tid var_type;	     /* the VAR, or the DATASEC for data sections */
	bool is_rodata;		     /* frozen after it is filled */
	bool has_visible_var; /* data sections: a global, non-hidden variable (libbpf >= 1.1 mmaps
				 only then) */
	bool is_extern;	      /* declared here, defined elsewhere */
	bool is_optional;     /* ?.struct_ops: created only when asked for */
	const struct bw_map_spec *inner; /* template of a map of maps; NULL */
	uint32_t init_count;
	const struct bw_map_init *init;
	bw_secid sec; /* where it is defined */
	uint64_t off_bytes;
	bw_symid sym;	     /* .i 0 for data sections */
	const uint8_t *data; /* initial contents, value_bytes of them; NULL: zeros */
	struct bw_where where;
};

enum bw_attach_kind { /* what the loader has to do; one per row family of spec_sections.def */
		      BW_ATTACH_NONE, /* loaded and pinned only */
		      BW_ATTACH_TRACEPOINT,
		      BW_ATTACH_RAW_TRACEPOINT,
		      BW_ATTACH_KPROBE,
		      BW_ATTACH_KRETPROBE,
		      BW_ATTACH_KSYSCALL,
		      BW_ATTACH_KRETSYSCALL,
		      BW_ATTACH_UPROBE,
		      BW_ATTACH_URETPROBE,
		      BW_ATTACH_USDT,
		      BW_ATTACH_KPROBE_MULTI,
		      BW_ATTACH_UPROBE_MULTI,
		      BW_ATTACH_TRACING, /* fentry, fexit, fmod_ret, tp_btf, lsm, freplace: BTF id
					  */
		      BW_ATTACH_ITER,
		      BW_ATTACH_XDP,
		      BW_ATTACH_TCX,
		      BW_ATTACH_NETKIT,
		      BW_ATTACH_CGROUP,
		      BW_ATTACH_NETNS,
		      BW_ATTACH_SOCKMAP,
		      BW_ATTACH_NETFILTER,
		      BW_ATTACH_PERF_EVENT,
		      BW_ATTACH_STRUCT_OPS,
		      BW_ATTACH_OTHER, /* needs the application: sockets, routes, devices */
};

/* One row of spec_sections.def. */
struct bw_sec_def {
	const char *prefix; /* "tracepoint", "xdp" */
	uint32_t prog_type;
	uint32_t attach_type;
	enum bw_attach_kind attach;
	bool sleepable;	   /* BPF_F_SLEEPABLE */
	bool xdp_frags;	   /* BPF_F_XDP_HAS_FRAGS */
	bool needs_btf_id; /* attach_btf_id must be found in the kernel's BTF */
	bool takes_target; /* /text behind the prefix names the attach point */
};

enum bw_ref_kind {
	BW_REF_MAP,	  /* wide load of a map: index is in maps[] */
	BW_REF_MAP_VALUE, /* wide load of an address in a data map: index, off_bytes */
	BW_REF_KSYM_VAR,  /* wide load of a kernel symbol: sym */
	BW_REF_KFUNC,	  /* call of a kernel function: sym */
	BW_REF_EXTERN,	  /* call or address of something undefined that is no ksym */
};

struct bw_ref {
	uint32_t off_insns; /* in the image */
	enum bw_ref_kind kind;
	uint32_t map;	    /* index in bw_spec.map */
	uint32_t off_bytes; /* MAP_VALUE */
	bw_symid sym;
};

/* A function in a program's image. */
struct bw_prog_func {
	uint32_t off_insns, insn_count;
	bw_symid sym; /* its symbol */
	bw_secid sec; /* where it came from */
	uint32_t sec_off_insns;
	bw_tid type; /* FUNC or BW_VOID */
};

struct bw_prog_spec {
	bw_sym name, section;
	const struct bw_sec_def *def; /* NULL: section name unknown */
	const char *attach_target;    /* "sched/sched_process_exec", "do_unlinkat"; "" if none */
	bool autoload;		      /* false for SEC("?...") */
	uint32_t prog_type, attach_type, prog_flags;
	bw_symid sym;
	uint32_t insn_count;
	const struct bw_insn *insn;
	uint32_t ref_count, func_count, line_count, core_count;
	const struct bw_ref *ref;
	const struct bw_prog_func *func;
	const struct bw_line_info *line;
	const struct bw_core_relo *core;
	struct bw_where where;
};

/* An extern of .kconfig. */
struct bw_kconfig_var {
	bw_sym name; /* CONFIG_HZ, LINUX_KERNEL_VERSION */
	bw_tid type;
	bw_symid sym;
	uint32_t off_bytes, size_bytes; /* in the kconfig map */
	bool is_weak;
};

struct bw_spec {
	const struct bw_obj *obj;
	uint32_t map_count, prog_count, kconfig_count;
	const struct bw_map_spec *map;
	const struct bw_prog_spec *prog;
	const struct bw_kconfig_var *kconfig;
	const char *license; /* "" when there is none */
	uint32_t kern_version;
	bw_tid kconfig_type; /* DATASEC .kconfig */
};

BW_CHECKED enum bw_status bw_spec_build(struct bw_arena *a, const struct bw_obj *o,
					struct bw_diags *d, struct bw_spec **ret);

/*
 * A copy of a spec, its object and its names that shares nothing with them: either may be
 * freed or handed to another thread. Names keep their ids, maps and programs their indices.
 */
struct bw_spec *bw_spec_copy(struct bw_arena *a, const struct bw_spec *s);

/* The definition of a section name (a leading '?' is skipped), and the text behind
 * "prefix/"; NULL and "" if libbpf knows none. */
const struct bw_sec_def *bw_sec_def_find(const char *section, const char **ret_target);

/* Where an instruction of an image came from: function, section, source line. */
struct bw_where bw_prog_where(const struct bw_spec *s, const struct bw_prog_spec *p,
			      uint32_t off_insns);

/* "RINGBUF" for 27; "type 99" style text for unknown numbers is left to the caller: NULL. */
const char *bw_map_type_name(uint32_t type);
/* The number of "ringbuf", "BPF_MAP_TYPE_RINGBUF" or "27"; false if there is none. */
bool bw_map_type_find(const char *name, uint32_t *ret);
const char *bw_prog_type_name(uint32_t type);
/* "BPF_F_NO_PREALLOC|0x80000000". */
void bw_map_flags_print(struct bw_sb *b, uint32_t flags);

#include "spec/spec_special.h"

#endif
