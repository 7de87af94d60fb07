/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several modules to one, of which only what others can use stays visible: the rest
 * becomes internal, so that the optimiser may inline it and drop it.
 *
 * Modules are joined in pairs of neighbours, not one by one onto the first: each
 * LLVMLinkModules2() walks the whole module that it adds to. Of several definitions
 * that may replace each other, the first module's stays either way.
 */
#include "compile/codegen/codegen.h"

#include <llvm-c/Comdat.h>
#include <llvm-c/Linker.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define KEEP_MARK "bpfweld.keep"

/* Sections of which a result has one text, whoever says it. */
static const char *const once[] = {"license", "version"};

#define ONCE (sizeof(once) / sizeof(once[0]))

struct joining {
	LLVMContextRef ctx;
	LLVMTargetMachineRef tm;
	const struct codegen_options *o;
	const char *p; /* the next chunk */
	size_t left;
	unsigned next;
	char first[ONCE][256]; /* who says it: the variable of the first module that does */
};

/* ---- chunks ---- */

static bool chunk_take(struct joining *j, const char **ret, size_t *ret_n)
{
	uint64_t n = 0;

	if (j->left < 8)
		return false;
	for (unsigned i = 0; i < 8; i++)
		n |= (uint64_t)(unsigned char)j->p[i] << (8 * i);
	if (n > j->left - 8)
		return false;
	*ret = j->p + 8;
	*ret_n = (size_t)n;
	j->p += 8 + n;
	j->left -= 8 + (size_t)n;
	return true;
}

/* ---- one module ---- */

static int once_of(LLVMValueRef g)
{
	const char *sec = LLVMGetSection(g);

	for (unsigned i = 0; sec && i < ONCE; i++)
		if (strcmp(sec, once[i]) == 0)
			return (int)i;
	return -1;
}

/* The first module's license stays; those of others become weaker twins of it. */
static void license_merge(struct joining *j, LLVMModuleRef m, LLVMValueRef g, unsigned which)
{
	char *first = j->first[which];
	size_t n;
	const char *name = LLVMGetValueName2(g, &n);

	LLVMSetVisibility(g, LLVMDefaultVisibility);
	LLVMSetLinkage(g, LLVMExternalLinkage);
	if (!*first) {
		snprintf(first, sizeof(j->first[which]), "%s", name);
		return;
	}
	if (strcmp(name, first) != 0 && LLVMGetNamedGlobal(m, first))
		return; /* two in one module: the object will show it */
	LLVMSetValueName2(g, first, strlen(first));
	LLVMSetLinkage(g, LLVMWeakODRLinkage);
}

static LLVMModuleRef module_take(struct joining *j)
{
	LLVMMemoryBufferRef buf;
	LLVMModuleRef m;
	const char *p;
	char number[16];
	size_t n;

	snprintf(number, sizeof(number), "%u", j->next++);
	codegen_say('N', BW_REC_MODULE, number);
	if (!chunk_take(j, &p, &n)) {
		codegen_say('E', BW_REC_READ, "the module is cut");
		return NULL;
	}
	buf = LLVMCreateMemoryBufferWithMemoryRangeCopy(p, n, number);
	m = codegen_parse(j->ctx, j->tm, j->o, buf);
	for (LLVMValueRef g = m ? LLVMGetFirstGlobal(m) : NULL; g; g = LLVMGetNextGlobal(g)) {
		int which = LLVMIsDeclaration(g) ? -1 : once_of(g);

		if (which >= 0)
			license_merge(j, m, g, (unsigned)which);
	}
	return m;
}

/* ---- all of them ---- */

static LLVMModuleRef join(struct joining *j, unsigned count)
{
	LLVMModuleRef x, y;

	if (count == 1)
		return module_take(j);
	x = join(j, count / 2);
	y = join(j, count - count / 2); /* also after an error, so that all are told */
	if (!x || !y) {
		if (x)
			LLVMDisposeModule(x);
		if (y)
			LLVMDisposeModule(y);
		return NULL;
	}
	codegen_say('N', BW_REC_MODULE, "");
	codegen_listen_as(BW_REC_LINK);
	if (LLVMLinkModules2(x, y)) { /* takes y */
		LLVMDisposeModule(x);
		x = NULL;
		if (!codegen_errors())
			codegen_say('E', BW_REC_LINK, "LLVM gives no reason");
	}
	codegen_listen_as(BW_REC_DIAG);
	return x;
}

/* ---- what stays visible ---- */

static void keep_mark(LLVMModuleRef m, LLVMContextRef ctx, const char *p, size_t n)
{
	unsigned kind = LLVMGetMDKindIDInContext(ctx, KEEP_MARK, sizeof(KEEP_MARK) - 1);
	LLVMMetadataRef node = LLVMMDNodeInContext2(ctx, NULL, 0);

	while (n) {
		size_t len = strnlen(p, n);
		LLVMValueRef v;

		if (len == n)
			return;
		v = LLVMGetNamedFunction(m, p);
		v = v ? v : LLVMGetNamedGlobal(m, p);
		if (v)
			LLVMGlobalSetMetadata(v, kind, node);
		p += len + 1;
		n -= len + 1;
	}
}

/* True, once, if the value is marked. */
static bool keep_take(LLVMValueRef v, unsigned kind)
{
	size_t n = 0;
	LLVMValueMetadataEntry *e = LLVMGlobalCopyAllMetadata(v, &n);
	bool found = false;

	for (size_t i = 0; i < n; i++)
		found |= LLVMValueMetadataEntriesGetKind(e, (unsigned)i) == kind;
	LLVMDisposeValueMetadataEntries(e);
	if (found)
		LLVMGlobalEraseMetadata(v, kind);
	return found;
}

static bool in_section(LLVMValueRef v)
{
	const char *sec = LLVMGetSection(v);

	return sec && *sec && strncmp(sec, ".text", 5) != 0;
}

/* Programs have sections. So have maps and licenses; other data is what user space
 * sees of an object, unless it is hidden. */
static bool is_root(LLVMValueRef v)
{
	if (in_section(v))
		return true;
	return LLVMIsAGlobalVariable(v) && LLVMGetVisibility(v) == LLVMDefaultVisibility;
}

static void hide(LLVMValueRef v, unsigned kind)
{
	bool kept = keep_take(v, kind);
	LLVMLinkage linkage = LLVMGetLinkage(v);

	if (kept || LLVMIsDeclaration(v) || is_root(v))
		return;
	if (linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage ||
	    linkage == LLVMAppendingLinkage || linkage == LLVMAvailableExternallyLinkage)
		return;
	LLVMSetComdat(v, NULL);
	LLVMSetVisibility(v, LLVMDefaultVisibility);
	LLVMSetLinkage(v, LLVMInternalLinkage);
}

LLVMModuleRef codegen_link(LLVMContextRef ctx, LLVMTargetMachineRef tm,
			   const struct codegen_options *o)
{
	struct joining j = {.ctx = ctx, .tm = tm, .o = o};
	unsigned kind = LLVMGetMDKindIDInContext(ctx, KEEP_MARK, sizeof(KEEP_MARK) - 1);
	LLVMMemoryBufferRef all;
	LLVMModuleRef m = NULL;
	const char *keep;
	char *text = NULL;
	size_t keep_n;

	if (LLVMCreateMemoryBufferWithSTDIN(&all, &text)) {
		codegen_say('E', BW_REC_READ, text);
		LLVMDisposeMessage(text);
		return NULL;
	}
	j.p = LLVMGetBufferStart(all);
	j.left = LLVMGetBufferSize(all);
	if (chunk_take(&j, &keep, &keep_n))
		m = join(&j, o->link);
	else
		codegen_say('E', BW_REC_READ, "the list of names is cut");
	if (m) {
		keep_mark(m, ctx, keep, keep_n);
		for (LLVMValueRef v = LLVMGetFirstFunction(m); v; v = LLVMGetNextFunction(v))
			hide(v, kind);
		for (LLVMValueRef v = LLVMGetFirstGlobal(m); v; v = LLVMGetNextGlobal(v))
			hide(v, kind);
	}
	LLVMDisposeMemoryBuffer(all);
	return m;
}
