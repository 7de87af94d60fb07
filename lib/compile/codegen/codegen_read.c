/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/codegen/codegen.h"
#include "compile/compile_bitcode.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/IRReader.h>
#include <stdio.h>
#include <string.h>

/* Say who wrote it; false if that was a newer LLVM. */
static bool known_writer(LLVMMemoryBufferRef buf)
{
	struct bw_bitcode_id id = {0};
	unsigned major, minor, patch;

	if (!bw_bitcode_identify((const uint8_t *)LLVMGetBufferStart(buf), LLVMGetBufferSize(buf),
				 &id))
		return true; /* text, or so broken that LLVM will say it better */
	codegen_say('N', BW_REC_PRODUCER, id.producer);
	LLVMGetVersion(&major, &minor, &patch);
	if (id.epoch == 0 && bw_bitcode_major(id.producer) <= major)
		return true;
	codegen_say('E', BW_REC_NEWER, "");
	return false;
}

static bool for_bpf(const char *triple)
{
	return strcmp(triple, "bpf") == 0 || strcmp(triple, "bpfel") == 0 ||
	       strcmp(triple, "bpfeb") == 0 || strncmp(triple, "bpf-", 4) == 0 ||
	       strncmp(triple, "bpfel-", 6) == 0 || strncmp(triple, "bpfeb-", 6) == 0;
}

static void say_target(const char *what, const char *have, const char *want)
{
	char text[512];

	snprintf(text, sizeof(text), "its %s is \"%s\", not \"%s\"", what, have, want);
	codegen_say('E', BW_REC_TARGET, text);
}

/*
 * The data layout tells the byte order for which constants were folded; the
 * triple "bpf" does not. Text that states neither is taken as ours.
 */
static bool right_target(LLVMModuleRef m, const char *layout, const struct codegen_options *o)
{
	const char *triple = LLVMGetTarget(m);
	const char *have = LLVMGetDataLayoutStr(m);

	if (*triple && !for_bpf(triple)) {
		say_target("target", triple, o->triple);
		return false;
	}
	if (*have && strcmp(have, layout) != 0) {
		say_target(*have != *layout ? "byte order, by its data layout," : "data layout",
			   have, layout);
		return false;
	}
	LLVMSetTarget(m, o->triple);
	LLVMSetDataLayout(m, layout);
	return true;
}

static bool target_fits(LLVMModuleRef m, LLVMTargetMachineRef tm, const struct codegen_options *o)
{
	LLVMTargetDataRef td = LLVMCreateTargetDataLayout(tm);
	char *layout = LLVMCopyStringRepOfTargetData(td);
	bool fits = right_target(m, layout, o);

	LLVMDisposeMessage(layout);
	LLVMDisposeTargetData(td);
	return fits;
}

static bool well_formed(LLVMModuleRef m)
{
	char *text = NULL;
	bool broken = LLVMVerifyModule(m, LLVMReturnStatusAction, &text);

	if (broken)
		codegen_say('E', BW_REC_VERIFY, text);
	LLVMDisposeMessage(text);
	return !broken;
}

LLVMModuleRef codegen_parse(LLVMContextRef ctx, LLVMTargetMachineRef tm,
			    const struct codegen_options *o, LLVMMemoryBufferRef buf)
{
	LLVMModuleRef m;
	char *text = NULL;

	if (!known_writer(buf)) {
		LLVMDisposeMemoryBuffer(buf);
		return NULL;
	}
	if (LLVMParseIRInContext(ctx, buf, &m, &text)) { /* takes buf */
		codegen_say('E', BW_REC_READ, text);
		LLVMDisposeMessage(text);
		return NULL;
	}
	if (well_formed(m) && target_fits(m, tm, o))
		return m;
	LLVMDisposeModule(m);
	return NULL;
}

LLVMModuleRef codegen_read(LLVMContextRef ctx, LLVMTargetMachineRef tm,
			   const struct codegen_options *o)
{
	LLVMMemoryBufferRef buf;
	char *text = NULL;

	if (!LLVMCreateMemoryBufferWithSTDIN(&buf, &text))
		return codegen_parse(ctx, tm, o, buf);
	codegen_say('E', BW_REC_READ, text);
	LLVMDisposeMessage(text);
	return NULL;
}
