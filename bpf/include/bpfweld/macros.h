/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef BPFWELD_MACROS_H
#define BPFWELD_MACROS_H

/*
 * macros - where a thing goes and who may see it.
 *
 * SEC("xdp") puts a function or variable into an ELF section; loaders take the program type and
 * the attach point from the section's name. What has no section is .text, .data, .bss or .rodata.
 * It fits declarations (`extern ... SEC(".maps")`) as well as definitions. Programs, maps and the
 * license are not static: a static object that nothing uses is gone after the compiler.
 */

#define SEC(name) __attribute__((section(name)))

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif

/* A default: a definition without __weak in any other file takes its place. */
#ifndef __weak
#define __weak __attribute__((weak))
#endif

/* Seen by the other files of the link; afterwards a static function to the verifier. */
#ifndef __hidden
#define __hidden __attribute__((visibility("hidden")))
#endif

/* Externs that the running kernel provides: a function or variable, a configuration value. */
#ifndef __ksym
#define __ksym SEC(".ksyms")
#endif
#ifndef __kconfig
#define __kconfig SEC(".kconfig")
#endif

#ifndef __maybe_unused
#define __maybe_unused __attribute__((unused))
#endif

/*
 * A setting in .rodata: user space may change it before the object is loaded, nobody afterwards.
 * `volatile` keeps the compiler from using the default, the verifier then uses the final value.
 */
#define BW_TUNABLE const volatile

/* The license text of the object; every file of a link should say the same. */
#define BW_LICENSE(text) char bw_license[] SEC("license") = text

/* Keeps the compiler from merging or moving what is before and after. */
#define bw_barrier() __asm__ volatile("" ::: "memory")

/* Hides a value from the optimiser, so that a bound proved before is proved on this register. */
#define bw_opaque(var) __asm__ volatile("" : "+r"(var))

#endif
