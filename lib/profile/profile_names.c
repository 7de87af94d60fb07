/* SPDX-License-Identifier: BSD-2-Clause */
/* Names: of loaders and their releases, of maps in the kernel, of their pins. */
#include "profile/profile.h"

#define NAME_CHARS 15u /* BPF_OBJ_NAME_LEN less its NUL */

/* ---- loaders ---- */

/* "libbpf" and "1.4" of "libbpf-1.4" or "libbpf@v1.4". */
struct release {
	const char *name;
	size_t name_chars;
	const char *version; /* "" if there is none */
};

static struct release release_of(const char *text)
{
	struct release r = {text, strlen(text), ""};

	for (const char *c = text; *c; c++) {
		const char *digit = c[1] == 'v' ? c + 2 : c + 1;

		if ((*c != '-' && *c != '@') || *digit < '0' || *digit > '9')
			continue;
		r.name_chars = (size_t)(c - text);
		r.version = digit;
	}
	return r;
}

static bool same_loader(const struct release *x, const struct release *y)
{
	return x->name_chars == y->name_chars && !strncmp(x->name, y->name, x->name_chars);
}

/* The next number of a version, and a dot behind it; 0 at the end. */
static unsigned long number_next(const char **at)
{
	unsigned long n = 0;

	while (**at >= '0' && **at <= '9')
		n = n * 10 + (unsigned long)(*(*at)++ - '0');
	*at += **at == '.';
	return n;
}

static bool is_version(const char *v)
{
	return strlen(v) < 20 && v[strspn(v, "0123456789.")] == '\0';
}

static bool not_newer(const char *x, const char *y)
{
	while (*x || *y) {
		unsigned long xn = number_next(&x), yn = number_next(&y);

		if (xn != yn)
			return xn < yn;
	}
	return true;
}

bool bw_profile_lookup(const char *loader, uint32_t *ret)
{
	struct release want = release_of(loader);
	const struct bw_profile *p;
	bool found = false;
	uint32_t n;

	p = bw_profiles(&n);
	if (!is_version(want.version))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		struct release r = release_of(p[i].name);

		if (!same_loader(&r, &want))
			continue;
		if (*want.version && !not_newer(r.version, want.version))
			continue;
		*ret = i;
		found = true;
	}
	return found;
}

uint32_t bw_profile_find(const char *loader)
{
	uint32_t i = 0;

	return loader && bw_profile_lookup(loader, &i) ? i : 0;
}

/* The same two letters first, or all of the loader's name inside. */
static bool is_near(const struct release *want, const struct release *r)
{
	if (want->name_chars < 2)
		return false;
	if (strncmp(want->name, r->name, 2) == 0)
		return true;
	for (size_t i = 0; i + want->name_chars <= r->name_chars; i++)
		if (strncmp(r->name + i, want->name, want->name_chars) == 0)
			return true;
	return false;
}

const char *bw_profile_near(struct bw_arena *a, const char *loader)
{
	struct release want = release_of(loader);
	struct bw_sb sb = bw_sb_in(a);
	const struct bw_profile *p;
	uint32_t n;

	p = bw_profiles(&n);
	for (uint32_t i = 1; i < n; i++) {
		struct release r = release_of(p[i].name);

		if (is_near(&want, &r))
			bw_sb_printf(&sb, "%s%s", sb.n ? ", " : "", p[i].name);
	}
	return bw_sb_str(&sb);
}

/* The profiles of one loader from i to (not including) to. */
static void range_print(struct bw_sb *sb, uint32_t i, uint32_t to)
{
	uint32_t n;
	const struct bw_profile *p = bw_profiles(&n);
	struct release r = release_of(p[i].name), next = {0};
	struct release before = i ? release_of(p[i - 1].name) : (struct release){0};

	bw_sb_printf(sb, "%s%.*s", sb->n ? ", " : "", (int)r.name_chars, r.name);
	if (to < n)
		next = release_of(p[to].name);
	if (i && same_loader(&before, &r))
		bw_sb_printf(sb, " since %s", r.version);
	if (to < n && same_loader(&next, &r))
		bw_sb_printf(sb, " before %s", next.version);
}

const char *bw_profile_ranges(struct bw_arena *a, uint64_t set)
{
	struct bw_sb sb = bw_sb_in(a);
	const struct bw_profile *p;
	uint32_t n, to;

	p = bw_profiles(&n);
	assert(n <= 64);
	for (uint32_t i = 0; i < n; i = to) {
		struct release r = release_of(p[i].name);

		for (to = i; to < n && set >> to & 1; to++) {
			struct release at = release_of(p[to].name);

			if (!same_loader(&r, &at))
				break;
		}
		if (to > i)
			range_print(&sb, i, to);
		else
			to++;
	}
	return bw_sb_str(&sb);
}

/* ---- maps ---- */

/* As libbpf names data sections (internal_map_name): "connwat.bss", ".data.custom". */
static const char *libbpf_data_name(struct bw_arena *a, const char *object, const char *section)
{
	size_t suffix = strlen(section), room = NAME_CHARS, start;
	char *name;

	if (suffix < 7)
		suffix = 7;
	if (suffix > NAME_CHARS)
		suffix = NAME_CHARS;
	room = strchr(section + 1, '.') ? 0 : room - suffix;
	start = strcspn(object, ".");
	name = bw_printf(a, "%.*s%.*s", (int)(start < room ? start : room), object, (int)suffix,
			 section);
	for (char *c = name; *c; c++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.", *c))
			*c = '_';
	return name;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Loaders that name data sections as libbpf does. */
static bool names_as_libbpf(uint32_t i)
{
	uint32_t n;
	const char *name = bw_profiles(&n)[i].name;

	assert(i < n);
	return strncmp(name, "ebpf-go", 7) != 0 && strncmp(name, "aya", 3) != 0;
}

const char *bw_profile_kernel_name(struct bw_arena *a, uint32_t i, const struct bw_spec *s,
				   const struct bw_map_spec *m)
{
	const char *name = bw_str(s->obj->names, m->name);

	if (bw_profile_is_data(m) && names_as_libbpf(i))
		return libbpf_data_name(a, base_name(s->obj->file), name);
	return bw_printf(a, "%.*s", (int)NAME_CHARS, name);
}

/* ---- pins ---- */

/* iproute2 keeps the pins of each kind of program apart; the first program tells. */
static const char *iproute2_dir(const struct bw_spec *s)
{
	for (uint32_t i = 0; i < s->prog_count; i++)
		switch (s->prog[i].prog_type) {
		case BW_PT_XDP:
			return "xdp";
		case BW_PT_LWT_IN:
		case BW_PT_LWT_OUT:
		case BW_PT_LWT_XMIT:
		case BW_PT_LWT_SEG6LOCAL:
			return "ip";
		default:
			break;
		}
	return "tc";
}

/* The number as this loader reads it. */
static uint32_t pinning_of(const struct bw_profile *p, const struct bw_spec *s,
			   const struct bw_map_spec *m)
{
	uint32_t word = 0;

	if (m->origin != BW_MAP_OLD)
		return m->pinning;
	switch (p->old) {
	case BW_OLD_AYA:
	case BW_OLD_IPROUTE2:
		bw_profile_old_word(s, m, 6, &word);
		return word;
	case BW_OLD_BPFWELD:
		return m->pinning;
	case BW_OLD_REFUSED:
	case BW_OLD_ZERO:
	case BW_OLD_ANDROID:
		break;
	}
	return 0;
}

static const char *iproute2_path(struct bw_arena *a, const struct bw_spec *s, uint32_t pinning,
				 const char *name)
{
	if (pinning > 2)
		return bw_printf(a, "/sys/fs/bpf/%s/../DIRECTORY-%u/%s", iproute2_dir(s), pinning,
				 name);
	return bw_printf(a, "/sys/fs/bpf/%s/%s/%s", iproute2_dir(s),
			 pinning == 2 ? "globals" : "OBJECT", name);
}

static const char *android_path(struct bw_arena *a, const struct bw_spec *s, const char *name)
{
	const char *file = base_name(s->obj->file);

	return bw_printf(a, "/sys/fs/bpf/map_%.*s_%s", (int)strcspn(file, "."), file, name);
}

const char *bw_profile_pin_path(struct bw_arena *a, uint32_t i, const struct bw_spec *s,
				const struct bw_map_spec *m)
{
	const char *name = bw_str(s->obj->names, m->name);
	const struct bw_profile *p;
	uint32_t n, pinning;

	p = &bw_profiles(&n)[i];
	assert(i < n);
	pinning = pinning_of(p, s, m);
	if (p->pin == BW_PIN_ANDROID)
		return m->origin == BW_MAP_OLD ? android_path(a, s, name) : NULL;
	if (!pinning || bw_profile_is_data(m))
		return NULL;
	switch (p->pin) {
	case BW_PIN_NONE:
	case BW_PIN_ANDROID:
		return NULL;
	case BW_PIN_ROOT:
		return bw_printf(a, "/sys/fs/bpf/%s", name);
	case BW_PIN_ASKED:
		return bw_printf(a, "DIRECTORY/%s", name);
	case BW_PIN_BESIDE:
		return bw_printf(a, "/sys/fs/bpf/%s", name);
	case BW_PIN_IPROUTE2:
		return m->origin == BW_MAP_OLD ? iproute2_path(a, s, pinning, name) : NULL;
	case BW_PIN_GLOBALS:
		return bw_printf(a, "/sys/fs/bpf/%s/globals/%s", iproute2_dir(s), name);
	}
	return NULL;
}
