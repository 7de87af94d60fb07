# A depfile that Make accepts: touching the header rebuilds.
=== file my header.h
#define VALUE 1
=== file a.bpf.c
#include "my header.h"
int a(void)
{
	return VALUE;
}
=== file Makefile
a.o: a.bpf.c
	bpfweld build -MD -o a.o a.bpf.c
-include a.d
=== run make -s; ls *.o *.d; make -q && echo up to date
a.d
a.o
up to date
=== exit 0
=== run sleep 1.1; touch "my header.h"; make -q || echo needs a build
needs a build
=== exit 0
