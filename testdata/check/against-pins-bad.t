# What is no snapshot is refused with status 2, whatever it is.
=== file app.bpf.c
#include <bpfweld/bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, BW_PIN_BY_NAME);
} flows SEC(".maps");
=== file cut.json
{
=== file format.json
{"format": 2, "maps": []}
=== file number.json
[1]
=== file type.json
[{"type": "nosuch"}]
=== file negative.json
[{"type": "hash", "bytes_key": -1}]
=== file large.json
[{"type": "hash", "bytes_key": 4294967296}]
=== file relative.json
[{"type": "hash", "path": "x"}]
=== file pinned.json
[{"type": "hash", "pinned": 3}]
=== file btf.json
{"format": 1, "maps": [{"type": "hash", "key_size": 4, "value_size": 4, "btf": {"data": "AAAA", "key_type_id": 1}}]}
=== file base64.json
{"format": 1, "maps": [{"type": "hash", "key_size": 4, "value_size": 4, "btf": {"data": "A?==", "key_type_id": 1}}]}
=== file twice.json
{"a": 1, "a": 2}
=== run cc-bpf app.bpf.c; for f in *.json; do echo "-- $f"; bpfweld check -q --against $f app.bpf.o; echo "status $?"; done
-- base64.json
base64.json: error: map 0: btf.data is no BTF in base64 [UPG007]
status 2
-- btf.json
btf.json: error: map 0: btf.data is no BTF in base64 [UPG007]
status 2
-- cut.json
cut.json:2: error: no JSON: string or '}' expected near end of file [UPG007]
status 2
-- format.json
format.json: error: neither {"format": 1, "maps": [...]} nor maps as bpftool lists them [UPG007]
status 2
-- large.json
large.json: error: map 0: key_size is no number from 0 to 4294967295 [UPG007]
status 2
-- negative.json
negative.json: error: map 0: key_size is no number from 0 to 4294967295 [UPG007]
status 2
-- number.json
number.json: error: map 0: it is no object [UPG007]
status 2
-- pinned.json
pinned.json: error: map 0: pinned is no list of paths [UPG007]
status 2
-- relative.json
relative.json: error: map 0: its path is no absolute path [UPG007]
status 2
-- twice.json
twice.json:1:12: error: no JSON: duplicate object key near '"a"' [UPG007]
status 2
-- type.json
type.json: error: map 0: type is nosuch, which is no map type [UPG007]
status 2
=== exit 0
=== run bpfweld check -q --against nosuch.json app.bpf.o
nosuch.json: error: cannot read nosuch.json: No such file or directory [RUN002]
=== exit 2
=== run echo >empty; bpfweld check -q --against empty app.bpf.o
empty: error: the file has only 1 bytes [OBJ002]
=== exit 2
