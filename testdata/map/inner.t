# Maps of maps: the template, and which maps may be put in.
=== run printf '%s\n' 'ARRAY_OF_MAPS key=4 value=4 max_entries=1' 'ARRAY_OF_MAPS key=4 value=4 max_entries=1 inner=HASH,key=4,value=8,max_entries=10,flags=1 put=HASH,key=4,value=8,max_entries=20,flags=1' 'ARRAY_OF_MAPS key=4 value=4 max_entries=1 inner=HASH,key=4,value=8,max_entries=10,flags=1 put=HASH,key=4,value=8,max_entries=20' 'ARRAY_OF_MAPS key=4 value=4 max_entries=1 inner=ARRAY,key=4,value=8,max_entries=10 put=ARRAY,key=4,value=8,max_entries=20' 'HASH_OF_MAPS key=4 value=4 max_entries=1 inner=ARRAY_OF_MAPS,key=4,value=4,max_entries=1,inner=1' 'HASH_OF_MAPS key=4 value=4 max_entries=1 inner=PROG_ARRAY,key=4,value=4,max_entries=1' 'HASH_OF_MAPS key=4 value=4 max_entries=1 inner=ARRAY,key=8,value=4,max_entries=1' 'HASH_OF_MAPS key=4 value=4 max_entries=1 inner=HASH,key=4,value=16,max_entries=1,kbtf=int,vbtf=struct{timer@0} put=HASH,key=4,value=16,max_entries=1,kbtf=int,vbtf=struct{u64@0}' 'HASH key=4 value=4 max_entries=1 put=1' | bpfweld map --target linux-6.12/x86_64 -
EINVAL MAP012 there is no template; ARRAY_OF_MAPS wants a template of its inner maps (bpf_map_meta_alloc)
ok
EINVAL MAP012 the map that is put in does not fit: map_flags is 0, the template has 0x1 (bpf_map_fd_get_ptr)
EINVAL MAP012 the map that is put in does not fit: max_entries is 20, the template has 10 (bpf_map_fd_get_ptr)
EINVAL MAP012 the template is of type ARRAY_OF_MAPS; HASH_OF_MAPS wants inner maps that are no maps of maps themselves (bpf_map_meta_alloc)
524 MAP012 the template is of type PROG_ARRAY; HASH_OF_MAPS wants inner maps of a type that may be inside another map (bpf_map_meta_alloc)
EINVAL MAP003 key_size is 8; ARRAY wants 4 (array_map_alloc_check)
EINVAL MAP012 the map that is put in does not fit: its special fields are not those of the template (bpf_map_fd_get_ptr)
error put= is for maps of maps
=== exit 0
