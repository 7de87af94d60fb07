# Who may create a map, and what user space may do with it afterwards.
=== run printf '%s\n' 'HASH key=4 value=4 max_entries=1 caps=none' 'HASH key=4 value=4 max_entries=1 caps=none unpriv=0' 'LRU_HASH key=4 value=4 max_entries=1 caps=none unpriv=0' 'LRU_HASH key=4 value=4 max_entries=1 caps=bpf' 'HASH key=4 value=4 max_entries=1 flags=0x40 caps=bpf' 'XSKMAP key=4 value=4 max_entries=1 caps=bpf' 'XSKMAP key=4 value=4 max_entries=1 caps=bpf+net_admin' 'ARRAY key=4 value=4 max_entries=1 flags=0x400 then=mmap:rw' 'ARRAY key=4 value=4 max_entries=1 then=mmap:r' 'ARRAY key=4 value=4 max_entries=1 flags=0x400 then=freeze+mmap:rw' 'ARRAY key=4 value=4 max_entries=1 flags=0x400 then=mmap:rw+freeze' 'USER_RINGBUF max_entries=4096 then=mmap:rw' 'HASH key=4 value=16 max_entries=1 kbtf=int vbtf=struct{timer@0} then=freeze' 'HASH key=4 value=4 max_entries=1 name=a-b' 'HASH key=4 value=4 max_entries=1 name=sixteen_letters_' 'HASH key=4 value=4 max_entries=1 caps=root' | bpfweld map --target linux-6.12/x86_64 -
EPERM MAP028 map type 1; HASH wants CAP_BPF: kernel.unprivileged_bpf_disabled is set (map_create)
ok
EPERM MAP028 map type 9; LRU_HASH wants CAP_BPF (map_create)
ok
EPERM MAP028 map_flags is 0x40; HASH wants CAP_SYS_ADMIN for this: BPF_F_ZERO_SEED (htab_map_alloc_check)
EPERM MAP028 map type 17; XSKMAP wants CAP_NET_ADMIN (map_create)
ok
ok
EINVAL MAP029 mmap for reading: only an ARRAY with BPF_F_MMAPABLE can be mapped (array_map_mmap)
EPERM MAP029 mmap for writing: the map is frozen (bpf_map_mmap)
EBUSY MAP029 freeze: the map is mapped for writing (map_freeze)
EPERM MAP029 mmap for writing: the first page of a USER_RINGBUF is for reading only (ringbuf_map_mmap_user)
524 MAP029 freeze: maps of this type or with special fields cannot be frozen (map_freeze)
EINVAL MAP018 the name is 'a-b'; HASH wants letters, digits, '_' and '.' in it (bpf_obj_name_cpy)
EINVAL MAP018 the name is 'sixteen_letters_'; HASH wants at most 15 characters (bpf_obj_name_cpy)
error 'root' is no capability; bpf net_admin sys_admin perfmon are
=== exit 0
