# A target file and what is wrong with others.
=== file board.yaml
name: board-a
arch: aarch64
kernel: 6.1.55
page-size: 16384
cpus: 4
=== file bad.yaml
name: board-b
arch: pdp11
kernel: six
colour: red
=== run bpfweld target show ./board.yaml
name         board-a
arch         aarch64, little-endian
kernel       6.1.55  (./board.yaml:3)
page size    16384  (./board.yaml:4)
cpus         4
kmalloc max  33554432
loader       bpfweld
config       unknown
types        unknown: tables by release instead
guessed      largest kmalloc, size of bpf_local_storage_elem, CONFIG_NR_CPUS, kernel.perf_event_max_stack, NUMA nodes, configuration
=== exit 0
=== run bpfweld target show ./bad.yaml
error[TGT005]: arch is 'pdp11'; it must be an architecture
  --> ./bad.yaml:2:7
  = rule: Each key has its kind of value: arch a known architecture, kernel a release like 6.12
          or 6.1.3, page-size a power of two, cpus a number from 1 on.
  = fix: Known architectures: aarch64, arm, i386, loongarch64, ppc64le, riscv64, s390x, x86_64.

error[TGT005]: kernel is 'six'; it must be a release such as 6.12 or 6.1.3
  --> ./bad.yaml:3:9
  = rule: Each key has its kind of value: arch a known architecture, kernel a release like 6.12
          or 6.1.3, page-size a power of two, cpus a number from 1 on.
  = fix: Correct the value.

error[TGT004]: 'colour' is no key of a target file
  --> ./bad.yaml:4:1
  = rule: The keys are: name, arch, kernel, btf, config, page-size, cpus, max-stack-depth,
          user-abi, loader, pins.
  = fix: Correct the key or remove the line.

3 errors, 0 warnings
=== exit 2
=== run bpfweld target show ./none.yaml
error[TGT002]: './none.yaml': No such file or directory
  --> ./none.yaml
  = rule: A target file, and the files it names, are regular files that this user may read.
  = fix: Check the path and its permissions.

1 error, 0 warnings
=== exit 2
=== run bpfweld target list | head -3
linux-5.10/aarch64
linux-5.10/arm
linux-5.10/i386
=== exit 0
