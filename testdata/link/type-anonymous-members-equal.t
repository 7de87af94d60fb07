# Anonymous members that are the same in both files.
=== file use.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct s {
	int kind;
	union {
		int number;
		struct {
			short low, high;
		};
	};
};

extern int get(struct s *s);

SEC("socket") int prog(void *ctx)
{
	struct s s = {.number = 0x20001};

	return get(&s);
}
=== file define.bpf.c
struct s {
	int kind;
	union {
		int number;
		struct {
			short low;
			short high;
		};
	};
};

int get(struct s *s)
{
	return s ? s->low + s->high : 0;
}
=== run cc-bpf use.bpf.c define.bpf.c && link-all -- use.bpf.o define.bpf.o
linked in 2 orders
prog returns 3
=== exit 0
