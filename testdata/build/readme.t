# The two reports of README.md: a prototype that differs, then a ring buffer too small for
# the pages of the board.
=== file events.h
#include <bpfweld/bpf.h>

struct event {
	__u32 pid;
	__u32 port;
};
=== file connect.bpf.c
#include "events.h"

BW_LICENSE("GPL");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

extern int allowed(__u32 port);

SEC("tracepoint/syscalls/sys_enter_connect")
int on_connect(void *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e)
		return 0;
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->port = allowed(443);
	bpf_ringbuf_submit(e, 0);
	return 0;
}
=== file policy.bpf.c
#include "events.h"

int allowed(__u64 *port)
{
	return *port == 443;
}
=== file board.yaml
name: board
arch: aarch64
kernel: 6.12.0
page-size: 65536
=== run bpfweld build -o app.o --target board.yaml connect.bpf.c policy.bpf.c; ls app.o
error[LNK008]: function 'allowed': parameter 1 is `__u64 *` in policy.bpf.c and `unsigned int` in connect.bpf.c
  --> connect.bpf.c:10:12 ('allowed')
   |
10 | extern int allowed(__u32 port);
   |            ^
  = note: here it is declared as `int allowed(__u32)`
  = note: connect.bpf.c:20:12 ('on_connect', section
          tracepoint/syscalls/sys_enter_connect+0x58): used by 'on_connect'
   |
20 | 	e->port = allowed(443);
   | 	          ^
  = note: policy.bpf.c:3:5 ('allowed', section .text+0x0): defined as `int allowed(__u64 *port)`
  |
3 | int allowed(__u64 *port)
  |     ^
  = rule: Declarations and the definition of a function agree in parameters and return value,
          through pointers (C11 6.2.7). The kernel verifies only the definition: callers would
          pass the wrong thing.
  = fix: Put one prototype into a header that all files include.

1 error, 0 warnings
ls: cannot access 'app.o': No such file or directory
=== exit 2
=== run sed -i 's/__u64 \*port/__u32 port/; s/\*port ==/port ==/' policy.bpf.c; bpfweld build -o app.o --target board.yaml connect.bpf.c policy.bpf.c; ls app.o
error[MAP005]: max_entries is 4096; RINGBUF wants a power of two and a multiple of the page size 65536
  --> connect.bpf.c:8:3 ('events', section .maps+0x0, in app.o)
  |
8 | } events SEC(".maps");
  |   ^
  = note: ringbuf_map_alloc of Linux 6.12 answers EINVAL
  = note: for target board
  = rule: Most types need at least one entry, storages none, ring buffers a power of two in
          whole pages (its map_alloc_check or map_alloc in the kernel).
  = fix: Set max_entries to 65536.

1 error, 0 warnings
ls: cannot access 'app.o': No such file or directory
=== exit 2
=== run sed -i 's/4096/65536/' connect.bpf.c; bpfweld build -o app.o --target board.yaml connect.bpf.c policy.bpf.c; bpfweld show --maps app.o
map  events  [.maps]
     RINGBUF  key 0  value 0  max_entries 65536  flags 0
=== exit 0
