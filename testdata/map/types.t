# BTF types of key and value: special fields by map type and by kernel.
=== run printf '%s\n' 'HASH key=4 value=24 max_entries=1 kbtf=int vbtf=struct{spin_lock@0,timer@8}' 'LRU_HASH key=4 value=24 max_entries=1 kbtf=int vbtf=struct{spin_lock@0,timer@8}' 'ARRAY key=4 value=16 max_entries=1 flags=0x80 kbtf=int vbtf=struct{timer@0}' 'ARRAY key=8 value=8 max_entries=1 kbtf=int vbtf=int' 'ARRAY key=4 value=8 max_entries=1 kbtf=int:8 vbtf=int' 'ARRAY key=4 value=8 max_entries=1 kbtf=struct{} vbtf=int' 'ARRAY key=4 value=8 max_entries=1 vbtf=datasec{u64@0}' 'HASH key=4 value=8 max_entries=1 vbtf=datasec{u64@0}' 'LPM_TRIE key=8 value=8 max_entries=1 flags=1 kbtf=array vbtf=int' 'BLOOM_FILTER key=0 value=8 max_entries=1 vbtf=int' 'SOCKMAP key=4 value=4 max_entries=1 kbtf=int vbtf=int' 'TASK_STORAGE key=4 value=8 max_entries=0 flags=1 kbtf=int vbtf=int' 'CGROUP_STORAGE key=16 value=8 max_entries=0 kbtf=struct{u64@0,u32@8} vbtf=int' 'ARRAY key=4 value=32 max_entries=1 kbtf=int vbtf=struct{timer@0,timer@16}' 'ARRAY key=4 value=24 max_entries=1 kbtf=int vbtf=struct{spin_lock@0,list_head@8} def.node={list_node@0}:24' 'ARRAY key=4 value=24 max_entries=1 kbtf=int vbtf=struct{spin_lock@0,list_head/node:m1@8} def.node={list_node@0}:24' 'HASH key=4 value=8 max_entries=1 kbtf=int vbtf=struct{u64@4}' 'HASH key=4 value=8 max_entries=1 kbtf=int vbtf=struct{u64@4' | bpfweld map --target linux-6.12/x86_64 -
ok
EOPNOTSUPP MAP025 value type is struct val (24 bytes); LRU_HASH wants none of these special fields: bpf_spin_lock (map_check_btf)
EACCES MAP025 value type is struct val (16 bytes); ARRAY wants no special fields with BPF_F_RDONLY_PROG or BPF_F_WRONLY_PROG (map_check_btf)
EINVAL MAP003 key_size is 8; ARRAY wants 4 (array_map_alloc_check)
EINVAL MAP020 key type is int (8 bytes); ARRAY wants one with the 4 bytes of key_size (map_check_btf)
EINVAL MAP024 key type is struct key (4 bytes); ARRAY wants an integer of 32 bits (array_map_check_btf)
ok
EINVAL MAP024 key type is not given; HASH wants a BTF type of the key where the value has one (map_check_btf)
EINVAL MAP024 key type is u8[8] (8 bytes); LPM_TRIE wants a struct (trie_check_btf)
ok
524 MAP024 value type is int (4 bytes); SOCKMAP wants no BTF types (map_check_no_btf) (hangs on CONFIG_INET: EINVAL where it is not set)
ok
ok (hangs on CONFIG_CGROUP_BPF: EINVAL where it is not set)
ok (without special fields: there is a second bpf_timer)
ok
ENOENT MAP030 BTF type [6] STRUCT val: struct node has no member m1 (btf_parse_struct_metas)
EINVAL MAP030 BTF type [3] STRUCT val: a member is behind its end (btf_parse_type_sec)
error '': '}' is missing
=== exit 0
=== run bpfweld map --target linux-6.1/x86_64 --target linux-6.12/x86_64 PERCPU_ARRAY key=4 value=4 max_entries=1 kbtf=int 'vbtf=struct{spin_lock@0}'
linux-6.1/x86_64: 524 MAP025 value type is struct val (4 bytes); PERCPU_ARRAY wants no bpf_spin_lock (map_check_btf)
linux-6.12/x86_64: EOPNOTSUPP MAP025 value type is struct val (4 bytes); PERCPU_ARRAY wants none of these special fields: bpf_spin_lock (map_check_btf)
=== exit 1
