/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of C++, Go and Rust programs, and which of many types are returned. */
#include "dwarf/test_types_box.h"

/* ---- other languages ---- */

struct want {
	const char *type, *path; /* path NULL: the size of the whole */
	enum bw_field_kind kind;
	const char *spelled; /* NULL: whatever */
};

/* Sizes of types and offsets of fields, in the order of the rows, stand behind the marker. */
static void wants_check(struct box *b, const char *what, enum bw_dwarf_lang lang,
			const struct want *rows, size_t n, struct bw_dwarf_types *ret)
{
	struct bw_reader r;

	types_of(b, "t", what, ret);
	r = marked(image_of(b, "t"), MARK, ret->big_endian);
	for (size_t i = 0; i < n; i++) {
		const struct bw_dwarf_type *x = type_find(ret, rows[i].type);
		uint64_t v = bw_read_u64(&r);
		const struct bw_field *f;

		if (!x)
			fail_msg("%s: no %s", what, rows[i].type);
		assert_int_equal(x->lang, lang);
		if (!rows[i].path) {
			if (x->layout.size_bits != v * 8)
				fail_msg("%s: %s is %llu bits, not %llu bytes", what, x->name,
					 (unsigned long long)x->layout.size_bits,
					 (unsigned long long)v);
			continue;
		}
		f = field_find(&x->layout, rows[i].path);
		if (!f || f->off_bits != v * 8 || f->kind != rows[i].kind ||
		    (rows[i].spelled && strcmp(f->type, rows[i].spelled) != 0))
			fail_msg("%s: %s.%s is at %llu, kind %d, \"%s\"; not at %llu bytes", what,
				 x->name, rows[i].path, f ? (unsigned long long)f->off_bits : 0ull,
				 f ? (int)f->kind : -1, f ? f->type : "nothing",
				 (unsigned long long)v);
	}
	assert_false(r.bad);
}

static void test_cxx(void **state)
{
	static const char text[] =
	    "namespace app { struct Empty {}; struct Base { unsigned id; char c; static int n; };\n"
	    "struct Key : Base, Empty { char tail; long long y; enum class E : unsigned char { A } "
	    "e;\n"
	    "  unsigned short arr[3]; static const int k = 3; int Base::*mp; void "
	    "(Base::*mf)();\n"
	    "  int &r; decltype(nullptr) np; Base b[2]; union { int u; char v[8]; }; };\n"
	    "struct Virt_Key { virtual void f(); int x; };\n"
	    "template<class T> struct Tmpl_Key { T t; };\n"
	    "class Cls { public: struct In_Key { short s; long l; }; In_Key i; }; }\n"
	    "app::Key *k; app::Virt_Key *v; app::Tmpl_Key<int> t; app::Cls c;\n"
	    "void use(app::Key &x) { x.id = 1; } void app::Virt_Key::f() {}\n"
	    "#define O(t, f) __builtin_offsetof(app::t, f)\n"
	    "extern const unsigned long long probe[]; const unsigned long long probe[] = {\n"
	    "0x6277647761726631ull, sizeof(app::Key), O(Key, id), O(Key, c), O(Key, tail),\n"
	    "O(Key, y), O(Key, e), O(Key, arr), O(Key, mp), O(Key, mf), O(Key, np),\n"
	    "O(Key, b[1].c), O(Key, u), O(Key, v), sizeof(app::Virt_Key), 0, O(Virt_Key, x),\n"
	    "sizeof(t), 0, sizeof(app::Cls::In_Key), O(Cls::In_Key, l)};\n";
	static const struct want rows[] = {
	    {"app::Key", NULL, 0, NULL},
	    {"app::Key", "id", BW_FIELD_UNSIGNED, "unsigned int"},
	    {"app::Key", "c", BW_FIELD_CHAR, "char"},
	    {"app::Key", "tail", BW_FIELD_CHAR, "char"},
	    {"app::Key", "y", BW_FIELD_SIGNED, NULL},
	    {"app::Key", "e", BW_FIELD_ENUM, "E"},
	    {"app::Key", "arr", BW_FIELD_UNSIGNED, NULL},
	    {"app::Key", "mp", BW_FIELD_POINTER, NULL},
	    {"app::Key", "mf", BW_FIELD_POINTER, NULL},
	    {"app::Key", "np", BW_FIELD_POINTER, NULL},
	    {"app::Key", "b[1].c", BW_FIELD_CHAR, "char"},
	    {"app::Key", "u", BW_FIELD_SIGNED, "int"},
	    {"app::Key", "v", BW_FIELD_CHAR, "char[8]"},
	    {"app::Virt_Key", NULL, 0, NULL},
	    {"app::Virt_Key", "_vptr.Virt_Key", BW_FIELD_POINTER, NULL},
	    {"app::Virt_Key", "x", BW_FIELD_SIGNED, "int"},
	    {"app::Tmpl_Key<int>", NULL, 0, NULL},
	    {"app::Tmpl_Key<int>", "t", BW_FIELD_SIGNED, "int"},
	    {"app::Cls::In_Key", NULL, 0, NULL},
	    {"app::Cls::In_Key", "l", BW_FIELD_SIGNED, NULL},
	};
	static const char *const ways[] = {"g++ -w -gdwarf-5 -c t.cc -o t",
					   "g++ -w -gdwarf-2 -c t.cc -o t",
					   "g++ -w -gdwarf-5 -fdebug-types-section -c t.cc -o t",
					   "g++ -w -gdwarf-4 -fdebug-types-section -c t.cc -o t"};
	struct bw_dwarf_types t;
	size_t worked = 0;
	struct box b;

	(void)state;
	for (size_t i = 0; i < BW_COUNT(ways); i++) {
		box_begin(&b);
		file_write(&b, "t.cc", text, sizeof(text) - 1);
		if (build(&b, ways[i])) {
			wants_check(&b, ways[i], BW_DWARF_CXX, rows, BW_COUNT(rows), &t);
			assert_null(field_find(&type_find(&t, "app::Key")->layout, "n"));
			assert_null(field_find(&type_find(&t, "app::Key")->layout, "k"));
			worked++;
		}
		box_end(&b);
	}
	if (!worked)
		skip();
}

static void test_go(void **state)
{
	static const char text[] =
	    "package main\nimport \"unsafe\"\n"
	    "type Inner struct { A uint16; B [3]uint32 }\n"
	    "type Proto uint8\n"
	    "type Flow_Key struct { PID uint32; Comm [16]byte; Lat int64; In [2]Inner; P *Inner\n"
	    " Inner; OK bool; S string; Sl []int; Pr Proto; _ [3]byte; F float32; N int }\n"
	    "var K Flow_Key\n"
	    "var Probe = [...]uint64{0x6277647761726631, uint64(unsafe.Sizeof(K)),\n"
	    "uint64(unsafe.Offsetof(K.PID)), uint64(unsafe.Offsetof(K.Comm)),\n"
	    "uint64(unsafe.Offsetof(K.Lat)), uint64(unsafe.Offsetof(K.In)),\n"
	    "uint64(unsafe.Offsetof(K.P)), uint64(unsafe.Offsetof(K.OK)),\n"
	    "uint64(unsafe.Offsetof(K.S)), uint64(unsafe.Offsetof(K.Sl)),\n"
	    "uint64(unsafe.Offsetof(K.Pr)), uint64(unsafe.Offsetof(K.F)),\n"
	    "uint64(unsafe.Offsetof(K.N))}\n"
	    "func main() { println(Probe[K.PID], K.S) }\n";
	static const struct want rows[] = {
	    {"main.Flow_Key", NULL, 0, NULL},
	    {"main.Flow_Key", "PID", BW_FIELD_UNSIGNED, "uint32"},
	    {"main.Flow_Key", "Comm", BW_FIELD_UNSIGNED, "[16]uint8"},
	    {"main.Flow_Key", "Lat", BW_FIELD_SIGNED, "int64"},
	    {"main.Flow_Key", "In[0].A", BW_FIELD_UNSIGNED, "uint16"},
	    {"main.Flow_Key", "P", BW_FIELD_POINTER, "*main.Inner"},
	    {"main.Flow_Key", "OK", BW_FIELD_BOOL, "bool"},
	    {"main.Flow_Key", "S", BW_FIELD_OPAQUE, "string"},
	    {"main.Flow_Key", "Sl", BW_FIELD_OPAQUE, "[]int"},
	    {"main.Flow_Key", "Pr", BW_FIELD_UNSIGNED, "main.Proto"},
	    {"main.Flow_Key", "F", BW_FIELD_FLOAT, "float32"},
	    {"main.Flow_Key", "N", BW_FIELD_SIGNED, "int"},
	};
	static const char *const machines[] = {"amd64", "386",	 "arm",	    "arm64",
					       "mips",	"s390x", "riscv64", "ppc64"};
	struct bw_dwarf_types t;
	size_t worked = 0;
	struct box b;

	(void)state;
	for (size_t i = 0; i < BW_COUNT(machines); i++) {
		box_begin(&b);
		file_write(&b, "t.go", text, sizeof(text) - 1);
		if (build(&b, bw_printf(&b.arena,
					"go version && CGO_ENABLED=0 GOARCH=%s go build -o t t.go",
					machines[i]))) {
			wants_check(&b, machines[i], BW_DWARF_GO, rows, BW_COUNT(rows), &t);
			worked++;
			if (i == 0 &&
			    build(&b, "go version && go build -ldflags '-s -w' -o t t.go"))
				missing_check(&b, "t", "-s or -w");
		}
		box_end(&b);
	}
	if (!worked)
		skip();
}

static void test_rust(void **state)
{
	static const char text[] =
	    "use std::hint::black_box; use std::mem::{size_of, offset_of};\n"
	    "pub struct ReorderedKey { a: u8, b: u64, c: u16 }\n"
	    "#[repr(C)] pub struct PlainKey { a: u8, b: u64, c: u16 }\n"
	    "#[repr(C, packed)] pub struct PackedKey { a: u8, b: u32 }\n"
	    "#[repr(transparent)] #[derive(Clone, Copy)] pub struct New(u32);\n"
	    "#[repr(C, u32)] #[derive(Clone, Copy)] pub enum En { A(u32), B { x: u8 } }\n"
	    "pub mod app { #[repr(C)] pub struct Key { pub pid: u32, pub comm: [u8; 16],\n"
	    " pub lat: i64, pub t: super::En, pub c: char, pub ok: bool, pub p: *const u8,\n"
	    " pub n: super::New, pub arr: [super::New; 2], pub big: u128 } }\n"
	    "#[no_mangle] #[used] pub static PROBE: [u64; 18] = [0x6277647761726631,\n"
	    " size_of::<ReorderedKey>() as u64, offset_of!(ReorderedKey, a) as u64,\n"
	    " offset_of!(ReorderedKey, b) as u64, size_of::<PlainKey>() as u64,\n"
	    " offset_of!(PlainKey, c) as u64, size_of::<PackedKey>() as u64,\n"
	    " offset_of!(PackedKey, b) as u64, size_of::<app::Key>() as u64,\n"
	    " offset_of!(app::Key, comm) as u64, offset_of!(app::Key, lat) as u64,\n"
	    " offset_of!(app::Key, t) as u64, offset_of!(app::Key, c) as u64,\n"
	    " offset_of!(app::Key, ok) as u64, offset_of!(app::Key, p) as u64,\n"
	    " offset_of!(app::Key, n) as u64, offset_of!(app::Key, arr) as u64 + 4,\n"
	    " offset_of!(app::Key, big) as u64];\n"
	    "fn main() { black_box(&PROBE); black_box(&ReorderedKey { a: 1, b: 2, c: 3 });\n"
	    " black_box(&PlainKey { a: 1, b: 2, c: 3 }); black_box(&PackedKey { a: 1, b: 2 });\n"
	    " black_box(&En::B { x: 1 }); black_box(&app::Key { pid: 1, comm: [0; 16], lat: 1,\n"
	    " t: En::A(1), c: 'a', ok: true, p: std::ptr::null(), n: New(1), arr: [New(1); 2],\n"
	    " big: 1 }); }\n";
	static const struct want rows[] = {
	    {"t::ReorderedKey", NULL, 0, NULL},
	    {"t::ReorderedKey", "a", BW_FIELD_UNSIGNED, "u8"},
	    {"t::ReorderedKey", "b", BW_FIELD_UNSIGNED, "u64"},
	    {"t::PlainKey", NULL, 0, NULL},
	    {"t::PlainKey", "c", BW_FIELD_UNSIGNED, "u16"},
	    {"t::PackedKey", NULL, 0, NULL},
	    {"t::PackedKey", "b", BW_FIELD_UNSIGNED, "u32"},
	    {"t::app::Key", NULL, 0, NULL},
	    {"t::app::Key", "comm", BW_FIELD_UNSIGNED, "[u8; 16]"},
	    {"t::app::Key", "lat", BW_FIELD_SIGNED, "i64"},
	    {"t::app::Key", "t", BW_FIELD_OPAQUE, "En"},
	    {"t::app::Key", "c", BW_FIELD_UNSIGNED, "char"},
	    {"t::app::Key", "ok", BW_FIELD_BOOL, "bool"},
	    {"t::app::Key", "p", BW_FIELD_POINTER, "*const u8"},
	    {"t::app::Key", "n.__0", BW_FIELD_UNSIGNED, "u32"},
	    {"t::app::Key", "arr[1].__0", BW_FIELD_UNSIGNED, "u32"},
	    {"t::app::Key", "big", BW_FIELD_UNSIGNED, "u128"},
	};
	struct bw_dwarf_types t;
	struct box b;

	(void)state;
	box_begin(&b);
	file_write(&b, "t.rs", text, sizeof(text) - 1);
	if (!build(&b, "rustc -g t.rs -o t")) {
		box_end(&b);
		skip();
	}
	wants_check(&b, "rustc", BW_DWARF_RUST, rows, BW_COUNT(rows), &t);
	assert_true(type_find(&t, "t::ReorderedKey")->is_reordered);
	assert_false(type_find(&t, "t::PlainKey")->is_reordered);
	assert_int_equal(type_find(&t, "t::PackedKey")->layout.align_bytes, 1);
	box_end(&b);
}

/* ---- what is wanted ---- */

static void test_wanted(void **state)
{
	static const struct {
		const char *wanted;
		uint32_t found;
	} rows[] = {
	    {"key", 2},	      {"KEY", 2},	{"packed_key", 1}, {"PackedKey", 1},
	    {"x.y.AnonT", 1}, {"app::bits", 1}, {"nothing", 0},	   {"keys", 0},
	};
	struct bw_dwarf_types t;
	struct box b;

	(void)state;
	c_begin(&b);
	if (!build(&b, "gcc -g -c t.c -o t")) {
		box_end(&b);
		skip();
	}
	for (size_t i = 0; i < BW_COUNT(rows); i++) {
		t = (struct bw_dwarf_types){0};
		assert_true(bw_dwarf_types(&b.arena, path_in(&b, "t"), &rows[i].wanted, 1, &t));
		assert_null(t.missing);
		if (t.list.n != rows[i].found)
			fail_msg("%s: %u types", rows[i].wanted, t.list.n);
	}
	box_end(&b);
}

/* One name, two layouts: both are told. The same twice is told once. */
static void test_duplicates(void **state)
{
	static const char one[] = "struct key { int a; }; struct key k1;\n";
	static const char two[] = "struct key { long a; }; struct key k2;\n";
	struct bw_dwarf_types t;
	struct box b;

	(void)state;
	box_begin(&b);
	file_write(&b, "h.h", one, sizeof(one) - 1);
	file_write(&b, "two.c", two, sizeof(two) - 1);
	if (!build(&b, "gcc --version && for i in 1 2; do echo '#include \"h.h\"' >$i.c && "
		       "gcc -g -fcommon -c $i.c; done && gcc -g -c two.c && "
		       "gcc -nostdlib -no-pie 1.o 2.o two.o -o t")) {
		box_end(&b);
		skip();
	}
	types_of(&b, "t", "duplicates", &t);
	assert_int_equal(t.list.n, 2);
	assert_int_equal(t.list.v[0].layout.size_bits, 32);
	assert_int_equal(t.list.v[1].layout.size_bits, 64);
	box_end(&b);
}

/* Several at once, in their order, whatever they are. */
static void test_programs(void **state)
{
	static const char *const names[] = {"t", "t.c", "t", "none", "t", "t", "t"};
	struct bw_dwarf_program p[BW_COUNT(names)];
	const char *const wanted[] = {"key"};
	struct box b;

	(void)state;
	c_begin(&b);
	if (!build(&b, "gcc -g -c t.c -o t")) {
		box_end(&b);
		skip();
	}
	for (size_t i = 0; i < BW_COUNT(names); i++)
		p[i] = (struct bw_dwarf_program){.path = path_in(&b, names[i])};
	bw_dwarf_programs(&b.arena, p, BW_COUNT(names), wanted, 1);
	for (size_t i = 0; i < BW_COUNT(names); i++) {
		assert_int_equal(p[i].is_elf, strcmp(names[i], "t") == 0);
		assert_int_equal(p[i].types.list.n, p[i].is_elf ? 2 : 0);
	}
	bw_dwarf_programs(&b.arena, p, 0, wanted, 1);
	box_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cxx),	       cmocka_unit_test(test_go),
	    cmocka_unit_test(test_rust),       cmocka_unit_test(test_wanted),
	    cmocka_unit_test(test_duplicates), cmocka_unit_test(test_programs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
