/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linking, case by case: small C files, linked in every order. All orders give the
 * same findings; where the case says a value, the kernel runs the program of every
 * order's result and all return it. S and R numbers are those of the list of things
 * other linkers get wrong or refuse.
 */
#include "link/test_link_run.h"

/* Declarations that every test file starts with. */
static const char test_prelude[] =
    "#define SEC(n) __attribute__((section(n)))\n"
    "#define __uint(name, v) int (*name)[v]\n"
    "#define __type(name, t) typeof(t) *name\n"
    "#define __array(name, t) typeof(t) *name[]\n"
    "#define __noinline __attribute__((noinline))\n"
    "#define __weak __attribute__((weak))\n"
    "#define __hidden __attribute__((visibility(\"hidden\")))\n"
    "#define __ksym SEC(\".ksyms\")\n"
    "#define __kconfig SEC(\".kconfig\")\n"
    "#define barrier() asm volatile(\"\" ::: \"memory\")\n"
    "static void *(*const lookup)(void *, const void *) = (void *)1;\n"
    "static long (*const update)(void *, const void *, const void *, unsigned long) = (void *)2;\n"
    "static long (*const loop)(unsigned, void *, void *, unsigned long) = (void *)181;\n"
    "enum { HASH = 1, ARRAY = 2 };\n"
    "#ifndef NO_LICENSE\n"
    "char _license[] SEC(\"license\") = \"GPL\";\n"
    "#endif\n"
    "#line 1\n";

#define FILES_MAX 4

struct file {
	const char *text;
	const char *flags; /* more flags for clang; NULL */
};

struct row {
	const char *name;
	const char *ids; /* findings, sorted; "" none */
	int value;	 /* what the program returns; -1: not run */
	struct bw_link_options opt;
	struct file file[FILES_MAX];
};

#define MAP(type_, entries, name)                                                                  \
	"struct { __uint(type, " #type_ "); __uint(max_entries, " #entries ");"                    \
	" __type(key, int); __type(value, int); } " name " SEC(\".maps\");"
#define MAIN(expr) "SEC(\"socket\") int prog(void *ctx) { return " expr "; }"
#define PUT_GET(map)                                                                               \
	"static inline int put_get(void) { int k = 0, v = 7, *p; update(&" map ", &k, &v, 0);"     \
	" p = lookup(&" map ", &k); return p ? *p : -1; }"

static const struct row rows[] = {
    {"a function and a variable of another file",
     "",
     22,
     {0},
     {{"extern int f(int); extern int v;" MAIN("f(v)"), 0},
      {"int v = 20; __noinline int f(int x) { return x + 2; }", 0}}},
    {"three files in a ring",
     "",
     42,
     {0},
     {{"int a = 2; extern int fb(int);" MAIN("fb(a)"), 0},
      {"int b = 20; extern int fc(int); __noinline int fb(int x) { return fc(x + b); }", 0},
      {"int c = 20; __noinline int fc(int x) { return x + c; }", 0}}},
    {"S1 extern map before its definition",
     "",
     7,
     {0},
     {{"extern " MAP(ARRAY, 1, "shared") PUT_GET("shared") MAIN("put_get()"), 0},
      {MAP(1, 9, "first") MAP(ARRAY, 1, "shared") "SEC(\"socket\") int other(void *c) { int k = 0; "
						  "return !!lookup(&first, &k); }",
       0}}},
    {"S2 strong variable takes the place of a weak one",
     "",
     44,
     {0},
     {{"int pad = 1; __weak int tunable = 11;" MAIN("tunable"), 0},
      {"int front = 5; int tunable = 44;", 0}}},
    {"S3 strong map takes the place of a weak one",
     "",
     7,
     {0},
     {{"__weak " MAP(ARRAY, 1, "m") PUT_GET("m") MAIN("put_get()"), 0},
      {MAP(1, 3, "x") MAP(ARRAY, 1, "m"), 0}}},
    {"S4 extern variable in a named section",
     "",
     53,
     {0},
     {{"extern int knob SEC(\".data.knobs\"); int first SEC(\".data.knobs\") = 3;" MAIN(
	   "knob * 10 + first"),
       0},
      {"int knob SEC(\".data.knobs\") = 5;", 0}}},
    {"S5 unresolved extern in a named section",
     "LNK005",
     -1,
     {0},
     {{"extern int knob SEC(\".data.knobs\"); int mine SEC(\".data.knobs\") = 3;" MAIN(
	   "knob + mine"),
       0}}},
    {"S6 array of another length",
     "LNK009",
     -1,
     {0},
     {{"extern int tbl[64];" MAIN("tbl[3]"), 0}, {"int tbl[4] = {1, 2, 3, 4};", 0}}},
    {"array of open length",
     "",
     4,
     {0},
     {{"extern int tbl[];" MAIN("tbl[3]"), 0}, {"int tbl[4] = {1, 2, 3, 4};", 0}}},
    {"S7 enum values",
     "LNK008",
     -1,
     {0},
     {{"enum v { DROP, PASS }; extern int f(enum v);" MAIN("f(PASS)"), 0},
      {"enum v { PASS, DROP }; __noinline int f(enum v x) { return x == PASS; }", 0}}},
    {"S8 signedness",
     "LNK009",
     -1,
     {0},
     {{"extern long cnt;" MAIN("cnt < 0"), 0}, {"unsigned long cnt = 3;", 0}}},
    {"two weak definitions of other signedness",
     "LNK024",
     -1,
     {0},
     {{"__weak int cnt = 3;" MAIN("cnt"), 0}, {"__weak unsigned cnt = 3;", 0}}},
    {"S9 struct behind a pointer",
     "LNK008",
     -1,
     {0},
     {{"struct s { int a, b; }; extern int f(struct s *);"
       "SEC(\"socket\") int prog(void *c) { struct s s = {1, 2}; return f(&s); }",
       0},
      {"struct s { long pad; int b, a; long more[8]; };"
       "__noinline int f(struct s *p) { return p ? p->a : 0; }",
       0}}},
    {"S10 map_extra",
     "LNK010",
     -1,
     {0},
     {{"extern struct { __uint(type, 30); __uint(max_entries, 9); __type(value, int);"
       " __uint(map_extra, 3); } m SEC(\".maps\");" MAIN("(int)(long)&m"),
       0},
      {"struct { __uint(type, 30); __uint(max_entries, 9); __type(value, int);"
       " __uint(map_extra, 9); } m SEC(\".maps\");",
       0}}},
    {"S11 the kernel's or another file's",
     "LNK013",
     -1,
     {0},
     {{"extern int thing __ksym;" MAIN("thing"), 0},
      {"extern int thing; SEC(\"socket\") int other(void *c) { return thing; }", 0}}},
    {"S12 two arenas",
     "LNK019",
     -1,
     {0},
     {{"struct { __uint(type, 33); __uint(max_entries, 1); } a1 SEC(\".maps\");", 0},
      {"struct { __uint(type, 33); __uint(max_entries, 1); } a2 SEC(\".maps\");", 0}}},
    {"S13 unresolved function and variable",
     "LNK005 LNK005",
     -1,
     {0},
     {{"extern int f(int); extern int v;" MAIN("f(v)"), 0}, {"int other = 1;", 0}}},
    {"S13 the same with a warning",
     "LNK006 LNK006",
     -1,
     {.undefined = BW_UNDEFINED_WARN},
     {{"extern int f(int); extern int v;" MAIN("f(v)"), 0}, {"int other = 1;", 0}}},
    {"S13 the same for an intermediate link",
     "",
     -1,
     {.undefined = BW_UNDEFINED_ALLOW},
     {{"extern int f(int); extern int v SEC(\".data.v\"); int w SEC(\".data.v\") = 4;" MAIN(
	   "f(v + w)"),
       0},
      {"int other = 1;", 0}}},
    {"weak function that nobody defines",
     "",
     5,
     {0},
     {{"extern int hook(int) __weak;"
       "SEC(\"socket\") int prog(void *c) { int r = 5; if (hook) r = hook(1); return r; }",
       0},
      {"int other = 1;", 0}}},
    {"weak function that somebody defines",
     "",
     9,
     {0},
     {{"extern int hook(int) __weak;"
       "SEC(\"socket\") int prog(void *c) { int r = 5; if (hook) r = hook(1); return r; }",
       0},
      {"__noinline int hook(int x) { return x + 8; }", 0}}},
    {"weak variable that nobody defines",
     "",
     6,
     {0},
     {{"extern int v __weak;"
       "SEC(\"socket\") int prog(void *c) { return &v ? v : 6; }",
       0}}},
    {"weak function called without a check",
     "LNK007",
     -1,
     {0},
     {{"extern int hook(int) __weak;" MAIN("hook(1)"), 0}, {"int other = 1;", 0}}},
    {"weak in one file, needed in another",
     "LNK005",
     -1,
     {0},
     {{"extern int hook(int) __weak; SEC(\"socket\") int prog(void *c)"
       "{ return hook ? hook(1) : 0; }",
       0},
      {"extern int hook(int); SEC(\"socket\") int other(void *c) { return hook(1); }", 0}}},
    {"R1 extern, weak and strong",
     "",
     33,
     {0},
     {{"extern int helper(int);" MAIN("helper(3)"), 0},
      {"__weak __noinline int helper(int x) { return x + 1; }", 0},
      {"__noinline int helper(int x) { return x + 30; }", 0}}},
    {"R2 GPL and Dual BSD/GPL",
     "LNK016",
     1,
     {0},
     {{"char L1[] SEC(\"license\") = \"GPL\"; extern int one;" MAIN("one"), "-DNO_LICENSE"},
      {"char L2[] SEC(\"license\") = \"Dual BSD/GPL\"; int one = 1;", "-DNO_LICENSE"}}},
    {"Dual MIT/GPL and Dual BSD/GPL",
     "LNK016",
     1,
     {0},
     {{"char L[] SEC(\"license\") = \"Dual MIT/GPL\"; extern int one;" MAIN("one"), "-DNO_LICENSE"},
      {"char L[] SEC(\"license\") = \"Dual BSD/GPL\"; int one = 1;", "-DNO_LICENSE"}}},
    {"GPL and Proprietary",
     "LNK015",
     -1,
     {0},
     {{"char L[] SEC(\"license\") = \"GPL\";" MAIN("1"), "-DNO_LICENSE"},
      {"char L[] SEC(\"license\") = \"Proprietary\"; int one = 1;", "-DNO_LICENSE"}}},
    {"GPL and Proprietary, decided",
     "",
     1,
     {.license = "GPL v2"},
     {{"char L[] SEC(\"license\") = \"GPL\";" MAIN("1"), "-DNO_LICENSE"},
      {"char L[] SEC(\"license\") = \"Proprietary\"; int one = 1;", "-DNO_LICENSE"}}},
    {"license by option only",
     "",
     1,
     {.license = "Dual BSD/GPL"},
     {{MAIN("1"), "-DNO_LICENSE"}, {"int one = 1;", "-DNO_LICENSE"}}},
    {"a license that code reads",
     "",
     -1,
     {0},
     {{"char L1[] SEC(\"license\") = \"GPL\";", "-DNO_LICENSE"},
      {"char L2[] SEC(\"license\") = \"GPL\"; volatile int i; int dummy(void) { return L2[i]; "
       "}" MAIN("'G'"),
       "-DNO_LICENSE"}}},
    {"R3 license const in one file",
     "",
     1,
     {0},
     {{"const char L[] SEC(\"license\") = \"GPL\"; extern int one;" MAIN("one"), "-DNO_LICENSE"},
      {"char L[] SEC(\"license\") = \"GPL\"; int one = 1;", "-DNO_LICENSE"}}},
    {"version: one and none",
     "",
     1,
     {0},
     {{"unsigned v SEC(\"version\") = 0x60000;" MAIN("1"), 0}, {"int other = 1;", 0}}},
    {"version: two",
     "LNK017",
     -1,
     {0},
     {{"unsigned v SEC(\"version\") = 0x60000;" MAIN("1"), 0},
      {"unsigned v SEC(\"version\") = 0x60001;", 0}}},
    {"R4 static map in another map",
     "",
     -1,
     {0},
     {{"static " MAP(ARRAY, 1,
		     "inner") "struct { __uint(type, 12); __uint(max_entries, 1); __type(key, int);"
			      "__array(values, struct { __uint(type, 2); __uint(max_entries, 1); "
			      "__type(key, int);"
			      " __type(value, int); }); } outer SEC(\".maps\") = { .values = { "
			      "(void *)&inner } };",
       0},
      {MAIN("3"), 0}}},
    {"R4 pointers to static data",
     "",
     3,
     {0},
     {{"static int x = 3; int *px = &x;", 0}, {MAIN("3"), 0}}},
    {"R5 section const in one file",
     "",
     7,
     {0},
     {{"const volatile int a SEC(\".data.shared\") = 3; extern int b;" MAIN("a + b"), 0},
      {"int b SEC(\".data.shared\") = 4;", 0}}},
    {"R6 common symbols",
     "LNK020 LNK020",
     0,
     {0},
     {{"int common_x; char c;" MAIN("common_x"), "-fcommon"},
      {"long c; int common_x;", "-fcommon"}}},
    {"a common symbol and a definition",
     "LNK020",
     8,
     {0},
     {{"int common_x;" MAIN("common_x"), "-fcommon"}, {"int common_x = 8;", 0}}},
    {"R10 hidden twice",
     "LNK004",
     -1,
     {0},
     {{"__attribute__((visibility(\"hidden\"))) int f(int x) { return x; }", 0},
      {"__attribute__((visibility(\"hidden\"))) int f(int x) { return x + 1; }", 0}}},
    {"hidden function of another file",
     "",
     2,
     {0},
     {{"extern int f(int);" MAIN("f(1)"), 0},
      {"__attribute__((visibility(\"hidden\"))) __noinline int f(int x) { return x + 1; }", 0}}},
    {"R11 protected",
     "",
     2,
     {0},
     {{"extern int f(int);" MAIN("f(1)"), 0},
      {"__attribute__((visibility(\"protected\"))) __noinline int f(int x) { return x + 1; }", 0}}},
    {"R12 byte orders", "LNK002", -1, {0}, {{"int a;", 0}, {"int b;", "--target=bpfeb"}}},
    {"R13 max_entries",
     "LNK010",
     -1,
     {0},
     {{"extern " MAP(ARRAY, 2, "m") PUT_GET("m") MAIN("put_get()"), 0}, {MAP(ARRAY, 3, "m"), 0}}},
    {"R13 value type",
     "LNK010",
     -1,
     {0},
     {{"extern struct { __uint(type, 2); __uint(max_entries, 1); __type(key, int);"
       " __type(value, struct { int a; int b; }); } m SEC(\".maps\");" MAIN("(int)(long)&m"),
       0},
      {"struct { __uint(type, 2); __uint(max_entries, 1); __type(key, int);"
       " __type(value, struct { int b; int a; }); } m SEC(\".maps\");",
       0}}},
    {"R13 kconfig type",
     "LNK011",
     -1,
     {0},
     {{"extern int CONFIG_HZ __kconfig;" MAIN("CONFIG_HZ"), 0},
      {"extern long CONFIG_HZ __kconfig; SEC(\"socket\") int o(void *c)"
       "{ return CONFIG_HZ; }",
       0}}},
    {"R13 return value",
     "LNK008",
     -1,
     {0},
     {{"extern int f(int);" MAIN("f(1)"), 0}, {"__noinline long f(int x) { return x; }", 0}}},
    {"R14 number of parameters",
     "LNK008",
     -1,
     {0},
     {{"extern int f(int);" MAIN("f(1)"), 0},
      {"__noinline int f(int x, int y) { return x + y; }", 0}}},
    {"R14 function and variable",
     "LNK012",
     -1,
     {0},
     {{"extern int f(int);" MAIN("f(1)"), 0}, {"int f = 3;", 0}}},
    {"R14 program twice", "LNK004", -1, {0}, {{MAIN("1"), 0}, {MAIN("2"), 0}}},
    {"three definitions: one finding",
     "LNK004",
     -1,
     {0},
     {{"int x = 1;", 0}, {"int x = 2;", 0}, {"int x = 3;", 0}}},
    {"R9 no BTF",
     "LNK003",
     -1,
     {0},
     {{"extern int f(int);" MAIN("f(1)"), 0}, {"__noinline int f(int x) { return x; }", "-g0"}}},
    {"maps without BTF", "LNK003", -1, {0}, {{MAP(ARRAY, 1, "m"), "-g0"}, {"int x;", 0}}},
    {"static names twice",
     "",
     28,
     {0},
     {{"static int n = 1; static __noinline int s(int x) { n++; return x + 3; }"
       "extern int other(int);"
       "SEC(\"socket\") int prog(void *c) { int r = s(other(5)); return r + n * 10; }",
       0},
      {"static int n = 2; static __noinline int s(int x) { n += 2; return x + 3; }"
       "__noinline int other(int x) { return s(x) + n - 17 + 10; }",
       0}}},
    {"two weak and a strong",
     "",
     3,
     {0},
     {{"__weak __noinline int f(int x) { return 1; } " MAIN("f(0)"), 0},
      {"__weak __noinline int f(int x) { return 2; }", 0},
      {"__noinline int f(int x) { return 3; }", 0}}},
    {"calls across the body that went",
     "",
     26,
     {0},
     {{"static __noinline int one(int x) { barrier(); return x + 1; }"
       "__weak __noinline int f(int x) { barrier(); return one(x) + 100; }"
       "static __noinline int two(int x) { barrier(); return one(x) + 2; }"
       "__noinline int g(int x) { barrier(); return two(x) + one(x); }" MAIN("g(f(1))"),
       0},
      {"__noinline int f(int x) { barrier(); return x + 10; }", 0}}},
    {"address of a function whose body went",
     "",
     11,
     {0},
     {{"__weak __hidden long cb(unsigned i, void *p) { *(int *)p = 1; return 0; }"
       "SEC(\"socket\") int prog(void *c) { int v = 0; loop(1, cb, &v, 0); return v; }",
       0},
      {"__hidden long cb(unsigned i, void *p) { *(int *)p = 11; return 0; }", 0}}},
    {"alignment of 64",
     "",
     6,
     {0},
     {{"char c1 = 1; extern long aligned64; extern char c2;" MAIN("aligned64 + c2"), 0},
      {"char c2 = 1; long aligned64 __attribute__((aligned(64))) = 5;", 0}}},
    {"S18 -ffunction-sections",
     "",
     6,
     {0},
     {{"static __noinline int s(int x) { barrier(); return x + 1; } extern int g(int);" MAIN(
	   "s(g(1))"),
       "-ffunction-sections"},
      {"static __noinline int s(int x) { barrier(); return x + 2; }"
       "__noinline int g(int x) { barrier(); return s(x) + 2; }",
       "-ffunction-sections"}}},
    {"a forward declaration and its struct",
     "",
     1,
     {0},
     {{"struct s; extern int f(struct s *); SEC(\"socket\") int prog(void *c) { return f(0); }", 0},
      {"struct s { int a; }; __noinline int f(struct s *p) { return p ? p->a : 1; }", 0}}},
    {"two views that CO-RE reads",
     "",
     1,
     {0},
     {{"struct task_struct { int pid; } __attribute__((preserve_access_index));"
       "extern int f(struct task_struct *);"
       "SEC(\"socket\") int prog(void *c) { return f(0); }",
       0},
      {"struct task_struct { int tgid; int pid; } __attribute__((preserve_access_index));"
       "__noinline int f(struct task_struct *p) { return p ? __builtin_preserve_field_info(p->pid, "
       "0) > 0 : 1; }",
       0}}},
    {"a flavour and its base",
     "",
     1,
     {0},
     {{"struct s___old { int a; }; extern int f(struct s___old *);"
       "SEC(\"socket\") int prog(void *c) { return f(0); }",
       0},
      {"struct s { int a; }; __noinline int f(struct s *p) { return p ? p->a : 1; }", 0}}},
    {"const only where it is defined",
     "LNK009",
     -1,
     {0},
     {{"extern int x; SEC(\"socket\") int prog(void *c) { x = 3; return 0; }", 0},
      {"const volatile int x = 4;", 0}}},
    {"const only where it is declared",
     "",
     4,
     {0},
     {{"extern const int x;" MAIN("x"), 0}, {"volatile int x = 4;", 0}}},
    {"one name, a map and an int",
     "LNK009",
     -1,
     {0},
     {{"extern " MAP(ARRAY, 1, "m") PUT_GET("m") MAIN("put_get()"), 0}, {"int m = 3;", 0}}},
    {"code and data under one name",
     "LNK014",
     -1,
     {0},
     {{"SEC(\"both\") int prog(void *c) { return 0; }", 0}, {"int x SEC(\"both\") = 3;", 0}}},
    {"extern of the kernel that a file defines",
     "",
     12,
     {0},
     {{"extern int f(int) __ksym;" MAIN("f(2)"), 0},
      {"__noinline int f(int x) { return x + 10; }", 0}}},
    {"no kernel function in it",
     "",
     250,
     {0},
     {{"extern const int nothing __ksym __weak;"
       "SEC(\"socket\") int prog(void *c) { return &nothing ? 1 : 250; }",
       0},
      {"extern const int nothing __ksym __weak;"
       "SEC(\"socket\") int other(void *c) { return &nothing ? 1 : 250; }",
       0}}},
    {"gc",
     "",
     5,
     {.gc = true},
     {{MAP(1, 3, "unused") "__noinline int dead(int x) { int k = 0; return !!lookup(&unused, &k); }"
			   "extern int f(int);" MAIN("f(1)"),
       0},
      {"static __noinline int in(int x) { barrier(); return x + 2; }"
       "__noinline int dead2(int x) { barrier(); return in(x); }"
       "__noinline int f(int x) { barrier(); return in(x) + 2; }",
       0}}},
    {"prefix",
     "",
     5,
     {.prefix_count = 1, .prefix = &(const struct bw_link_prefix){"b.o", "b_"}},
     {{"int x = 2; extern int from_b(int);" MAIN("x + 3"), 0},
      {"int x = 3; SEC(\"socket\") int prog2(void *c) { return x; }", 0},
      {"__noinline int from_b(int x) { return x; }", 0}}},
    {"definitions of two sizes in section maps",
     "LNK018",
     -1,
     {0},
     {{"struct { int type, key, value, max, flags; } m1 SEC(\"maps\") = {1, 4, 4, 1};", 0},
      {"struct { int type, key, value, max, flags, more; } m2 SEC(\"maps\") = {1, 4, 4, 1};", 0}}},
    {"an alignment larger than any page",
     "LNK021",
     -1,
     {0},
     {{"int x __attribute__((aligned(131072))) = 1;", 0}, {"int y = 2;", 0}}},
    {"address of something in an empty section",
     "LNK022",
     -1,
     {0},
     {{"struct {} nothing SEC(\".data.empty\"); volatile long at;"
       "SEC(\"socket\") int prog(void *c) { at = (long)&nothing; return 0; }",
       0}}},
    {"prefix for nobody",
     "LNK023",
     -1,
     {.prefix_count = 1, .prefix = &(const struct bw_link_prefix){"z.o", "z_"}},
     {{"int x = 2;", 0}}},
};

static int id_order(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The ids of all findings, sorted: different orders report in different order. */
static const char *ids_of(struct bw_tk *t)
{
	const char **id = BW_NEW_ARRAY(&t->arena, const char *, t->diags->list.n);
	struct bw_sb b = bw_sb_in(&t->arena);

	for (uint32_t i = 0; i < t->diags->list.n; i++)
		id[i] = bw_code_info(t->diags->list.v[i].code)->id;
	if (t->diags->list.n)
		qsort(id, t->diags->list.n, sizeof(*id), id_order);
	for (uint32_t i = 0; i < t->diags->list.n; i++)
		bw_sb_printf(&b, "%s%s", i ? " " : "", id[i]);
	return bw_sb_str(&b);
}

/* K1, by the records and the symbol table of the result alone. */
static void check_datasecs(const struct bw_obj *o, const char *name)
{
	for (uint32_t i = 1; i < o->sym_count; i++) {
		const struct bw_symbol *s = &o->sym[i];
		uint32_t found = 0;

		if (strcmp(bw_str(o->names, s->name), "aligned64") == 0 && s->sec.i)
			assert_int_equal(s->value_bytes % 64, 0);
		if (!s->sec.i || bw_btf_kind(o->btf, s->type) != BW_BTF_VAR)
			continue;
		for (uint32_t t = 1; t < o->btf->count; t++) {
			if (bw_btf_kind(o->btf, (bw_tid){t}) != BW_BTF_DATASEC)
				continue;
			for (uint32_t k = 0; k < bw_btf_vlen(o->btf, (bw_tid){t}); k++) {
				const struct bw_btf_secinfo *si =
				    &bw_btf_secinfos(o->btf, (bw_tid){t})[k];

				if (si->var.i != s->type.i)
					continue;
				found++;
				if (si->off_bytes != s->value_bytes ||
				    si->size_bytes != s->size_bytes ||
				    !bw_sym_eq(bw_btf_name(o->btf, (bw_tid){t}),
					       bw_obj_sec(o, s->sec)->name))
					fail_msg("%s: %s: DATASEC says %u+%u, symbol %u+%u", name,
						 bw_str(o->names, s->name), si->off_bytes,
						 si->size_bytes, (unsigned)s->value_bytes,
						 (unsigned)s->size_bytes);
			}
		}
		if (found != 1)
			fail_msg("%s: %s stands in %u DATASECs", name, bw_str(o->names, s->name),
				 found);
	}
}

static struct bw_bytes written(struct bw_tk *t, const struct bw_obj *o, const char *name)
{
	struct bw_bytes image;

	if (bw_obj_write(&t->arena, o, t->diags, &image) != BW_OK)
		fail_msg("%s: not written: %s", name, bw_tk_findings(t));
	return image;
}

/* K3 */
static void check_again(struct bw_tk *t, struct bw_bytes image, const struct row *r)
{
	struct bw_link_options opt = r->opt;
	struct bw_obj *in, *again;
	struct bw_bytes second;

	opt.prefix_count = 0;
	if (bw_obj_read(&t->arena, t->names, t->diags, "linked.o", image, &in) != BW_OK)
		fail_msg("%s: result not read: %s", r->name, bw_tk_findings(t));
	if (bw_link(&t->arena, t->names, t->diags, (const struct bw_obj *const *)&in, 1, &opt,
		    &again) != BW_OK)
		fail_msg("%s: result not linked: %s", r->name, bw_tk_findings(t));
	second = written(t, again, r->name);
	if (second.n != image.n || memcmp(second.p, image.p, image.n) != 0)
		fail_msg("%s: linked again, the result is another", r->name);
}

/* Link the files in the order of perm. */
static void check_order(const struct row *r, const struct bw_bytes *image, const uint32_t *perm,
			uint32_t n)
{
	static const char *const names[FILES_MAX] = {"a.o", "b.o", "c.o", "d.o"};
	const struct bw_obj *in[FILES_MAX];
	struct bw_obj *x, *result;
	struct bw_bytes out;
	struct bw_tk t;
	enum bw_status st;

	bw_tk_begin(&t);
	for (uint32_t i = 0; i < n; i++) {
		if (bw_obj_read(&t.arena, t.names, t.diags, names[perm[i]], image[perm[i]], &x))
			fail_msg("%s: %s not read: %s", r->name, names[perm[i]],
				 bw_tk_findings(&t));
		in[i] = x;
	}
	st = bw_link(&t.arena, t.names, t.diags, in, n, &r->opt, &result);
	if (strcmp(ids_of(&t), r->ids) != 0)
		fail_msg("%s, first %s: want '%s', got\n%s", r->name, names[perm[0]], r->ids,
			 bw_tk_findings(&t));
	assert_int_equal(st == BW_OK, t.diags->errors == 0);
	if (st == BW_OK) {
		check_datasecs(result, r->name);
		out = written(&t, result, r->name);
		if (r->opt.undefined == BW_UNDEFINED_ERROR)
			check_again(&t, out, r);
		if (r->value >= 0)
			test_run(out, "prog", r->value, r->name);
	}
	bw_tk_end(&t);
}

/* All orders, by recursion: position at gets each of those that are left. */
static void orders(const struct row *r, const struct bw_bytes *image, uint32_t *perm, uint32_t at,
		   uint32_t n)
{
	if (at == n) {
		check_order(r, image, perm, n);
		return;
	}
	for (uint32_t i = at; i < n; i++) {
		uint32_t x = perm[at];

		perm[at] = perm[i];
		perm[i] = x;
		orders(r, image, perm, at + 1, n);
		perm[i] = perm[at];
		perm[at] = x;
	}
}

static struct bw_bytes compiled(struct bw_tk *t, const struct file *f)
{
	const char *text = bw_printf(&t->arena, "%s%s", test_prelude, f->text);
	struct bw_bytes image;

	if (!bw_tk_compile(t, text, f->flags ? f->flags : "", &image))
		skip();
	return image;
}

static void test_orders(void **state)
{
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		uint32_t perm[FILES_MAX] = {0, 1, 2, 3}, n = 0;
		struct bw_bytes image[FILES_MAX];

		for (; n < FILES_MAX && rows[i].file[n].text; n++)
			image[n] = compiled(&t, &rows[i].file[n]);
		orders(&rows[i], image, perm, 0, n);
	}
	bw_tk_end(&t);
	test_run_report();
}

static void test_nothing(void **state)
{
	struct bw_obj *o = NULL;
	struct bw_tk t;

	(void)state;
	bw_tk_begin(&t);
	assert_int_equal(bw_link(&t.arena, t.names, t.diags, NULL, 0, NULL, &o), BW_MALFORMED);
	assert_null(o);
	bw_tk_expect(&t, "no input", "LNK001");
	bw_tk_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
