/* SPDX-License-Identifier: BSD-2-Clause */
/* Names across languages. */
#include <setjmp.h>
#include <stdarg.h>

#include "abicheck/abicheck_parts.h"

#include <cmocka.h>

static void test_match(void **state)
{
	static const char *const stems[] = {"bpf", "probe"};
	static const struct {
		const char *bpf, *user;
		enum name_match want;
	} rows[] = {
	    {"flow_key", "flow_key", NAME_SAME},
	    {"flow_key", "struct flow_key", NAME_SAME},
	    {"flow_key", "net::flow_key", NAME_SAME},
	    {"flow_key", "FlowKey", NAME_CASE},
	    {"flow_key", "main.FlowKey", NAME_CASE},
	    {"flow_key", "github.com/acme/agent/bpf.flowKey", NAME_CASE},
	    {"flow_key", "app::types::FlowKey", NAME_CASE},
	    {"flow_key", "app::FlowKey<app::X>", NAME_CASE},
	    {"FLOW_KEY", "FlowKey", NAME_CASE},
	    {"flow_key", "flow_key_t", NAME_SUFFIX},
	    {"flow_key_t", "main.FlowKey", NAME_SUFFIX},
	    {"flow_key", "main.FlowKeyT", NAME_SUFFIX},
	    {"flow_key", "main.bpfFlowKey", NAME_PREFIX},
	    {"flow_key", "main.probeFlowKey", NAME_PREFIX},
	    {"flow_key_t", "main.bpfFlowKeyT", NAME_PREFIX},
	    {"flow_key", "main.otherFlowKey", NAME_OTHER},
	    {"flow_key", "main.bpfflowkey", NAME_OTHER},
	    {"flow_key", "flow", NAME_OTHER},
	    {"key", "FlowKey", NAME_OTHER},
	};
	struct bw_arena a;

	(void)state;
	bw_arena_init(&a);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		const char *plain = name_plain(&a, name_last(&a, rows[i].user));

		if (name_match(&a, rows[i].bpf, rows[i].user, stems, 2) != rows[i].want)
			fail_msg("%s and %s", rows[i].bpf, rows[i].user);
		/* what is looked at first must not refuse what matches */
		if (rows[i].want != NAME_OTHER &&
		    !name_may_match(plain, name_without_t(&a, rows[i].bpf)))
			fail_msg("%s may be %s", rows[i].bpf, rows[i].user);
	}
	bw_arena_deinit(&a);
}

static void test_paths(void **state)
{
	static const struct {
		const char *path, *want;
		bool is_padding;
	} rows[] = {
	    {"", "", false},
	    {"src_ip", "srcip", false},
	    {"SrcIP", "srcip", false},
	    {"a[3].Some_B", "a[3].someb", false},
	    {"r#type", "type", false},
	    {"addr.__0", "addr", false},
	    {"__1", "1", false},
	    {"_", "", true},
	    {"a._", "a.", true},
	    {"pad", "pad", true},
	    {"__pad0", "pad0", true},
	    {"_pad_2", "pad2", true},
	    {"Padding", "padding", true},
	    {"reserved1", "reserved1", true},
	    {"paddle", "paddle", false},
	    {"padlock_id", "padlockid", false},
	};
	struct bw_arena a;

	(void)state;
	bw_arena_init(&a);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		assert_string_equal(path_plain(&a, rows[i].path), rows[i].want);
		if (path_is_padding(&a, rows[i].path) != rows[i].is_padding)
			fail_msg("'%s'", rows[i].path);
	}
	bw_arena_deinit(&a);
}

static void test_library(void **state)
{
	static const struct {
		enum bw_dwarf_lang lang;
		const char *name;
		bool want;
	} rows[] = {
	    {BW_DWARF_GO, "runtime.key", true},
	    {BW_DWARF_GO, "internal/trace.Event", true},
	    {BW_DWARF_GO, "main.Key", false},
	    {BW_DWARF_GO, "github.com/a/net.Key", false},
	    {BW_DWARF_GO, "time", false},
	    {BW_DWARF_RUST, "core::time::Key", true},
	    {BW_DWARF_RUST, "app::core::Key", false},
	    {BW_DWARF_C, "std", false},
	    {BW_DWARF_CXX, "std::key", true},
	    {BW_DWARF_CXX, "stdx::key", false},
	};

	(void)state;
	for (size_t i = 0; i < BW_COUNT(rows); i++)
		if (name_is_library(rows[i].lang, rows[i].name) != rows[i].want)
			fail_msg("%s", rows[i].name);
}

static void test_distance(void **state)
{
	struct bw_arena a;

	(void)state;
	bw_arena_init(&a);
	assert_int_equal(name_distance(&a, "flow", "flow"), 0);
	assert_int_equal(name_distance(&a, "flow", "flaw"), 1);
	assert_int_equal(name_distance(&a, "flow", "flows"), 1);
	assert_int_equal(name_distance(&a, "", "flow"), 4);
	assert_int_equal(name_distance(&a, "kitten", "sitting"), 3);
	bw_arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_match),
	    cmocka_unit_test(test_paths),
	    cmocka_unit_test(test_library),
	    cmocka_unit_test(test_distance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
