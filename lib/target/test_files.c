/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of a kernel: facts from BTF, images by what is in them, target files made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "target/target.h"

struct fx {
	struct bw_arena a;
	struct bw_names *names;
	struct bw_diags *d;
};

static void setup(struct fx *f)
{
	bw_arena_init(&f->a);
	f->names = bw_names_create(&f->a);
	f->d = bw_diags_create(&f->a);
}

static bw_sym sym(struct fx *f, const char *s)
{
	return bw_intern_z(f->names, s);
}

static void add_enum(struct fx *f, struct bw_btf *b, const char *const *names,
		     const uint32_t *values, uint32_t n)
{
	uint32_t *tail = BW_NEW_ARRAY(&f->a, uint32_t, 2 * n);

	for (uint32_t i = 0; i < n; i++) {
		tail[2 * i] = sym(f, names[i]).id;
		tail[2 * i + 1] = values[i];
	}
	bw_btf_add(b, BW_BTF_ENUM, false, n, BW_SYM_NONE, 4, tail, 2 * n);
}

/* A kernel with two map types, one flag more than tables know of, and pages of page_bytes. */
static struct bw_bytes kernel_btf(struct fx *f, uint32_t page_bytes, bool big_endian)
{
	static const char *const types[] = {"BPF_MAP_TYPE_UNSPEC", "BPF_MAP_TYPE_HASH",
					    "BPF_MAP_TYPE_ARENA", "__MAX_BPF_MAP_TYPE"};
	static const char *const flags[] = {"BPF_F_NO_PREALLOC", "BPF_F_VENDOR"};
	static const char *const helpers[] = {"BPF_FUNC_unspec", "BPF_FUNC_loop",
					      "__BPF_FUNC_MAX_ID"};
	struct bw_btf *b = bw_btf_create(&f->a, f->names);
	struct bw_bytes btf, ext;
	uint32_t member[3], pad[2 * 9000];
	const struct bw_ext none = {0};

	add_enum(f, b, types, (const uint32_t[]){0, 1, 33, 34}, 4);
	add_enum(f, b, flags, (const uint32_t[]){1, 1u << 29}, 2);
	add_enum(f, b, helpers, (const uint32_t[]){0, 181, 212}, 3);
	member[0] = sym(f, "consumer_pos").id;
	member[1] = 1;
	member[2] = page_bytes * 8;
	bw_btf_add(b, BW_BTF_STRUCT, false, 1, sym(f, "bpf_ringbuf"), 3 * page_bytes, member, 3);
	member[0] = sym(f, "x").id;
	member[2] = 0;
	bw_btf_add(b, BW_BTF_STRUCT, false, 1, sym(f, "bpf_local_storage_elem"), 192, member, 3);
	bw_btf_add(b, BW_BTF_STRUCT, false, 1, sym(f, "task_struct"), 9000, member, 3);
	for (uint32_t i = 0; i < 9000; i++) { /* as large as a kernel's, to be found in images */
		pad[2 * i] = sym(f, "pad").id;
		pad[2 * i + 1] = i;
	}
	bw_btf_add(b, BW_BTF_ENUM, false, 9000, BW_SYM_NONE, 4, pad, 2 * 9000);
	bw_btf_write(&f->a, b, &none, big_endian, &btf, &ext);
	return btf;
}

static const char *write_file(struct fx *f, const char *name, struct bw_bytes b)
{
	const char *path = bw_printf(&f->a, "%s/%s", BW_BINARY_DIR, name);
	struct bw_output *o;

	assert_int_equal(bw_output_stage(&f->a, path, b.p, b.n, 0644, &o), 0);
	assert_int_equal(bw_output_commit(o), 0);
	return path;
}

static struct bw_bytes text(const char *s)
{
	return (struct bw_bytes){(const uint8_t *)s, strlen(s)};
}

static void test_facts(void **state)
{
	struct bw_kernel_facts k;
	struct fx f;

	(void)state;
	for (int big = 0; big < 2; big++) {
		struct bw_target t = {.kernel = BW_KVER(4, 18, 0), .facts = &k};
		struct bw_bytes btf;
		uint32_t bytes = 0, since;

		setup(&f);
		btf = kernel_btf(&f, 65536, big);
		assert_true(bw_kernel_facts_read(&f.a, btf, "k.btf", &k));
		assert_int_equal(k.page_bytes, 65536);
		assert_int_equal(k.storage_elem_bytes, 192);
		assert_int_equal(k.map_flags, 1u | 1u << 29);
		assert_true(k.map_types == (UINT64_C(1) | UINT64_C(2) | UINT64_C(1) << 33));
		assert_true(bw_target_has_map_type(&t, 33, &since)); /* backported */
		assert_int_equal(since, BW_KVER(6, 9, 0));
		assert_false(bw_target_has_map_type(&t, 2, NULL));
		assert_true(bw_target_has_helper(&t, 181, NULL));
		assert_false(bw_target_has_helper(&t, 1, NULL));
		assert_true(bw_target_has_map_flag(&t, 1, NULL));
		assert_false(bw_target_has_map_flag(&t, 2, NULL));
		assert_int_equal(bw_target_struct(&t, "task_struct", &bytes), BW_YES);
		assert_int_equal(bytes, 9000);
		assert_int_equal(bw_target_struct(&t, "no_struct", &bytes), BW_NO);
		for (size_t n = 0; n < btf.n; n += n < 400 ? 1 : 997) /* cut short: no crash */
			assert_false(
			    bw_kernel_facts_read(&f.a, (struct bw_bytes){btf.p, n}, "", &k));
		bw_arena_deinit(&f.a);
	}
}

static void put64(uint8_t *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

/* An arm64 Image with a banner, BTF, and a packed configuration inside. */
static struct bw_bytes arm64_image(struct fx *f, struct bw_bytes btf, uint64_t flags)
{
	static const char config[] = "#\n# Linux/arm64 6.12.48 Kernel Configuration\n"
				     "CONFIG_ARM64=y\nCONFIG_NR_CPUS=64\n";
	uint8_t head[64] = {0}, packed[1000];
	z_stream z = {0};
	struct bw_sb sb = bw_sb_in(&f->a);

	put64(head + 24, flags);
	memcpy(head + 56, "ARMd", 4);
	bw_sb_add(&sb, head, sizeof(head));
	bw_sb_addz(&sb, "..Linux version 6.12.48-board (gcc) #1 SMP");
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)config;
	z.avail_in = sizeof(config) - 1;
	z.next_out = packed;
	z.avail_out = sizeof(packed);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	bw_sb_addz(&sb, "IKCFG_ST");
	bw_sb_add(&sb, packed, z.total_out);
	deflateEnd(&z);
	bw_sb_add(&sb, btf.p, btf.n);
	bw_sb_addz(&sb, "and what follows");
	return bw_sb_bytes(&sb);
}

static struct bw_bytes zstd_packed(struct fx *f, struct bw_bytes in)
{
	size_t room = ZSTD_compressBound(in.n);
	uint8_t *p = bw_alloc(&f->a, room);
	size_t n = ZSTD_compress(p, room, in.p, in.n, 3);

	assert_false(ZSTD_isError(n));
	return (struct bw_bytes){p, n};
}

static void test_images(void **state)
{
	struct bw_bytes btf, image, forms[2];
	struct fx f;

	(void)state;
	setup(&f);
	btf = kernel_btf(&f, 16384, false);
	image = arm64_image(&f, btf, 2 << 1);
	forms[0] = image;
	forms[1] = zstd_packed(&f, image);
	for (int i = 0; i < 2; i++) {
		struct bw_kernel_file k;
		const char *path = write_file(&f, "target-test.image", forms[i]);

		assert_int_equal(bw_kernel_file_read(&f.a, f.d, bw_at_file(path), path, &k), BW_OK);
		assert_string_equal(k.kind, "Image");
		assert_string_equal(k.arch->name, "aarch64");
		assert_string_equal(k.release, "6.12.48-board");
		assert_int_equal(k.page_bytes, 16384);
		assert_int_equal(k.btf.n, btf.n);
		assert_memory_equal(k.btf.p, btf.p, btf.n);
		assert_non_null(strstr((const char *)k.config.p, "CONFIG_NR_CPUS=64"));
	}
	bw_arena_deinit(&f.a);
}

static void test_no_kernel_file(void **state)
{
	static const char *const texts[] = {"",
					    "hello",
					    "\177ELF",
					    "\x9f\xeb\x01",
					    "\x1f\x8b\x08",
					    "\x28\xb5\x2f\xfd",
					    "\xfd"
					    "7zXZ",
					    "\x02\x21\x4c\x18zzzzzzz"};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(texts); i++) {
		struct bw_kernel_file k = {0};
		struct fx f;
		const char *path;

		setup(&f);
		path = write_file(&f, "target-test.none", text(texts[i]));
		if (i == 3) { /* an ELF file of nothing: it says nothing */
			bw_arena_deinit(&f.a);
			continue;
		}
		if (bw_kernel_file_read(&f.a, f.d, bw_at_file(path), path, &k) == BW_OK)
			assert_true(!k.arch && !k.kernel && !k.btf.p && !k.config.p);
		else
			assert_int_equal(f.d->list.v[0].code, BW_D_TGT_FILE);
		bw_arena_deinit(&f.a);
	}
}

static enum bw_status import(struct fx *f, const char *const *paths, uint32_t n, struct bw_sb *ret)
{
	const struct bw_import im = {"it's", NULL, paths, n};
	struct bw_bytes btf;

	return bw_target_import(&f->a, f->d, &im, ret, &btf);
}

/* What is imported is read back to the same; files of different kernels are refused. */
static void test_import(void **state)
{
	static const char config[] = "#\n# Linux/arm64 6.12.48 Kernel Configuration\n#\n"
				     "CONFIG_ARM64=y\nCONFIG_PAGE_SHIFT=14\nCONFIG_NR_CPUS=64\n";
	const char *paths[3], *yaml;
	struct bw_target *t;
	struct bw_sb sb;
	struct fx f;

	(void)state;
	setup(&f);
	sb = bw_sb_in(&f.a);
	paths[0] = write_file(&f, "target-test.btf", kernel_btf(&f, 16384, false));
	paths[1] = write_file(&f, "target-test.config", text(config));
	assert_int_equal(import(&f, paths, 2, &sb), BW_OK);
	yaml = write_file(&f, "target-test-import.yaml", bw_sb_bytes(&sb));
	assert_int_equal(bw_target_find(&f.a, f.d, yaml, &t), BW_OK);
	assert_string_equal(t->name, "it's");
	assert_string_equal(t->arch->name, "aarch64");
	assert_int_equal(t->kernel, BW_KVER(6, 12, 48));
	assert_int_equal(t->page_bytes, 16384);
	assert_int_equal(t->nr_cpus, 64);
	assert_int_equal(t->storage_elem_bytes, 192);
	assert_int_equal(t->guessed, BW_GUESS_CPUS | BW_GUESS_STACK_DEPTH | BW_GUESS_NUMA);

	paths[2] = write_file(&f, "target-test-4k.btf", kernel_btf(&f, 4096, false));
	assert_int_equal(import(&f, paths, 3, &sb), BW_MALFORMED);
	assert_int_equal(f.d->list.v[0].code, BW_D_TGT_CONTRADICTION);
	assert_int_equal(import(&f, paths, 1, &sb), BW_MALFORMED);
	assert_int_equal(f.d->list.v[1].code, BW_D_TGT_MISSING);
	bw_arena_deinit(&f.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_facts),
	    cmocka_unit_test(test_images),
	    cmocka_unit_test(test_no_kernel_file),
	    cmocka_unit_test(test_import),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
