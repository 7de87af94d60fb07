/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpfweld-codegen - IR modules in, one BPF object out. The only part of bpfweld
 * that includes llvm-c.
 *
 * Ownership   Nothing is allocated here; what LLVM gives is disposed of.
 * Errors      Records on fd 3 (compile_codegen.h) and the exit code.
 */
#ifndef BW_CODEGEN_H
#define BW_CODEGEN_H

#include <llvm-c/Core.h>
#include <llvm-c/TargetMachine.h>
#include <stdbool.h>

#include "compile/compile_codegen.h"

struct codegen_options {
	const char *triple; /* "bpfel" or "bpfeb" */
	const char *mcpu;   /* "v1" to "v4" */
	char opt_level;
	bool ir; /* functions get mcpu whatever their attributes say */
	bool function_sections;
	unsigned link; /* modules on fd 0; 0: one, without the chunks */
	int llvm_argc; /* options for LLVM itself, argv[0] included */
	const char **llvm_argv;
};

/* Send one record. */
void codegen_say(char severity, char kind, const char *text);
/* Send LLVM's diagnostics and last words as records; count the errors. */
void codegen_listen(LLVMContextRef ctx);
/* The kind of record that LLVM's diagnostics become from now on. */
void codegen_listen_as(char kind);
/* Errors sent so far. */
unsigned codegen_errors(void);

/* Read fd 0, refuse what is not for us; NULL after a record that says why. */
LLVMModuleRef codegen_read(LLVMContextRef ctx, LLVMTargetMachineRef tm,
			   const struct codegen_options *o);
/* The same for a buffer, which it takes. */
LLVMModuleRef codegen_parse(LLVMContextRef ctx, LLVMTargetMachineRef tm,
			    const struct codegen_options *o, LLVMMemoryBufferRef buf);
/* Read fd 0 as o->link modules and make them one; NULL after a record. */
LLVMModuleRef codegen_link(LLVMContextRef ctx, LLVMTargetMachineRef tm,
			   const struct codegen_options *o);
/* Send where each global variable and function is declared, as debug info tells. */
void codegen_decls(LLVMModuleRef m);
/* Optimise and write the object to fd 1; false after a record. */
bool codegen_emit(LLVMModuleRef m, LLVMTargetMachineRef tm, const struct codegen_options *o);

#endif
