# What the target does not tell is said, with the other answer.
=== run printf '%s\n' 'CPUMAP key=4 value=4 max_entries=100' 'STACK_TRACE key=4 value=4096 max_entries=1' 'HASH key=4 value=4 max_entries=1 flags=4 numa=1' 'PERCPU_ARRAY key=4 value=60000 max_entries=1' 'TASK_STORAGE key=4 value=65300 max_entries=0 flags=1 btf=1' | bpfweld map --target linux-6.12/aarch64 -
ok (hangs on CONFIG_NET: EINVAL where it is not set) (hangs on CONFIG_NR_CPUS: E2BIG where it is 64)
EINVAL MAP004 value_size is 4096; STACK_TRACE wants at most 1016: kernel.perf_event_max_stack frames (stack_map_alloc) (hangs on kernel.perf_event_max_stack: ok where it is 512 or more)
EINVAL MAP009 numa_node is 1; HASH wants an online node (map_create) (hangs on the NUMA nodes: ok where node 1 is there and online)
E2BIG MAP004 value_size is 60000; PERCPU_ARRAY wants at most 32768: PCPU_MIN_UNIT_SIZE (array_map_alloc_check) (hangs on the page size: ok where a page has 65536 bytes)
ok (hangs on the size of struct bpf_local_storage_elem: E2BIG where it is 256)
=== exit 0
