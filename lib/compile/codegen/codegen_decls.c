/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the source declares each global. Objects do not keep it: BTF has lines for
 * instructions only, and maps have none.
 */
#include "compile/codegen/codegen.h"

#include <llvm-c/DebugInfo.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES_MAX 4096

static void say_decl(const char *name, size_t name_bytes, unsigned line, LLVMMetadataRef file)
{
	char text[3 * NAME_BYTES_MAX];
	unsigned file_bytes = 0;
	const char *path;

	if (!line || !file || !name_bytes)
		return;
	path = LLVMDIFileGetFilename(file, &file_bytes);
	if (name_bytes > NAME_BYTES_MAX || file_bytes > NAME_BYTES_MAX)
		return;
	snprintf(text, sizeof(text), "%u %.*s\t%.*s", line, (int)name_bytes, name, (int)file_bytes,
		 path);
	codegen_say('N', BW_REC_DECL, text);
}

static void say_variable(LLVMValueRef g)
{
	size_t n = 0, name_bytes;
	const char *name = LLVMGetValueName2(g, &name_bytes);
	LLVMValueMetadataEntry *e = LLVMGlobalCopyAllMetadata(g, &n);

	for (size_t i = 0; i < n; i++) {
		LLVMMetadataRef md = LLVMValueMetadataEntriesGetMetadata(e, (unsigned)i);
		LLVMMetadataRef var;

		if (LLVMGetMetadataKind(md) != LLVMDIGlobalVariableExpressionMetadataKind)
			continue;
		var = LLVMDIGlobalVariableExpressionGetVariable(md);
		say_decl(name, name_bytes, LLVMDIVariableGetLine(var), LLVMDIVariableGetFile(var));
	}
	LLVMDisposeValueMetadataEntries(e);
}

static void say_function(LLVMValueRef f)
{
	LLVMMetadataRef sub = LLVMGetSubprogram(f);
	size_t name_bytes;
	const char *name = LLVMGetValueName2(f, &name_bytes);

	if (sub)
		say_decl(name, name_bytes, LLVMDISubprogramGetLine(sub), LLVMDIScopeGetFile(sub));
}

void codegen_decls(LLVMModuleRef m)
{
	for (LLVMValueRef g = LLVMGetFirstGlobal(m); g; g = LLVMGetNextGlobal(g))
		say_variable(g);
	for (LLVMValueRef f = LLVMGetFirstFunction(m); f; f = LLVMGetNextFunction(f))
		say_function(f);
}
