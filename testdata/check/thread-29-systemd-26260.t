# https://github.com/systemd/systemd/pull/26260
# A number of 8 bytes is read into a variable that then is a key of 4 bytes. In little-endian order the
# key is its lower half; on s390x it is the upper half, 0 for all file systems.
=== file bad.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__type(key, __u32);
	__type(value, __u8);
} magics SEC(".maps");

SEC("kprobe/security_file_open") int restrict_fs(void *ctx)
{
	unsigned long magic;

	bpf_probe_read_kernel(&magic, sizeof(magic), ctx);
	return bpf_map_lookup_elem(&magics, &magic) != 0;
}
=== file good.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__type(key, __u32);
	__type(value, __u8);
} magics SEC(".maps");

SEC("kprobe/security_file_open") int restrict_fs(void *ctx)
{
	unsigned long magic;
	__u32 key;

	bpf_probe_read_kernel(&magic, sizeof(magic), ctx);
	key = (__u32)magic;
	return bpf_map_lookup_elem(&magics, &key) != 0;
}
=== run cc-bpf bad.bpf.c && bpfweld check --fail-on warning -v --target linux-6.18/x86_64 bad.bpf.o
note[USE006]: a number of 8 bytes is used as the key of magics, which has 4: that is its lower half
  --> bad.bpf.c:17:9 ('restrict_fs', section kprobe/security_file_open+0x48, in bad.bpf.o)
   |
17 | 	return bpf_map_lookup_elem(&magics, &magic) != 0;
   | 	       ^
  = note: bad.bpf.c:16:2 ('restrict_fs', section kprobe/security_file_open+0x28, in bad.bpf.o):
          bytes 0 to 3: written here by bpf_probe_read_kernel()
   |
16 | 	bpf_probe_read_kernel(&magic, sizeof(magic), ctx);
   | 	^
  = note: for target linux-6.18/x86_64
  = rule: The map reads key_size bytes from where the number starts: its lower half in
          little-endian order, its upper half in big-endian order. The same source does not work
          on s390x.
  = fix: Use a variable of the key's type.

=== exit 0
=== run cc-bpf --target=bpfeb bad.bpf.c good.bpf.c && bpfweld check --fail-on warning --target linux-6.12/s390x bad.bpf.o
warning[USE005]: a number of 8 bytes is used as the key of magics, which has 4: that is its upper half
  --> bad.bpf.c:17:9 ('restrict_fs', section kprobe/security_file_open+0x48, in bad.bpf.o)
   |
17 | 	return bpf_map_lookup_elem(&magics, &magic) != 0;
   | 	       ^
  = note: bad.bpf.c:16:2 ('restrict_fs', section kprobe/security_file_open+0x28, in bad.bpf.o):
          bytes 0 to 3: written here by bpf_probe_read_kernel()
   |
16 | 	bpf_probe_read_kernel(&magic, sizeof(magic), ctx);
   | 	^
  = note: for target linux-6.12/s390x
  = rule: The map reads key_size bytes from where the number starts; in big-endian order these
          are its upper half.
  = fix: Use a variable of the key's type.

0 errors, 1 warning
=== exit 1
=== run bpfweld check --fail-on warning -q --target linux-6.12/s390x good.bpf.o
=== exit 0
