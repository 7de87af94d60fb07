/* SPDX-License-Identifier: BSD-2-Clause */
/* What map-oracle and map-lines share: the names of map types, and what is too big to send. */
#ifndef MAP_ORACLE_H
#define MAP_ORACLE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MT_HASH = 1,
	MT_ARRAY = 2,
	MT_PERCPU_HASH = 5,
	MT_PERCPU_ARRAY = 6,
	MT_LRU_HASH = 9,
	MT_LRU_PERCPU_HASH = 10,
	MT_LPM_TRIE = 11,
	MT_ARRAY_OF_MAPS = 12,
	MT_HASH_OF_MAPS = 13,
	MT_SOCKMAP = 15,
	MT_SOCKHASH = 18,
	MT_PERCPU_CGROUP_STORAGE = 21,
	MT_STRUCT_OPS = 26,
	MT_RINGBUF = 27,
	MT_BLOOM_FILTER = 30,
	MT_USER_RINGBUF = 31,
	MT_ARENA = 33,
};

static const char *const map_types[] = {"UNSPEC",
					"HASH",
					"ARRAY",
					"PROG_ARRAY",
					"PERF_EVENT_ARRAY",
					"PERCPU_HASH",
					"PERCPU_ARRAY",
					"STACK_TRACE",
					"CGROUP_ARRAY",
					"LRU_HASH",
					"LRU_PERCPU_HASH",
					"LPM_TRIE",
					"ARRAY_OF_MAPS",
					"HASH_OF_MAPS",
					"DEVMAP",
					"SOCKMAP",
					"CPUMAP",
					"XSKMAP",
					"SOCKHASH",
					"CGROUP_STORAGE",
					"REUSEPORT_SOCKARRAY",
					"PERCPU_CGROUP_STORAGE",
					"QUEUE",
					"STACK",
					"SK_STORAGE",
					"DEVMAP_HASH",
					"STRUCT_OPS",
					"RINGBUF",
					"INODE_STORAGE",
					"TASK_STORAGE",
					"BLOOM_FILTER",
					"USER_RINGBUF",
					"CGRP_STORAGE",
					"ARENA",
					"INSN_ARRAY"};
#define MAP_TYPES (sizeof(map_types) / sizeof(map_types[0]))

/* The plain numbers of a question. */
struct map_numbers {
	uint32_t type, key, value, max_entries, flags, numa;
	uint64_t extra;
};

/* At least what a kernel could allocate for it, whether it should refuse the map or not. */
static inline uint64_t map_memory_bytes(const struct map_numbers *m, uint32_t cpus)
{
	uint64_t n = m->max_entries, copies = 1, elem;

	if (m->type == MT_ARENA) /* address space only, and the same for all sizes */
		return 0;
	if ((m->type == MT_SOCKMAP || m->type == MT_SOCKHASH) && n > INT_MAX)
		return UINT64_MAX;  /* 6.18.44 makes it and crashes when it frees it */
	if (m->type == MT_LPM_TRIE) /* filled on demand */
		return 0;
	if (n > 1 << 24)
		return UINT64_MAX;
	if (m->type == MT_RINGBUF || m->type == MT_USER_RINGBUF)
		return n * 4;
	if (m->type == MT_BLOOM_FILTER)
		return n * 4;
	if (m->type == MT_PERCPU_HASH || m->type == MT_PERCPU_ARRAY ||
	    m->type == MT_LRU_PERCPU_HASH || m->type == MT_PERCPU_CGROUP_STORAGE)
		copies = cpus;
	if (m->type == MT_HASH || m->type == MT_LRU_HASH || m->type == MT_PERCPU_HASH ||
	    m->type == MT_LRU_PERCPU_HASH || m->type == MT_HASH_OF_MAPS)
		n += cpus;
	elem = 128 + (uint64_t)m->key + copies * ((uint64_t)m->value + 16);
	return n * elem;
}

/* ---- the BTF of a question: map-oracle-btf.c ---- */

#define MAP_BTF_WORDS 16384
#define MAP_BTF_SEEN 256
#define MAP_BTF_DEFS 16
#define MAP_BTF_BAD UINT32_MAX /* stands for an id behind the last type */

/* Types in the making. A line has one, for all its maps. */
struct map_btf {
	uint32_t types[MAP_BTF_WORDS], n;
	size_t words;
	char strings[1 << 15];
	size_t string_bytes;
	struct {
		char *text;
		uint32_t id, size;
	} seen[MAP_BTF_SEEN];
	size_t n_seen;
	struct {
		const char *name;
		uint32_t id, size;
	} defs[MAP_BTF_DEFS];
	size_t n_defs;
	struct { /* words that hold the id of a def */
		size_t word, def;
	} fix[MAP_BTF_SEEN];
	size_t n_fix;
};

void map_btf_reset(struct map_btf *b);
/* Names of all defs first, as a pointer may lead to a later one. */
void map_btf_def_name(struct map_btf *b, const char *name);
void map_btf_def(struct map_btf *b, size_t def, const char *text);
/* The id of a key or value type of these bytes; 0 none, MAP_BTF_BAD. */
uint32_t map_btf_top(struct map_btf *b, const char *text, uint32_t size, const char *name);
size_t map_btf_bytes(struct map_btf *b, unsigned char *ret);

#endif
