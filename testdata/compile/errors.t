# clang's own words come through; what LLVM cannot translate is a finding with the function.
=== file syntax.bpf.c
int f(void)
{
	return x;
}
=== file select.bpf.c
#include <stdarg.h>
int sum(int n, ...)
{
	va_list ap;
	va_start(ap, n);
	int r = va_arg(ap, int);
	va_end(ap);
	return r;
}
=== run bpfweld compile -o out.o syntax.bpf.c; ls out.o
syntax.bpf.c:3:9: error: use of undeclared identifier 'x'
    3 |         return x;
      |                ^
1 error generated.
error[CMP003]: clang-19 ended with exit code 1; its messages are above
  --> syntax.bpf.c
  = rule: A C input must compile with clang for the BPF target, with the flags that were given.
  = fix: Mend what clang says; flags for clang stand after --.

1 error, 0 warnings
ls: cannot access 'out.o': No such file or directory
=== exit 2
=== run bpfweld compile -q -o out.o select.bpf.c; ls out.o
select.bpf.c: error: variadic functions are not supported [CMP012]
ls: cannot access 'out.o': No such file or directory
=== exit 2
=== run bpfweld build -q -o out.o missing.bpf.c; ls out.o
missing.bpf.c: error: No such file or directory [RUN002]
ls: cannot access 'out.o': No such file or directory
=== exit 2
=== run bpfweld build -q -O9 -o out.o syntax.bpf.c
(command line): error: --opt is '9'; it takes 0, 1, 2, 3, s or z [RUN008]
=== exit 2
=== run bpfweld build -q --mcpu v9 -o out.o syntax.bpf.c
(command line): error: --mcpu is 'v9'; it takes v1, v2, v3 or v4 [RUN008]
=== exit 2
=== run bpfweld build -q --clang /nonexistent -o out.o syntax.bpf.c
(command line): error: /nonexistent: no such program [CMP001]
=== exit 2
