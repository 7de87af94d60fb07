# Programs that cannot be compared: each says why, none is skipped in silence.
=== file a.bpf.c
#include <bpfweld/bpf.h>

struct stats { __u32 packets; };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stats);
} table SEC(".maps");
=== file user.c
struct stats { unsigned int packets; } s;
=== file other.c
struct nothing { unsigned int packets; } s;
=== file text
not ELF at all
=== run cc-bpf a.bpf.c && cc-user x86_64 user.c && cc-user mips user.c && cc-user x86_64 other.c && llvm-objcopy-19 -g user.x86_64 stripped
=== exit 0
=== run bpfweld check --user user.mips a.bpf.o
error[ABI010]: user.mips is big-endian, the object a.bpf.o is little-endian
  --> user.mips
  = rule: Kernel, BPF object and user-space programs of one machine have one byte order; every
          field of the map would be read with its bytes reversed.
  = fix: Compare each program with the object of its byte order: build --endian both makes both.

1 error, 0 warnings
=== exit 1
=== run bpfweld check --user other.x86_64 --user stripped a.bpf.o
warning[ABI022]: stripped: it has no .debug_info
  --> stripped
  = rule: Types of programs are read from debug information (DWARF).
  = fix: Give the program as it was before it was stripped, or its separate debug file.

warning[ABI023]: other.x86_64 has no type that the maps of a.bpf.o have
  --> other.x86_64
  = rule: Types are matched by name; nothing in this program could be compared.
  = fix: Say which types it uses for the maps with --bind MAP=TYPE.

0 errors, 2 warnings
=== exit 0
=== run bpfweld check --user text --user missing a.bpf.o
error[ABI027]: text is no ELF file
  --> text
  = rule: --user takes ELF executables, libraries and objects.
  = fix: Name the program's binary.

error[RUN002]: cannot read missing: No such file or directory
  --> missing
  = rule: An input is a regular file that this user may read.
  = fix: Check the path and its permissions.

2 errors, 0 warnings
=== exit 2
