/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/codegen/codegen.h"

#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static void init_llvm(const struct codegen_options *o)
{
	LLVMInitializeBPFTargetInfo();
	LLVMInitializeBPFTarget();
	LLVMInitializeBPFTargetMC();
	LLVMInitializeBPFAsmPrinter();
	LLVMInitializeBPFAsmParser(); /* inline assembly */
	if (o->llvm_argc > 1)
		LLVMParseCommandLineOptions(o->llvm_argc, o->llvm_argv, NULL);
}

static LLVMTargetMachineRef machine(const struct codegen_options *o)
{
	static const LLVMCodeGenOptLevel level[256] = {
	    ['0'] = LLVMCodeGenLevelNone,    ['1'] = LLVMCodeGenLevelLess,
	    ['2'] = LLVMCodeGenLevelDefault, ['s'] = LLVMCodeGenLevelDefault,
	    ['z'] = LLVMCodeGenLevelDefault, ['3'] = LLVMCodeGenLevelAggressive,
	};
	LLVMTargetRef target;
	char *text = NULL;

	if (LLVMGetTargetFromTriple(o->triple, &target, &text)) {
		codegen_say('E', BW_REC_FATAL, text);
		LLVMDisposeMessage(text);
		return NULL;
	}
	return LLVMCreateTargetMachine(target, o->triple, o->mcpu, "",
				       level[(unsigned char)o->opt_level], LLVMRelocDefault,
				       LLVMCodeModelDefault);
}

static bool compile(const struct codegen_options *o)
{
	LLVMContextRef ctx = LLVMContextCreate();
	LLVMTargetMachineRef tm;
	LLVMModuleRef m;
	bool done = false;

	codegen_listen(ctx);
	tm = machine(o);
	m = !tm ? NULL : o->link ? codegen_link(ctx, tm, o) : codegen_read(ctx, tm, o);
	if (m) {
		done = codegen_emit(m, tm, o);
		LLVMDisposeModule(m);
	}
	if (tm)
		LLVMDisposeTargetMachine(tm);
	LLVMContextDispose(ctx);
	return done;
}

/* What follows "--name=" in arg, or NULL. */
static const char *value_of(const char *arg, const char *name)
{
	size_t n = strlen(name);

	return strncmp(arg, name, n) == 0 ? arg + n : NULL;
}

static bool take_option(struct codegen_options *o, const char *arg)
{
	const char *v;

	if ((v = value_of(arg, "--endian=")))
		o->triple = strcmp(v, "big") == 0      ? "bpfeb"
			    : strcmp(v, "little") == 0 ? "bpfel"
						       : NULL;
	else if ((v = value_of(arg, "--mcpu=")))
		o->mcpu = v;
	else if ((v = value_of(arg, "--opt=")))
		o->opt_level = strchr("0123sz", *v) && *v && !v[1] ? *v : '\0';
	else if ((v = value_of(arg, "--link=")))
		o->link = (unsigned)strtoul(v, NULL, 10);
	else if (strcmp(arg, "--ir") == 0)
		o->ir = true;
	else if (strcmp(arg, "--function-sections") == 0)
		o->function_sections = true;
	else
		return strcmp(arg, "--protocol=" BW_CODEGEN_PROTOCOL) == 0;
	return true;
}

/* What belongs to LLVM is moved to the front of argv. */
static bool take_options(struct codegen_options *o, int argc, char **argv)
{
	o->llvm_argv = (const char **)argv;
	o->llvm_argc = 1;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-mllvm") == 0 && i + 1 < argc)
			argv[o->llvm_argc++] = argv[++i];
		else if (!take_option(o, argv[i]))
			return false;
	}
	return o->triple && o->mcpu && o->opt_level;
}

static void say_hello(void)
{
	unsigned major, minor, patch;
	char text[64];

	LLVMGetVersion(&major, &minor, &patch);
	snprintf(text, sizeof(text), "%s %u.%u.%u", BW_CODEGEN_PROTOCOL, major, minor, patch);
	codegen_say('N', BW_REC_HELLO, text);
}

int main(int argc, char **argv)
{
	struct codegen_options o = {0};

	/* If LLVM crashes, a finding tells; a core file would only lie around. */
	setrlimit(RLIMIT_CORE, &(struct rlimit){0});
	say_hello();
	if (!take_options(&o, argc, argv)) {
		fprintf(stderr, "bpfweld-codegen: not for use by hand; bpfweld runs it\n");
		return BW_CODEGEN_USAGE;
	}
	init_llvm(&o);
	return compile(&o) ? BW_CODEGEN_OK : BW_CODEGEN_ERRORS;
}
