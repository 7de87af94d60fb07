/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/codegen/codegen.h"

#include <llvm-c/ErrorHandling.h>
#include <string.h>
#include <unistd.h>

#define RECORDS_FD 3

/* One process serves one file, so this is the file's state. */
static unsigned errors;
static char diag_kind = BW_REC_DIAG;

static void put(const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(RECORDS_FD, p, n);

		if (done <= 0) /* nobody to tell; the exit code remains */
			return;
		p += done;
		n -= (size_t)done;
	}
}

void codegen_say(char severity, char kind, const char *text)
{
	const char head[2] = {severity, kind};

	errors += severity == 'E';
	put(head, sizeof(head));
	put(text, strlen(text) + 1);
}

unsigned codegen_errors(void)
{
	return errors;
}

static void on_diagnostic(LLVMDiagnosticInfoRef info, void *arg)
{
	LLVMDiagnosticSeverity sev = LLVMGetDiagInfoSeverity(info);
	char *text;

	(void)arg;
	if (sev != LLVMDSError && sev != LLVMDSWarning)
		return; /* remarks of the optimiser */
	text = LLVMGetDiagInfoDescription(info);
	codegen_say(sev == LLVMDSError ? 'E' : 'W', diag_kind, text);
	LLVMDisposeMessage(text);
}

void codegen_listen_as(char kind)
{
	diag_kind = kind;
}

/* Returning would let LLVM abort. */
static void on_fatal(const char *reason)
{
	codegen_say('E', BW_REC_FATAL, reason);
	_exit(BW_CODEGEN_ERRORS);
}

void codegen_listen(LLVMContextRef ctx)
{
	LLVMInstallFatalErrorHandler(on_fatal);
	LLVMContextSetDiagnosticHandler(ctx, on_diagnostic, NULL);
}
