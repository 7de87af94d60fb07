/* SPDX-License-Identifier: BSD-2-Clause */
/* Every kind of type: tags, floats, wide enums, forward declarations, CO-RE. */
#define SEC(n) __attribute__((section(n), used))
#define TAG(t) __attribute__((btf_type_tag(t)))
#define DECL(t) __attribute__((btf_decl_tag(t)))

struct opaque;
union choice;
enum wide { SMALL = 1, LARGE = 0x123456789abcLL };
enum narrow { MINUS = -3, PLUS = 3 };
typedef int (*callback)(struct opaque *o, union choice *u, ...);
typedef const volatile char *text_t;
struct __attribute__((preserve_access_index)) task {
	int pid;
	struct task *parent;
	struct {
		long a, b;
	} in[4];
};
struct box {
	float f;
	double d;
	_Bool yes;
	__int128 big;
	enum wide w;
	enum narrow n;
	struct opaque TAG("kptr") * o;
	callback cb;
	text_t text;
	unsigned bits : 3;
	struct box *next DECL("contains:box:next");
};
struct box boxes[2] DECL("array");
extern int CONFIG_HZ SEC(".kconfig") __attribute__((weak));
extern const void kernel_var SEC(".ksyms");
extern int kernel_func(struct box *b) SEC(".ksyms") __attribute__((weak));
char LICENSE[] SEC("license") = "GPL";

DECL("flavour")
__attribute__((noinline)) long global_func(struct box *b DECL("arg:nonnull"), enum wide w)
{
	return b->bits + (long)w;
}
SEC("kprobe/x") int prog(struct task *t)
{
	struct box *b = &boxes[t->pid & 1];

	if (kernel_func)
		kernel_func(b);
	return (int)global_func(b, LARGE) + CONFIG_HZ + (&kernel_var != 0) + t->parent->in[2].b +
	       __builtin_preserve_type_info(*t, 0);
}
