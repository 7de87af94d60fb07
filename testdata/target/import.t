# A target file made from files of a kernel, and files that do not belong together.
=== file board.config
#
# Automatically generated file; DO NOT EDIT.
# Linux/arm64 6.12.48 Kernel Configuration
#
CONFIG_ARM64=y
CONFIG_PAGE_SHIFT=16
CONFIG_NR_CPUS=8
# CONFIG_XDP_SOCKETS is not set
=== file other.config
# Linux/arm64 6.6.1 Kernel Configuration
CONFIG_ARM64=y
=== file clash.yaml
arch: x86_64
kernel: 6.12
config: board.config
=== run bpfweld target import board.config
name: imported
arch: aarch64 # from board.config
kernel: 6.12.48 # from board.config
page-size: 65536 # from board.config
config: board.config
# What no file of a kernel tells, where maps depend on it:
# cpus: 4               # possible CPUs
# max-stack-depth: 127  # kernel.perf_event_max_stack
# loader: libbpf-1.4    # who loads objects there
# user-abi: [aarch64-linux-gnu]
=== exit 0
=== run bpfweld target import -o board.yaml board.config && bpfweld target show ./board.yaml
name         board
arch         aarch64, little-endian
kernel       6.12.48  (./board.yaml:3)
page size    65536  (./board.yaml:4)
cpus         unknown
kmalloc max  536870912
loader       bpfweld
config       ./board.config
types        unknown: tables by release instead
guessed      size of bpf_local_storage_elem, possible CPUs, kernel.perf_event_max_stack, NUMA nodes
=== exit 0
=== run bpfweld map --target ./board.yaml RINGBUF max_entries=4096
EINVAL MAP005 max_entries is 4096; RINGBUF wants a power of two and a multiple of the page size 65536 (ringbuf_map_alloc)
=== exit 1
=== run bpfweld map --target ./board.yaml XSKMAP key=4 value=4 max_entries=1
EINVAL MAP010 map type 17; XSKMAP wants CONFIG_XDP_SOCKETS, which the target does not set (map_create)
=== exit 1
=== run bpfweld target import -o new.yaml board.config other.config; ls new.yaml
error[TGT011]: other.config says Linux 6.6.1, board.config says 6.12.48
  --> other.config
  = rule: Architecture, byte order, page size and release are read from BTF, configuration and
          image, and stand in the target file; they must be of one kernel.
  = fix: Name files of the same kernel, or leave out what they tell by themselves.

1 error, 0 warnings
ls: cannot access 'new.yaml': No such file or directory
=== exit 2
=== run bpfweld target show ./clash.yaml
error[TGT011]: ./board.config is of aarch64, arch is x86_64
  --> ./clash.yaml:3:9
  = rule: Architecture, byte order, page size and release are read from BTF, configuration and
          image, and stand in the target file; they must be of one kernel.
  = fix: Name files of the same kernel, or leave out what they tell by themselves.

1 error, 0 warnings
=== exit 2
=== run echo hello >text; bpfweld target import text
error[TGT002]: 'text' is no vmlinux, kernel image, BTF or configuration
  --> text
  = rule: A target file, and the files it names, are regular files that this user may read.
  = fix: Check the path and its permissions.

1 error, 0 warnings
=== exit 2
=== run bpfweld target import
error[RUN008]: 'target' takes 'list', 'show NAME...' or 'import FILE...', not 'import'
  --> (command line)
  = rule: Each option takes the values that its help lists.
  = fix: See bpfweld VERB --help.

1 error, 0 warnings
=== exit 2
