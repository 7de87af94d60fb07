/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * start - the part of a stub that is not interpreter: entry, system calls, signals, and the
 * way to the image. Everything up to rt_main_part() lies in the first bytes of the file, so a
 * file cut anywhere behind them says so instead of crashing.
 */
#include "rt/rt_core.h"

#define FIRST __attribute__((section(".text.first"), used, noinline))
#define FIRST_DATA __attribute__((section(".rodata.first"), used))

#if defined(__x86_64__)
__asm__(".section .text.first,\"ax\",@progbits\n"
	".globl _start, bw_rt_raw3, bw_rt_raw6, bw_rt_return\n"
	"_start:\n"
	"	xorl %ebp, %ebp\n"
	"	movq %rsp, %rdi\n"
	"	andq $-16, %rsp\n"
	"	call bw_rt_first\n"
	"bw_rt_raw3:\n"
	"bw_rt_raw6:\n"
	"	movq %rcx, %rax\n"
	"	movq 8(%rsp), %r10\n"
	"	syscall\n"
	"	ret\n"
	"bw_rt_return:\n"
	"	movl $15, %eax\n"
	"	syscall\n"
	".text\n");
#define SA_RESTORER 0x04000000u
#elif defined(__aarch64__)
__asm__(".section .text.first,\"ax\",@progbits\n"
	".globl _start, bw_rt_raw3, bw_rt_raw6, bw_rt_return\n"
	"_start:\n"
	"	mov x29, #0\n"
	"	mov x30, #0\n"
	"	mov x0, sp\n"
	"	b bw_rt_first\n"
	"bw_rt_raw3:\n"
	"bw_rt_raw6:\n"
	"	mov x8, x3\n"
	"	mov x3, x6\n"
	"	svc #0\n"
	"	ret\n"
	"bw_rt_return:\n" /* unused: the kernel brings its own */
	"	ret\n"
	".text\n");
#define SA_RESTORER 0u
#else
#error "no start code for this architecture"
#endif

enum { SIGHUP = 1, SIGINT, SIGQUIT, SIGILL, SIGBUS = 7, SIGSEGV = 11, SIGTERM = 15 };

#define SIG_IGNORE ((uintptr_t)1)
#define SIG_SETMASK 2
#define AT_PAGESZ 6u
#define END_MARK 0x646e6521u /* what the last word of the first segment holds */
#define PAYLOAD_HEADER 2

struct elf64_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
};

struct elf64_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct kernel_sigaction {
	uintptr_t handler;
	unsigned long flags;
	uintptr_t restorer;
	uint64_t mask;
};

/* From the linker script. */
extern const struct elf64_header rt_file_start;
extern const volatile uint32_t rt_end_mark;
void bw_rt_return(void);
_Noreturn void bw_rt_first(const unsigned long *stack);
void *memcpy(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);

__attribute__((section(".mark"), used)) static const uint32_t end_mark = END_MARK;
FIRST_DATA static const char cut[] =
    "bpfweld loader: this file is damaged or cut short; copy it again\n";

static struct bw_rt the_rt;
static volatile int stop_signal;

FIRST static _Noreturn void die(void)
{
	bw_rt_raw3(2, (long)cut, sizeof(cut) - 1, RT_NR_write);
	for (;;)
		bw_rt_raw3(BW_RT_EXIT_IMAGE, 0, 0, RT_NR_exit_group);
}

FIRST static void on_crash(int sig)
{
	(void)sig;
	die();
}

static void on_stop(int sig)
{
	stop_signal = sig;
}

FIRST static void handle(int sig, void (*handler)(int))
{
	struct kernel_sigaction act, old;

	act.handler = (uintptr_t)handler;
	act.flags = SA_RESTORER;
	act.restorer = (uintptr_t)bw_rt_return;
	act.mask = 0;
	old.handler = 0;
	bw_rt_raw6(sig, (long)&act, (long)&old, RT_NR_rt_sigaction, 0, 0, sizeof(act.mask));
	if (old.handler == SIG_IGNORE) /* nohup and the like */
		bw_rt_raw6(sig, (long)&old, 0, RT_NR_rt_sigaction, 0, 0, sizeof(act.mask));
}

static void stop_on_signals(void)
{
	static const uint8_t stops[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	uint64_t blocked = ~(1ull << (SIGILL - 1) | 1ull << (SIGBUS - 1) | 1ull << (SIGSEGV - 1));

	for (size_t i = 0; i < sizeof(stops); i++) {
		handle(stops[i], on_stop);
		blocked &= ~(1ull << (stops[i] - 1));
	}
	bw_rt_raw6(SIG_SETMASK, (long)&blocked, 0, RT_NR_rt_sigprocmask, 0, 0, sizeof(blocked));
}

static void set_page_bytes(struct bw_rt *rt, const unsigned long *auxv)
{
	rt->page_bytes = 4096;
	for (; auxv[0]; auxv += 2)
		if (auxv[0] == AT_PAGESZ)
			rt->page_bytes = (uint32_t)auxv[1];
}

static int rt_main_part(const unsigned long *stack)
{
	const struct elf64_segment *segment =
	    (const void *)((const uint8_t *)&rt_file_start + rt_file_start.phoff);
	int argc = (int)stack[0];
	char **argv = (char **)(uintptr_t)(stack + 1);
	const unsigned long *env = stack + argc + 2;
	struct bw_rt *rt = &the_rt;

	while (*env)
		env++;
	set_page_bytes(rt, env + 1);
	stop_on_signals();
	rt->stop = &stop_signal;
	rt->stub = (const uint8_t *)&rt_file_start;
	rt->stub_bytes = segment[0].filesz;
	rt->image = (uint8_t *)(uintptr_t)segment[PAYLOAD_HEADER].vaddr;
	rt->image_bytes = segment[PAYLOAD_HEADER].filesz;
	return bw_rt_run(rt, argc, argv);
}

FIRST _Noreturn void bw_rt_first(const unsigned long *stack)
{
	handle(SIGILL, on_crash);
	handle(SIGBUS, on_crash);
	handle(SIGSEGV, on_crash);
	if (rt_end_mark != END_MARK) /* zero: cut inside the last page */
		die();
	int code = rt_main_part(stack);

	for (;;)
		bw_rt_raw3(code, 0, 0, RT_NR_exit_group);
}

/* The compiler may call these for copies and initialisers. */
void *memcpy(void *to, const void *from, size_t bytes)
{
	return bw_rt_copy(to, from, bytes);
}

void *memset(void *to, int byte, size_t bytes)
{
	uint8_t *t = to;

	while (bytes--)
		*t++ = (uint8_t)byte;
	return to;
}
