/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How bw_compile() and bpfweld-codegen talk.
 *
 * bpfweld-codegen --protocol=4 --endian=little|big --mcpu=vN --opt=L [--ir]
 *                 [--function-sections] [--link=N] [-mllvm X]...
 *   fd 0  IR text or bitcode; with --link N + 1 chunks, each 8 bytes of size (little
 *         endian) and that many bytes: the names to keep, each with its NUL, then
 *         the modules
 *   fd 1  the object; nothing unless the exit code is 0
 *   fd 2  whatever LLVM or the dynamic linker prints
 *   fd 3  records: severity, kind, text without NUL, NUL
 * --ir: the input is not clang's answer to our own options, so its functions get
 * the -mcpu that was asked for.
 * --link: N modules become one before they are optimised; of what they define, only
 * programs, data and the names to keep stay visible to others.
 */
#ifndef BW_COMPILE_CODEGEN_H
#define BW_COMPILE_CODEGEN_H

#define BW_CODEGEN_PROTOCOL "4"

/* Exit codes. Anything else, or a signal: it fell over. */
#define BW_CODEGEN_OK 0
#define BW_CODEGEN_ERRORS 1 /* said why in records */
#define BW_CODEGEN_USAGE 2  /* options not understood: another version of it? */

/* Kinds of records. */
#define BW_REC_HELLO 'h'    /* first of all: protocol, space, version of LLVM */
#define BW_REC_PRODUCER 'p' /* who wrote the bitcode */
#define BW_REC_NEWER 'n'    /* bitcode of a newer LLVM; text empty */
#define BW_REC_READ 'r'	    /* neither IR nor bitcode */
#define BW_REC_VERIFY 'v'   /* IR that breaks LLVM's rules */
#define BW_REC_TARGET 't'   /* for another machine or byte order */
#define BW_REC_MODULE 'm'   /* what follows is about module N, from 0; "": about all */
#define BW_REC_LINK 'k'	    /* modules that do not fit together */
#define BW_REC_DECL 'l'	    /* a global: "LINE NAME<tab>FILE" */
#define BW_REC_DIAG 'd'	    /* a diagnostic of LLVM, severity as given */
#define BW_REC_FATAL 'f'    /* LLVM's last words */

#endif
