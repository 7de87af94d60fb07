/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running what was linked: libbpf loads it, the kernel runs it. Where one of them is
 * missing the tests say so.
 */
#ifndef BW_TEST_LINK_RUN_H
#define BW_TEST_LINK_RUN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <errno.h>
#include <unistd.h>

#include "link/link.h"
#include "testkit/testkit.h"

/* ---- the kernel ---- */

/* The few functions of libbpf that it takes, by their public prototypes. */
struct test_libbpf {
	void *(*open)(const void *image, size_t n, const void *opts);
	int (*load)(void *obj);
	void (*close)(void *obj);
	void *(*find)(const void *obj, const char *name);
	int (*fd)(const void *prog);
	int (*run)(int fd, void *opts);
	void *(*next)(const void *obj, void *prog);
	int (*autoload)(void *prog, bool yes);
	void *(*print)(int (*fn)(int level, const char *fmt, va_list ap));
};

/* struct bpf_test_run_opts of libbpf 1.0 and later. */
struct test_run_opts {
	size_t sz;
	const void *data_in;
	void *data_out;
	uint32_t data_size_in, data_size_out;
	const void *ctx_in;
	void *ctx_out;
	uint32_t ctx_size_in, ctx_size_out;
	uint32_t retval;
	int repeat;
	uint32_t duration, flags, cpu, batch_size;
};

static struct {
	bool tried;
	const char *missing; /* why nothing runs */
	struct test_libbpf bpf;
	uint32_t runs;
	char log[8192];
	size_t log_bytes;
} test_kernel;

static int test_log(int level, const char *fmt, va_list ap)
{
	size_t room = sizeof(test_kernel.log) - test_kernel.log_bytes;
	int n = level < 2 ? vsnprintf(test_kernel.log + test_kernel.log_bytes, room, fmt, ap) : 0;

	if (n > 0)
		test_kernel.log_bytes += (size_t)n < room ? (size_t)n : room - 1;
	return 0;
}

static void test_kernel_open(void)
{
	static const char *const names[] = {
	    "bpf_object__open_mem",	"bpf_object__load",
	    "bpf_object__close",	"bpf_object__find_program_by_name",
	    "bpf_program__fd",		"bpf_prog_test_run_opts",
	    "bpf_object__next_program", "bpf_program__set_autoload",
	    "libbpf_set_print",
	};
	void **fn = (void **)&test_kernel.bpf;
	void *lib = dlopen("libbpf.so.1", RTLD_NOW);

	test_kernel.tried = true;
	if (geteuid() != 0)
		test_kernel.missing = "not root";
	else if (!lib)
		test_kernel.missing = "no libbpf.so.1";
	for (size_t i = 0; i < BW_COUNT(names) && !test_kernel.missing; i++) {
		fn[i] = dlsym(lib, names[i]);
		if (!fn[i])
			test_kernel.missing = "libbpf is too old";
	}
	if (!test_kernel.missing)
		test_kernel.bpf.print(test_log);
}

/* The loaded object, every program of it; NULL if nothing can be loaded here. */
static inline void *test_load(struct bw_bytes image, const char *name)
{
	const struct test_libbpf *b = &test_kernel.bpf;
	void *obj;
	int err;

	if (!test_kernel.tried)
		test_kernel_open();
	if (test_kernel.missing)
		return NULL;
	test_kernel.log_bytes = 0;
	test_kernel.log[0] = '\0';
	obj = b->open(image.p, image.n, NULL);
	if (!obj)
		fail_msg("%s: not opened: %s", name, test_kernel.log);
	for (void *p = b->next(obj, NULL); p; p = b->next(obj, p))
		b->autoload(p, true);
	err = b->load(obj);
	if (err == -EPERM && !test_kernel.runs) {
		test_kernel.missing = "bpf(2) is not permitted";
		b->close(obj);
		return NULL;
	}
	if (err)
		fail_msg("%s: not loaded: %s", name, test_kernel.log);
	test_kernel.runs++;
	return obj;
}

/* Load the object and run one of its programs on an empty packet. */
static inline void test_run(struct bw_bytes image, const char *prog, int want, const char *name)
{
	static const uint8_t packet[64];
	struct test_run_opts opts = {
	    .sz = sizeof(opts), .data_in = packet, .data_size_in = sizeof(packet), .repeat = 1};
	const struct test_libbpf *b = &test_kernel.bpf;
	void *obj = test_load(image, name);

	if (!obj)
		return;
	if (b->run(b->fd(b->find(obj, prog)), &opts))
		fail_msg("%s: not run: errno %d", name, errno);
	if (opts.retval != (uint32_t)want)
		fail_msg("%s: returned %d, not %d", name, (int)opts.retval, want);
	b->close(obj);
}

static inline void test_run_report(void)
{
	if (test_kernel.missing)
		print_message("results not given to the kernel: %s\n", test_kernel.missing);
	else
		print_message("%u results taken by the kernel\n", test_kernel.runs);
}

#endif
