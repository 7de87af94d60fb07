# One question, one answer; a stream of them; several targets; questions that make no sense.
=== run bpfweld map --target linux-6.12/aarch64 RINGBUF max_entries=4096
ok (hangs on the page size: EINVAL where a page has 16384 bytes)
=== exit 0
=== run bpfweld map --target linux-6.12/aarch64 RINGBUF max_entries=5000
EINVAL MAP005 max_entries is 5000; RINGBUF wants a power of two and a multiple of the page size 4096 (ringbuf_map_alloc)
=== exit 1
=== run printf 'HASH key=4 value=8 max_entries=1\nBPF_MAP_TYPE_ARRAY key=8 value=8 max_entries=1\n9 key=4 value=4 max_entries=0\nLRU_HASH key=4 value=4 max_entries=1 flags=1\nLPM_TRIE key=8 value=4 max_entries=1\nNOSUCH key=1\nHASH key\nHASH key=4x\nHASH colour=1\n' | bpfweld map --target linux-6.12/x86_64 -
ok
EINVAL MAP003 key_size is 8; ARRAY wants 4 (array_map_alloc_check)
EINVAL MAP005 max_entries is 0; LRU_HASH wants at least 1 (htab_map_alloc_check)
524 MAP006 map_flags is 0x1; LRU_HASH wants none of these: LRU maps are preallocated: BPF_F_NO_PREALLOC (htab_map_alloc_check)
EINVAL MAP007 map_flags is 0; LPM_TRIE wants this: BPF_F_NO_PREALLOC (trie_alloc)
error 'NOSUCH' is no map type
error 'key' is no KEY=NUMBER
error '4x' is no number
error 'colour' is no attribute; there are key value max_entries flags extra numa name btf kbtf vbtf def.NAME kern inner put caps unpriv then
=== exit 0
=== run bpfweld map --target linux-6.1/x86_64 --target linux-6.12/s390x ARENA max_entries=10 flags=0x400
linux-6.1/x86_64: EINVAL MAP002 map type 33; ARENA wants Linux 6.9, the target is 6.1 (map_create)
linux-6.12/s390x: ok
=== exit 1
=== run bpfweld map --target linux-6.12/x86_64 NOSUCH
error[RUN008]: map: 'NOSUCH' is no map type
  --> (command line)
  = rule: Each option takes the values that its help lists.
  = fix: See bpfweld VERB --help.

1 error, 0 warnings
=== exit 2
