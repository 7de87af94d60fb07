/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/codegen/codegen.h"

#include <llvm-c/Error.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OBJECT_FD 1
#define FLAGS_MAX 64 /* module flags; clang writes 3 to 6 */

static bool optimise(LLVMModuleRef m, LLVMTargetMachineRef tm, char level)
{
	const char passes[] = {'d', 'e', 'f', 'a', 'u', 'l', 't', '<', 'O', level, '>', '\0'};
	LLVMPassBuilderOptionsRef opts = LLVMCreatePassBuilderOptions();
	LLVMErrorRef err;
	char *text;

	LLVMPassBuilderOptionsSetSLPVectorization(opts,
						  level != '0' && level != '1'); /* as clang */
	err = LLVMRunPasses(m, passes, tm, opts);
	LLVMDisposePassBuilderOptions(opts);
	if (!err)
		return true;
	text = LLVMGetErrorMessage(err);
	codegen_say('E', BW_REC_FATAL, text);
	LLVMDisposeErrorMessage(text);
	return false;
}

static bool is_dwarf_version(LLVMValueRef flag, LLVMValueRef operand[3])
{
	static const char name[] = "Dwarf Version";
	unsigned n = 0;
	const char *s;

	if (LLVMGetMDNodeNumOperands(flag) != 3)
		return false;
	LLVMGetMDNodeOperands(flag, operand);
	s = operand[1] ? LLVMGetMDString(operand[1], &n) : NULL;
	return s && n == sizeof(name) - 1 && memcmp(s, name, n) == 0;
}

/*
 * Keep LLVM from writing DWARF, which takes half of the time of emission and
 * nine tenths of the object. LLVM-C has no switch for it. But AsmPrinter makes
 * no DWARF for a module that has the flag CodeView and no DWARF version; and no
 * CodeView either, as the target is not Windows. BTF has a writer of its own.
 * (LLVM 19, AsmPrinter::doInitialization.)
 */
static void drop_dwarf(LLVMModuleRef m)
{
	LLVMContextRef ctx = LLVMGetModuleContext(m);
	LLVMTypeRef i32 = LLVMInt32TypeInContext(ctx);
	LLVMMetadataRef zero = LLVMValueAsMetadata(LLVMConstInt(i32, 0, 0));
	LLVMMetadataRef one = LLVMValueAsMetadata(LLVMConstInt(i32, 1, 0));
	unsigned n = LLVMGetNamedMetadataNumOperands(m, "llvm.module.flags");
	LLVMValueRef flag[FLAGS_MAX], operand[3];

	if (n > FLAGS_MAX || LLVMGetModuleFlag(m, "CodeView", 8))
		return; /* not clang's; a reader drops the DWARF */
	if (n)
		LLVMGetNamedMetadataOperands(m, "llvm.module.flags", flag);
	for (unsigned i = 0; i < n; i++)
		if (is_dwarf_version(flag[i], operand))
			LLVMReplaceMDNodeOperandWith(flag[i], 2, zero);
	LLVMAddModuleFlag(m, LLVMModuleFlagBehaviorWarning, "CodeView", 8, one);
}

static void set_cpu(LLVMValueRef fn, const char *mcpu)
{
	const LLVMAttributeIndex at = (LLVMAttributeIndex)LLVMAttributeFunctionIndex;

	LLVMRemoveStringAttributeAtIndex(fn, at, "target-features", 15);
	LLVMRemoveStringAttributeAtIndex(fn, at, "target-cpu", 10);
	LLVMAddTargetDependentFunctionAttr(fn, "target-cpu", mcpu);
}

static void set_own_section(LLVMValueRef fn)
{
	size_t n;
	const char *name = LLVMGetValueName2(fn, &n);
	const char *have = LLVMGetSection(fn);
	char section[1024];

	if ((have && *have) || n > sizeof(section) - sizeof(".text."))
		return;
	snprintf(section, sizeof(section), ".text.%.*s", (int)n, name);
	LLVMSetSection(fn, section);
}

static void adjust_functions(LLVMModuleRef m, const struct codegen_options *o)
{
	LLVMValueRef fn;

	for (fn = LLVMGetFirstFunction(m); fn; fn = LLVMGetNextFunction(fn)) {
		if (LLVMIsDeclaration(fn))
			continue;
		if (o->ir)
			set_cpu(fn, o->mcpu);
		if (o->function_sections)
			set_own_section(fn);
	}
}

static bool write_object(const char *p, size_t n)
{
	while (n) {
		ssize_t put = write(OBJECT_FD, p, n);

		if (put <= 0) {
			codegen_say('E', BW_REC_FATAL, "the object cannot be written");
			return false;
		}
		p += put;
		n -= (size_t)put;
	}
	return true;
}

bool codegen_emit(LLVMModuleRef m, LLVMTargetMachineRef tm, const struct codegen_options *o)
{
	LLVMMemoryBufferRef out = NULL;
	char *text = NULL;
	bool done;

	adjust_functions(m, o);
	codegen_decls(m);
	if (!optimise(m, tm, o->opt_level))
		return false;
	drop_dwarf(m);
	if (LLVMTargetMachineEmitToMemoryBuffer(tm, m, LLVMObjectFile, &text, &out)) {
		codegen_say('E', BW_REC_FATAL, text);
		LLVMDisposeMessage(text);
		return false;
	}
	done =
	    codegen_errors() == 0 && write_object(LLVMGetBufferStart(out), LLVMGetBufferSize(out));
	LLVMDisposeMemoryBuffer(out);
	return done;
}
