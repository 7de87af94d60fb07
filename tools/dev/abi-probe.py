#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""abi-probe.py - compare the layouts of `bpfweld show --layout --abi` with compilers' constants.

  abi-probe.py [--random N] [--seed N] [--only ABI] [--record FOLDER] BPFWELD DIR

Called by diff-abi.sh. Each probe is a C declaration, the value of a map in one BPF object; bpfweld
lays it out for every ABI. Each compiler emits what it makes of the same declaration: sizeof,
_Alignof, offsetof and sizeof of every member as numbers in a section, and for every bit-field an
initialised object with all its bits set. Nothing is taken from dumps of layouts. For Go the
numbers are unsafe.Sizeof and unsafe.Offsetof. A cell is one probe under one ABI by one compiler;
all its numbers must be the same, or the probe must have no layout on both sides.
"""
import argparse
import concurrent.futures
import json
import os
import random
import re
import shutil
import struct
import subprocess
import sys

TYPES = """
typedef unsigned char u8; typedef signed char s8; typedef unsigned short u16; typedef short s16;
typedef unsigned int u32; typedef int s32; typedef unsigned long long u64; typedef long long s64;
typedef u16 __be16; typedef u32 __be32; typedef u64 __be64; typedef u64 __u64;
typedef __UINT64_TYPE__ uint64_t; typedef __SIZE_TYPE__ size_t; typedef __UINTPTR_TYPE__ uintptr_t;
typedef u64 __aligned_u64 __attribute__((aligned(8)));
#define PACKED __attribute__((packed))
#define ALIGNED(n) __attribute__((aligned(n)))
enum small { SMALL_A, SMALL_B = 100 }; enum wide { WIDE_A, WIDE_B = 0xffffffffffULL };
enum negative { NEGATIVE_A = -1 };
"""

# name: (C members or a whole declaration, Go fields or None)
CURATED = {
    "u32_u16": ("u32 a; u16 b;", "a uint32; b uint16"),
    "u32_u64": ("u32 a; u64 b;", "a uint32; b uint64"),
    "u64_u32": ("u64 a; u32 b;", "a uint64; b uint32"),
    "u32_u64_u32": ("u32 a; u64 b; u32 c;", "a uint32; b uint64; c uint32"),
    "u8_u16_u32_u64": ("u8 a; u16 b; u32 c; u64 d;", "a uint8; b uint16; c uint32; d uint64"),
    "u8x3": ("u8 a; u8 b; u8 c;", "a uint8; b uint8; c uint8"),
    "u16x3": ("u16 a; u16 b; u16 c;", "a uint16; b uint16; c uint16"),
    "aligned_u64": ("u32 a; __aligned_u64 b;", None),
    "uint64": ("u32 a; uint64_t b;", "a uint32; b uint64"),
    "u32_long": ("u32 a; long b;", "a uint32; b int"),
    "u32_ulong_u8": ("u32 a; unsigned long b; u8 c;", "a uint32; b uint; c uint8"),
    "u32_ptr": ("u32 a; void *b;", "a uint32; b uintptr"),
    "u32_size": ("u32 a; size_t b;", "a uint32; b uint"),
    "long_alone": ("long a;", "a int"),
    "ptr_alone": ("void *a;", "a uintptr"),
    "timespec": ("long tv_sec; long tv_nsec;", "tv_sec int; tv_nsec int"),
    "u32_double": ("u32 a; double b;", "a uint32; b float64"),
    "u8_float": ("u8 a; float b;", "a uint8; b float32"),
    "u32_ldouble": ("u32 a; long double b; u8 c;", None),
    "u32_int128": ("u32 a; __int128 b;", None),
    "u64_int128_u64": ("u64 a; unsigned __int128 b; u64 c;", None),
    "comm": ("u32 pid; char comm[16]; s64 latency;", "pid uint32; comm [16]byte; latency int64"),
    "tuple": ("__be32 saddr; __be32 daddr; __be16 sport; __be16 dport; u8 proto;",
              "saddr uint32; daddr uint32; sport uint16; dport uint16; proto uint8"),
    "u64_tuple": ("u64 ts; struct { __be32 saddr; __be32 daddr; __be16 sport; __be16 dport; u8 proto; } t;",
                  "ts uint64; t struct { saddr uint32; daddr uint32; sport uint16; dport uint16; proto uint8 }"),
    "u8_tuple": ("u8 a; struct { __be16 b; u8 c; } t; u8 d;",
                 "a uint8; t struct { b uint16; c uint8 }; d uint8"),
    "union_u64": ("u32 a; union { u64 b; u8 c[12]; } u;", None),
    "union_alone": ("union U { u32 a; u8 b[6]; u16 c; };", None),
    "anon_union": ("u8 a; union { u32 v4; u8 v6[16]; u64 w; }; u8 b;", None),
    "anon_struct": ("u8 a; struct { u16 b; u64 c; }; u8 d;", None),
    "flex_u64": ("u32 n; u64 d[];", "n uint32; d [0]uint64"),
    "flex_u8": ("u64 n; u8 d[];", "n uint64; d [0]uint8"),
    "zero_array": ("u8 n; u64 d[0]; u8 e;", "n uint8; d [0]uint64; e uint8"),
    "lpm": ("u32 prefixlen; u8 addr[16];", "prefixlen uint32; addr [16]byte"),
    "u8_enum": ("u8 a; enum small b; u8 c;", "a uint8; b uint32; c uint8"),
    "enum_wide": ("u32 a; enum wide b;", "a uint32; b uint64"),
    "enum_negative": ("u8 a; enum negative b;", "a uint8; b int32"),
    "enum_packed": ("u8 a; enum tiny { TINY_A } PACKED b; u16 c;", None),
    "bool_u32": ("_Bool a; u32 b; _Bool c;", "a bool; b uint32; c bool"),
    "be16_be32": ("__be16 a; __be32 b;", "a uint16; b uint32"),
    "chars": ("char a; signed char b; unsigned char c; char d[5]; short e;",
              "a int8; b int8; c uint8; d [5]int8; e int16"),
    "packed": ("struct S { u32 a; u16 b; } PACKED;", None),
    "packed_u64": ("struct S { u8 a; u64 b; u32 c; } PACKED;", None),
    "packed_long": ("struct S { u8 a; long b; void *c; u16 d; } PACKED;", None),
    "packed_aligned": ("struct S { u8 a; u64 b; u16 c; } PACKED ALIGNED(4);", None),
    "packed_inside": ("u8 a; struct { u32 b; u8 c; } PACKED p; u32 d;", None),
    "packed_member": ("u8 a; u32 b PACKED; u32 c;", None),
    "pack2": ("\n#pragma pack(push, 2)\nstruct S { u8 a; u32 b; u64 c; u8 d; };\n#pragma pack(pop)\n", None),
    "pack4": ("\n#pragma pack(push, 4)\nstruct S { u8 a; u64 b; u16 c; u64 d; };\n#pragma pack(pop)\n", None),
    "packed_aligned_member": ("struct S { u8 a; u32 b; u8 c; u32 d ALIGNED(16); u8 e; } PACKED;", None),
    "packed_untraced": ("u32 a; struct { long x; u64 y; } PACKED p; u64 q;", None),
    "aligned32": ("struct S { u32 a; u16 b; u8 c; u8 d; u8 e; } ALIGNED(32);", None),
    "aligned_member": ("u8 a; u32 b ALIGNED(16); u8 c;", None),
    "aligned_inside": ("u8 a; struct { u32 b; } ALIGNED(8) p; u8 c;", None),
    "cacheline": ("struct S { u64 a; u32 b; } ALIGNED(64);", None),
    "nested_arrays": ("u8 a; struct { u8 x; u64 y; } e[3]; u16 m[2][3];",
                      "a uint8; e [3]struct { x uint8; y uint64 }; m [2][3]uint16"),
    "nested_long": ("u8 a; struct { long x; u8 y; } e[2]; u32 z;",
                    "a uint8; e [2]struct { x int; y uint8 }; z uint32"),
    "deep": ("u8 a; struct { u8 b; struct { u8 c; struct { u8 d; u64 e; } f; } g; } h; u8 i;",
             "a uint8; h struct { b uint8; g struct { c uint8; f struct { d uint8; e uint64 } } }; i uint8"),
    "ptrs": ("void *a[3]; u8 b; int (*c)(void);", "a [3]uintptr; b uint8; c uintptr"),
    "bits_simple": ("u32 a:3; u32 b:5; u32 c:24;", None),
    "bits_u8": ("u8 a:3; u8 b:6; u8 c:7;", None),
    "bits_u16": ("u8 x; u16 a:9; u16 b:9;", None),
    "bits_u64": ("u32 a:20; u64 b:40;", None),
    "bits_u64_u32": ("u64 a:33; u32 b:31; u32 c:2;", None),
    "bits_mixed": ("u8 x; u32 a:4; u16 b:12; u8 c:1; u32 d;", None),
    "bits_straddle": ("u32 a:20; u32 b:20; u32 c:20;", None),
    "bits_zero": ("u8 a:4; u32 :0; u8 b:4;", None),
    "bits_zero16": ("u8 a:4; u16 :0; u8 b:4; u8 c;", None),
    "bits_zero64": ("u8 a:4; u64 :0; u8 b:4;", None),
    "bits_zero_plain": ("u8 a:4; u32 :0; u8 b; u8 c;", None),
    "bits_tail": ("u32 x; u8 a:1; u8 b:1;", None),
    "bits_int": ("int a:7; int b:9; int c:17;", None),
    "bits_bool": ("_Bool a:1; _Bool b:1; u16 c:14;", None),
    "bits_enum": ("enum small a:7; enum small b:7; u8 c:2;", None),
    "bits_full": ("u8 x; u32 a:32; u16 b:16;", None),
    "bits_long": ("u8 x; long a:20; unsigned long b:12;", None),
    "bits_long40": ("u8 x; long a:40;", None),
    "bits_packed": ("struct S { u32 a:20; u32 b:20; u16 c:12; u8 d; } PACKED;", None),
    "bits_union": ("union { u32 a:12; u16 b; } u; u8 c;", None),
    "bits_nested": ("u8 x; struct { u16 a:5; u16 b:7; } e[2]; u8 y:2;", None),
    "tcp_flags": ("__be16 sport; u16 res:4, doff:4, fin:1, syn:1; __be16 window;", None),
}

CLANG = {  # ABI of the table: clang's target
    "bpfel": "bpfel", "bpfeb": "bpfeb", "x86_64-linux-gnu": "x86_64-linux-gnu",
    "x86_64-linux-gnux32": "x86_64-linux-gnux32", "i386-linux-gnu": "i686-linux-gnu",
    "i386-linux-android": "i686-linux-android29", "aarch64-linux-gnu": "aarch64-linux-gnu",
    "aarch64_be-linux-gnu": "aarch64_be-linux-gnu",
    "arm-linux-gnueabi": "armv7a-linux-gnueabihf", "armeb-linux-gnueabi": "armebv7a-linux-gnueabi",
    "arm-none-eabi": "arm-none-eabi -fshort-enums", "riscv32-linux-gnu": "riscv32-linux-gnu",
    "riscv64-linux-gnu": "riscv64-linux-gnu", "powerpc-linux-gnu": "powerpc-linux-gnu",
    "powerpc64-linux-gnu": "powerpc64-linux-gnu", "powerpc64le-linux-gnu": "powerpc64le-linux-gnu",
    "s390x-linux-gnu": "s390x-linux-gnu", "mips-linux-gnu": "mips-linux-gnu",
    "mipsel-linux-gnu": "mipsel-linux-gnu", "mips64-linux-gnuabin32": "mips64-linux-gnuabin32",
    "mips64el-linux-gnuabin32": "mips64el-linux-gnuabin32",
    "mips64-linux-gnuabi64": "mips64-linux-gnuabi64",
    "mips64el-linux-gnuabi64": "mips64el-linux-gnuabi64",
    "loongarch32-linux-gnu": "loongarch32-linux-gnusf", "loongarch64-linux-gnu": "loongarch64-linux-gnu",
    "sparc-linux-gnu": "sparc-linux-gnu", "sparc64-linux-gnu": "sparc64-linux-gnu",
    "m68k-linux-gnu": "m68k-linux-gnu", "arm-linux-gnu": "arm-linux-gnu",
}
# Rows of the table that clang gets wrong, by gcc's word: not compared, and why.
CLANG_WRONG = {
    "m68k-linux-gnu": "clang aligns int to 4 there; Linux and gcc to 2",
    "arm-linux-gnu": "clang does not round structs up to 4 bytes",
}
# The same for some types: what stands in the declaration, and why.
ODD = {
    ("clang", "sparc-linux-gnu", "long double"): "long double has 8 bytes; Linux and gcc give it 16",
    ("gcc", "bpfel", "__int128"): "aligned to 8 by gcc for BPF; the row is clang's",
    ("gcc", "bpfeb", "__int128"): "aligned to 8 by gcc for BPF; the row is clang's",
}
GCC = {  # ABI: compiler and flags
    "x86_64-linux-gnu": "x86_64-linux-gnu-gcc-12", "x86_64-linux-gnux32": "x86_64-linux-gnu-gcc-12 -mx32",
    "i386-linux-gnu": "x86_64-linux-gnu-gcc-12 -m32", "bpfel": "bpf-gcc", "bpfeb": "bpf-gcc -mbig-endian",
    "aarch64-linux-gnu": "aarch64-linux-gnu-gcc-12",
    "aarch64_be-linux-gnu": "aarch64-linux-gnu-gcc-12 -mbig-endian",
    "aarch64-linux-gnu_ilp32": "aarch64-linux-gnu-gcc-12 -mabi=ilp32",
    "arm-linux-gnueabi": "arm-linux-gnueabi-gcc-12", "armeb-linux-gnueabi": "arm-linux-gnueabi-gcc-12 -mbig-endian",
    "arm-linux-gnu": "arm-linux-gnueabi-gcc-12 -mabi=apcs-gnu",
    "riscv64-linux-gnu": "riscv64-linux-gnu-gcc-12",
    "riscv32-linux-gnu": "riscv64-linux-gnu-gcc-12 -march=rv32gc -mabi=ilp32d",
    "powerpc-linux-gnu": "powerpc-linux-gnu-gcc-12", "powerpc64-linux-gnu": "powerpc64-linux-gnu-gcc-12",
    "powerpc64le-linux-gnu": "powerpc64-linux-gnu-gcc-12 -mlittle-endian -mabi=elfv2",
    "s390x-linux-gnu": "s390x-linux-gnu-gcc-12", "s390-linux-gnu": "s390x-linux-gnu-gcc-12 -m31",
    "sparc64-linux-gnu": "sparc64-linux-gnu-gcc-12", "sparc-linux-gnu": "sparc64-linux-gnu-gcc-12 -m32",
    "mips-linux-gnu": "mips64-linux-gnuabi64-gcc-12 -mabi=32 -march=mips32r2",
    "mipsel-linux-gnu": "mips64-linux-gnuabi64-gcc-12 -mabi=32 -march=mips32r2 -EL",
    "mips64-linux-gnuabin32": "mips64-linux-gnuabi64-gcc-12 -mabi=n32",
    "mips64el-linux-gnuabin32": "mips64-linux-gnuabi64-gcc-12 -mabi=n32 -EL",
    "mips64-linux-gnuabi64": "mips64-linux-gnuabi64-gcc-12",
    "mips64el-linux-gnuabi64": "mips64-linux-gnuabi64-gcc-12 -EL",
    "m68k-linux-gnu": "m68k-linux-gnu-gcc-12", "sh4-linux-gnu": "sh4-linux-gnu-gcc-12",
    "arc-linux-gnu": "arc-linux-gnu-gcc-12",
}
GO = ["amd64", "386", "arm", "arm64", "mips", "mipsle", "mips64", "mips64le", "ppc64", "ppc64le",
      "riscv64", "s390x", "loong64"]
GO_TOOLS = ["/usr/lib/go-1.19/bin/go", "go"]

# Who compiles the BPF object; the first is what constants are compared with.
BPF = {"bpfel": "clang-19 --target=bpfel -g", "bpfeb": "clang-19 --target=bpfeb -g", "bpf-gcc": "bpf-gcc -gbtf"}

RUST = {  # ABI: rustc's target
    "rust-x86_64": "x86_64-unknown-linux-gnu", "rust-i686": "i686-unknown-linux-gnu",
    "rust-arm": "armv7-unknown-linux-gnueabihf", "rust-aarch64": "aarch64-unknown-linux-gnu",
    "rust-riscv32": "riscv32gc-unknown-linux-gnu", "rust-riscv64": "riscv64gc-unknown-linux-gnu",
    "rust-powerpc": "powerpc-unknown-linux-gnu", "rust-s390x": "s390x-unknown-linux-gnu",
    "rust-mips": "mips-unknown-linux-gnu", "rust-mipsel": "mipsel-unknown-linux-gnu",
    "rust-sparc": "sparc-unknown-linux-gnu",
}
# As much of core as constants need: no target's library has to be installed.
RUST_HEAD = """#![feature(no_core, lang_items, intrinsics, rustc_attrs, auto_traits, builtin_syntax)]
#![no_core]
#![crate_type = "lib"]
#![allow(internal_features, dead_code)]
#[lang = "pointee_sized"] pub trait PointeeSized {}
#[lang = "meta_sized"] pub trait MetaSized: PointeeSized {}
#[lang = "sized"] pub trait Sized: MetaSized {}
#[lang = "copy"] pub trait Copy {}
#[lang = "freeze"] unsafe auto trait Freeze {}
#[lang = "sync"] pub trait Sync {}
impl<const N: usize> Sync for [u32; N] {}
#[lang = "drop_in_place"] fn drop_in_place<T>(_: *mut T) {}
#[rustc_intrinsic] pub const fn size_of<T>() -> usize;
#[rustc_intrinsic] pub const fn align_of<T>() -> usize;
#[lang = "offset_of"] #[rustc_intrinsic] pub const fn offset_of<T: PointeeSized>(variant: u32, field: u32) -> usize;
impl Copy for u32 {}
"""
RUST_TYPES = {"u8": "u8", "s8": "i8", "u16": "u16", "s16": "i16", "u32": "u32", "s32": "i32", "u64": "u64", "s64": "i64",
              "__be16": "u16", "__be32": "u32", "__be64": "u64", "uint64_t": "u64", "char": "u8", "_Bool": "bool",
              "long": "isize", "unsigned long": "usize", "size_t": "usize", "uintptr_t": "usize", "float": "f32",
              "double": "f64", "enum small": "u32", "enum wide": "u64", "__int128": "i128", "unsigned __int128": "u128",
              "void *": "*mut u8"}

MAGIC = 0x6B0E7A11


class Probe:
    def __init__(self, name, c, go=None, is_random=False):
        self.name, self.go, self.is_random = name, go, is_random
        whole = re.search(r"\b(struct S|union U)\b", c)
        self.decl = c if whole else "struct S { %s };" % c
        self.tag = "%s T_%s" % ("union" if whole and whole.group(1) == "union U" else "struct", name)
        self.decl = self.decl.replace("struct S", "struct T_" + name).replace("union U", "union T_" + name)
        self.bits = set(re.findall(r"(\w+)\s*:\s*\d+", c))
        self.guard = "1"
        if "__int128" in c:
            self.guard += " && defined(__SIZEOF_INT128__)"
        if any(int(n) > 32 for n in re.findall(r"\blong \w+\s*:\s*(\d+)", c)):
            self.guard += " && __SIZEOF_LONG__ == 8"

    def is_bits(self, path):
        return path.split(".")[-1] in self.bits


def run(cmd, **kw):
    return subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kw)


def sections(path):
    """Names and contents of the sections of an ELF file of any class and order."""
    d = open(path, "rb").read()
    big = d[5] == 2
    e = ">" if big else "<"
    if d[4] == 2:
        shoff, = struct.unpack_from(e + "Q", d, 40)
        shentsize, shnum, shstrndx = struct.unpack_from(e + "HHH", d, 58)
    else:
        shoff, = struct.unpack_from(e + "I", d, 32)
        shentsize, shnum, shstrndx = struct.unpack_from(e + "HHH", d, 46)
    if shnum == 0:  # more than fit: the first header has the count
        off = shoff + (32 if d[4] == 2 else 20)
        shnum, = struct.unpack_from(e + ("Q" if d[4] == 2 else "I"), d, off)
    if shstrndx == 0xFFFF:
        shstrndx, = struct.unpack_from(e + "I", d, shoff + (40 if d[4] == 2 else 24))
    heads = []
    for i in range(shnum):
        o = shoff + i * shentsize
        if d[4] == 2:
            name, = struct.unpack_from(e + "I", d, o)
            at, size = struct.unpack_from(e + "QQ", d, o + 24)
        else:
            name, = struct.unpack_from(e + "I", d, o)
            at, size = struct.unpack_from(e + "II", d, o + 16)
        heads.append((name, at, size))
    table = heads[shstrndx][1]
    out = {}
    for name, at, size in heads:
        end = d.index(b"\0", table + name)
        out[d[table + name:end].decode()] = d[at:at + size]
    return big, out


def c_text(probes, paths):
    """C that leaves every constant of every probe in sections."""
    out = [TYPES]
    for i, p in enumerate(probes):
        out.append("#if " + p.guard)
        out.append(p.decl)
        entries = ["%dU, sizeof(%s), _Alignof(%s)" % (i, p.tag, p.tag)]
        for k, path in enumerate(paths[p.name]):
            if p.is_bits(path[0]):
                out.append('const %s img_%d_%d __attribute__((section(".img_%d_%d"))) = {.%s = -1};'
                           % (p.tag, i, k, i, k, path[0]))
            else:
                size = "sizeof(((%s *)0)->%s)" % (p.tag, path[0]) if path[1] else "0"
                entries.append("__builtin_offsetof(%s, %s), %s" % (p.tag, path[0], size))
        out.append('const unsigned int probe_%d[] __attribute__((section(".probe_%d"))) = {%s};'
                   % (i, i, ", ".join(entries)))
        out.append("#endif")
    out.append('const unsigned int probe_char[] __attribute__((section(".probe_char"))) = '
               "{(char)-1 < 0, sizeof(long), sizeof(void *), sizeof(long double) };")
    return "\n".join(out) + "\n"


def ones_of(image, big):
    """First bit and number of the bits set, in the order of allocation; [-1, 0] if in pieces."""
    v, n = int.from_bytes(image, "big" if big else "little"), len(image) * 8
    first = n - v.bit_length() if big else (v & -v).bit_length() - 1
    run = v >> ((v & -v).bit_length() - 1)
    return [first, run.bit_length()] if v and run & (run + 1) == 0 else [-1, 0]


def from_object(probes, paths, path):
    """Layouts as bpfweld gives them, from the sections of an object."""
    big, sec = sections(path)
    out = {}
    for i, p in enumerate(probes):
        raw = sec.get(".probe_%d" % i)
        if raw is None:
            out[p.name] = None
            continue
        words = list(struct.unpack("%s%dI" % (">" if big else "<", len(raw) // 4), raw))
        assert words[0] == i
        layout = {"size": words[1], "align": words[2], "fields": []}
        at = 3
        for k, f in enumerate(paths[p.name]):
            if p.is_bits(f[0]):
                image = sec[".img_%d_%d" % (i, k)]
                layout["fields"].append([f[0]] + ones_of(image, big))
            else:
                layout["fields"].append([f[0], words[at] * 8, words[at + 1] * 8])
                at += 2
        out[p.name] = layout
    word = struct.unpack((">" if big else "<") + "4I", sec[".probe_char"])
    return out, word


def compile_c(cmd, text, out):
    src = out + ".c"
    with open(src, "w") as f:
        f.write(text)
    r = run(cmd.split() + ["-w", "-O0", "-fno-lto", "-ffreestanding", "-c", src, "-o", out])
    return r.stderr.decode().strip() if r.returncode else None


def go_path(path):
    """offsetof as Go says it: the sum of the offsets on the way."""
    terms, at = [], "x"
    for part in path.split("."):
        name, *index = re.split(r"[\[\]]+", part.rstrip("]"))
        terms.append("unsafe.Offsetof(%s.%s)" % (at, name))
        at += "." + name
        for i in index:
            terms.append("%s*unsafe.Sizeof(%s[0])" % (i, at))
            at += "[0]"
    return " + ".join(terms), at


def go_text(probes, paths):
    out = ["package probe", 'import "unsafe"']
    for i, p in enumerate(probes):
        if not p.go:
            continue
        out.append("type t%d struct { %s }" % (i, p.go))
        entries = ["%d" % MAGIC, "%d" % i, "uint32(unsafe.Sizeof(t%d{}))" % i, "uint32(unsafe.Alignof(t%d{}))" % i]
        for f in paths[p.name]:
            off, at = go_path(f[0])
            entries.append("uint32(%s)" % off.replace("(x.", "(v%d." % i))
            entries.append("uint32(unsafe.Sizeof(%s))" % at.replace("x.", "v%d." % i, 1))
        entries.append("1")  # zeros at the end are not stored
        out.append("var v%d t%d" % (i, i))
        out.append("var Table%d = [...]uint32{%s}" % (i, ", ".join(entries)))
    return "\n".join(out) + "\n"


def from_go(probes, paths, data):
    out = {}
    for i, p in enumerate(probes):
        if not p.go:
            continue
        for e in "<>":
            at = data.find(struct.pack(e + "II", MAGIC, i))
            if at >= 0:
                break
        assert at >= 0, p.name
        n = 4 + 2 * len(paths[p.name])
        words = struct.unpack_from("%s%dI" % (e, n), data, at)
        fields = [[f[0], words[4 + 2 * k] * 8, words[5 + 2 * k] * 8]
                  for k, f in enumerate(paths[p.name])]
        out[p.name] = {"size": words[2], "align": words[3], "fields": fields}
    return out


def rust_fields(p):
    """Members as Rust says them: scalars and arrays of them; else None."""
    m = re.fullmatch(r"\s*struct \w+ {([^{}]*)}( PACKED)?;\s*", p.decl)
    if not m or "#" in p.decl or p.bits or ":0" in p.decl:
        return None
    out = []
    for f in m.group(1).split(";"):
        x = re.fullmatch(r"\s*(.*?[ *])\s*(\w+)((?:\[\d+\])*)\s*", f)
        if not f.strip():
            continue
        if not x or x.group(1).strip() not in RUST_TYPES:
            return None
        t = RUST_TYPES[x.group(1).strip()]
        for n in reversed(re.findall(r"\d+", x.group(3))):
            t = "[%s; %s]" % (t, n)
        out.append((x.group(2), t))
    return out, "packed" if m.group(2) else ""


def rust_text(probes):
    out = [RUST_HEAD]
    for i, p in enumerate(probes):
        fields = rust_fields(p)
        if not fields:
            continue
        out.append("#[repr(C%s)] pub struct T%d { %s }" % (
            ", packed" if fields[1] else "", i, ", ".join("%s: %s" % f for f in fields[0])))
        words = ["%d" % i, "size_of::<T%d>() as u32" % i, "align_of::<T%d>() as u32" % i]
        for name, t in fields[0]:
            words += ["builtin # offset_of(T%d, %s) as u32" % (i, name), "size_of::<%s>() as u32" % t]
        out.append('#[no_mangle] #[link_section = ".probe_%d"] pub static P%d: [u32; %d] = [%s];'
                   % (i, i, len(words), ", ".join(words)))
    return "\n".join(out) + "\n"


def from_rust(probes, path):
    big, sec = sections(path)
    out = {}
    for i, p in enumerate(probes):
        raw, fields = sec.get(".probe_%d" % i), rust_fields(p)
        if raw:
            w = struct.unpack("%s%dI" % (">" if big else "<", len(raw) // 4), raw)
            out[p.name] = {"size": w[1], "align": w[2], "fields": [
                [f[0], w[3 + 2 * k] * 8, w[4 + 2 * k] * 8] for k, f in enumerate(fields[0])]}
    return out


# ---- random declarations ----

class Maker:
    """Random structs. What BTF keeps no trace of is not made: see keeps_trace()."""
    SCALARS = ["u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "char", "_Bool", "long",
               "unsigned long", "void *", "float", "double", "enum small", "enum wide", "size_t",
               "uint64_t", "__aligned_u64", "__be16", "__be32", "__be64", "uintptr_t"]
    GO = {"u8": "uint8", "s8": "int8", "u16": "uint16", "s16": "int16", "u32": "uint32", "s32": "int32",
          "u64": "uint64", "s64": "int64", "char": "int8", "_Bool": "bool", "long": "int",
          "unsigned long": "uint", "void *": "uintptr", "float": "float32", "double": "float64",
          "enum small": "uint32", "enum wide": "uint64", "size_t": "uint", "uint64_t": "uint64",
          "__be16": "uint16", "__be32": "uint32", "__be64": "uint64", "uintptr_t": "uintptr"}
    BITS = [("u8", 8), ("u16", 16), ("u32", 32), ("u64", 64), ("s32", 32), ("_Bool", 1), ("enum small", 8),
            ("long", 32), ("unsigned long", 32)]

    def __init__(self, rng):
        self.r, self.n = rng, 0

    def name(self):
        self.n += 1
        return "f%d" % self.n

    def dims(self, most=2):
        d = "".join("[%d]" % self.r.randint(1, 4) for _ in range(min(most, self.r.choice([0, 0, 0, 1, 1, 2]))))
        return d

    def scalar(self):
        n, d = self.name(), self.dims()
        t = self.r.choice(self.SCALARS)
        if self.r.random() < 0.02:  # not in packed structs: gcc's __int128 for BPF is aligned to 8
            t = self.r.choice(["__int128", "long double"])
        go = "%s %s%s" % (n, d, self.GO[t]) if t in self.GO else None
        return "%s %s%s;" % (t, n, d), go

    def bits(self):
        t, most = self.r.choice(self.BITS)
        text = "%s %s:%d;" % (t, self.name(), self.r.randint(1, most))
        if self.r.random() < 0.08:
            text += " u%d :0; u8 %s:%d;" % (self.r.choice([8, 16, 32, 64]), self.name(), self.r.randint(1, 8))
        return text, None

    def nested(self, depth):
        kind = self.r.choice(["struct", "struct", "union"])
        c, go = self.members(depth + 1, self.r.randint(1, 4))
        if self.r.random() < 0.3:
            return "%s { %s };" % (kind, c), None
        n, d = self.name(), self.dims(1)
        packed = " PACKED" if self.r.random() < 0.1 else ""
        g = "%s %sstruct { %s }" % (n, d, go) if go and kind == "struct" and not packed else None
        return "%s { %s }%s %s%s;" % (kind, c, packed, n, d), g

    def members(self, depth, n):
        c, go = [], []
        for _ in range(n):
            x = self.r.random()
            if x < 0.15 and depth < 3:
                m = self.nested(depth)
            elif x < 0.35:
                m = self.bits()
            else:
                m = self.scalar()
            c.append(m[0])
            go.append(m[1])
        return " ".join(c), "; ".join(go) if all(go) else None

    def struct(self, i):
        self.n = 0
        c, go = self.members(0, self.r.randint(1, 8))
        x = self.r.random()
        if "__int128" in c:
            c = c.replace(" PACKED", "")
        elif x < 0.12:
            c, go = "struct S { %s } PACKED;" % c, None
        elif x < 0.16:
            c, go = "struct S { %s } ALIGNED(%d);" % (c, 1 << self.r.randint(1, 6)), None
        elif x < 0.20:
            c, go = re.sub(r"(f\d+)((\[\d\])*);", r"\1\2 ALIGNED(%d);" % (1 << self.r.randint(1, 5)), c, 1), None
        elif x < 0.23:
            c, go = "struct S { %s } PACKED ALIGNED(%d);" % (c, 1 << self.r.randint(1, 4)), None
        return Probe("r%d" % i, c, go, True)


ATTRIBUTE = re.compile(r" PACKED| ALIGNED\(\d+\)| u\d+ :0;")


def others(attribute):
    """What might have stood there as well, nothing before all."""
    if attribute.startswith(" ALIGNED"):
        n = int(attribute[9:-1])
        return [""] + [" ALIGNED(%d)" % x for x in (n // 2, n * 2) if x]
    if ":0" in attribute:
        return [""] + [" u%d :0;" % n for n in (8, 16, 32) if n < int(attribute[2:-4])]
    return [""]


def keeps_trace(probes, tmp):
    """Drop attributes that BPF's layout does not show: no reader of BTF can know of them."""
    dropped = 0
    for _ in range(8):
        variants = []
        for p in probes:
            for m in ATTRIBUTE.finditer(p.decl):
                before, after = p.decl[:m.start()], p.decl[m.end():]
                variants += [(p, before + x + after, before + after) for x in others(m.group())]
                if m.group() == " PACKED":  # that of another brace instead, or of the outermost for all
                    bare = before + after
                    moved = [bare[:x.end()] + " PACKED" + bare[x.end():] for x in re.finditer("}", bare)]
                    moved.append(re.sub(r"}([^}]*)$", r"} PACKED\1", bare.replace(" PACKED", "")))
                    moved.append(re.sub(r"}(?! PACKED)(?=.*})", "} PACKED", bare))
                    variants += [(p, x, bare) for x in moved if x.replace(" PACKED PACKED", " PACKED") != p.decl]
        if not variants:
            break
        text = [TYPES]
        for i, (p, decl, _) in enumerate(variants):
            for k, d in enumerate((p.decl, decl)):
                tag = "V%d_%d" % (i, k)
                text.append(d.replace("T_" + p.name, tag))
                text.append("struct %s *keep_%s;" % (tag, tag))
        src = os.path.join(tmp, "trace.c")
        open(src, "w").write("\n".join(text) + "\n")
        obj = os.path.join(tmp, "trace.o")
        r = run(["clang-19", "--target=bpf", "-w", "-g", "-c", src, "-o", obj])
        if r.returncode:
            sys.exit("abi-probe: " + r.stderr.decode())
        raw = run(["bpftool", "btf", "dump", "file", obj, "-j"])
        types = json.loads(raw.stdout)["types"]
        by_name = {t["name"]: t for t in types if t["kind"] in ("STRUCT", "UNION")}
        by_id = {t["id"]: t for t in types}

        def shape(t, depth=0):
            if t["kind"] in ("STRUCT", "UNION"):
                return (t["kind"], t["size"], [(m["bits_offset"], m.get("bitfield_size", 0), shape(by_id[m["type_id"]]))
                                               for m in t["members"]])
            if t["kind"] == "ARRAY":
                return ("ARRAY", t["nr_elems"], shape(by_id[t["type_id"]]))
            if t["kind"] in ("TYPEDEF", "CONST", "VOLATILE") and t["type_id"]:
                return shape(by_id[t["type_id"]])
            return (t["kind"], t.get("name"))

        changed = set()
        for i, (p, decl, bare) in enumerate(variants):
            if p.name in changed:
                continue
            if shape(by_name["V%d_0" % i]) == shape(by_name["V%d_1" % i]):
                p.decl = bare
                changed.add(p.name)
                dropped += 1
        if not changed:
            break
    return dropped


# ---- the comparison ----

def bpf_layouts(bpfweld, probes, tmp, abis, cc, name):
    text = [TYPES, "#define __uint(n, v) int (*n)[v]", "#define __type(n, v) typeof(v) *n"]
    for p in probes:
        text.append(p.decl)
        text.append("struct { __uint(type, 2); __uint(max_entries, 1); __type(key, u32); __type(value, %s); } m_%s "
                    '__attribute__((section(".maps"), used));' % (p.tag, p.name))
    base = os.path.join(tmp, "probes-" + name)
    open(base + ".bpf.c", "w").write("\n".join(text) + "\n")
    r = run(cc.split() + ["-w", "-O2", "-c", base + ".bpf.c", "-o", base + ".o"])
    if r.returncode:
        sys.exit("abi-probe: " + r.stderr.decode())
    r = run([bpfweld, "show", "--layout", "--format", "json"] + sum((["--abi", a] for a in abis), []) + [base + ".o"])
    if r.returncode:
        sys.exit("abi-probe: bpfweld: " + r.stderr.decode() + r.stdout.decode()[:2000])
    out = {a: {} for a in abis}
    for x in json.loads(r.stdout):
        if x["role"] == "value":
            fields = [[f["path"], f["offset_bits"], f["size_bits"]] for f in x["fields"]]
            out[x["abi"]][x["map"][2:]] = None if x["size"] is None else {"size": x["size"], "align": x["align"],
                                                                         "fields": fields}
    return out


class Score:
    def __init__(self, record):
        self.cells = {"curated": 0, "random": 0}
        self.wrong, self.skip, self.by_abi, self.record, self.stale = [], [], {}, record, 0

    def compare(self, who, abi, probes, ours, theirs):
        for p in probes:
            if p.name not in theirs:
                continue
            x, y = ours.get(p.name), theirs[p.name]
            kind = "random" if p.is_random else "curated"
            self.cells[kind] += 1
            n = self.by_abi.setdefault(abi, [0, 0])
            n[p.is_random] += 1
            if not p.is_random:
                self.record.setdefault(abi, {})[p.name] = y
            if x is not None and y is not None:
                x = dict(x, fields=sorted(x["fields"]))
                y = dict(y, fields=sorted(y["fields"]))
            if x != y:
                self.wrong.append((who, abi, p, x, y))


CONSTANTS_HEAD = """# SPDX-License-Identifier: BSD-2-Clause
# What compilers make of the structs and unions of probes.c; written by tools/dev/diff-abi.sh -w.
# A line: name, size/align (none: the ABI has no such type), members as path=offset+size in bits,
# ABIs. Names with @ are numbers of the ABI itself.
"""


def constants(probes, record, words):
    """The measured layouts of curated probes, equal ones on one line."""
    lines = {}
    for p in probes:
        for abi in sorted(record):
            if p.is_random or p.name not in record[abi]:
                continue
            l = record[abi][p.name]
            text = "none\t-" if l is None else "%d/%d\t%s" % (
                l["size"], l["align"], " ".join("%s=%d+%d" % tuple(f) for f in l["fields"]))
            lines.setdefault((p.name, text), []).append(abi)
    for i, what in enumerate(("@char_signed", "@long", "@pointer")):
        for who, abi in sorted(words):
            abis = lines.setdefault((what, "%d\t-" % words[who, abi][i]), [])
            if abi not in abis:
                abis.append(abi)
    return ["%s\t%s\t%s" % (name, text, " ".join(abis)) for (name, text), abis in lines.items()]


def probes_text(probes):
    out = ["/* SPDX-License-Identifier: BSD-2-Clause */", "/* Written by tools/dev/diff-abi.sh -w. */", "/* clang-format off */", TYPES.strip(), ""]
    for p in probes:
        if not p.is_random:
            out.append("%s\n%s *keep_%s;" % (p.decl.strip(), p.tag, p.name))
    return "\n".join(out) + "\n"


def stale(folder, probes, lines, score):
    """Are the committed constants those of these compilers?"""
    def cells(ls):
        return {(l.split("\t")[0], abi): l.split("\t")[1:3]
                for l in ls if not l.startswith("#") for abi in l.split("\t")[3].split()}
    with open(os.path.join(folder, "constants.tsv")) as f:
        committed = cells(f.read().splitlines())
    for (name, abi), cell in cells(lines).items():
        if committed.get((name, abi)) != cell:
            print("FAIL abi testdata/abi/constants.tsv: %s of %s is not what the compiler says" % (name, abi))
            score.stale += 1
    with open(os.path.join(folder, "probes.c")) as f:
        if f.read() != probes_text(probes):
            print("FAIL abi testdata/abi/probes.c is not what this script makes")
            score.stale += 1


def explain(x, y):
    if x is None or y is None:
        return "we say %s, the compiler %s" % ("none" if x is None else "%d/%d" % (x["size"], x["align"]),
                                              "none" if y is None else "%d/%d" % (y["size"], y["align"]))
    text = "size/align %d/%d, compiler %d/%d" % (x["size"], x["align"], y["size"], y["align"])
    for f, g in zip(x["fields"], y["fields"]):
        if f != g:
            text += "; %s at %s+%s, compiler %s+%s" % (f[0], f[1], f[2], g[1], g[2])
    return text


def rust(folder, probes, abis, ours, score):
    src = os.path.join(folder, "probe.rs")
    with open(src, "w") as f:
        f.write(rust_text(probes))
    version = run(["rustc", "--version"]).stdout.decode().split() if shutil.which("rustc") else ["", "0.0"]
    for abi, target in RUST.items():
        if abi not in abis:
            continue
        if [int(x) for x in version[1].split(".")[:2]] < [1, 90]:
            score.skip.append("%s: no rustc of 1.90 or later" % abi)
            continue
        out = os.path.join(folder, abi + ".o")
        r = run(["rustc", "--target", target, "-C", "panic=abort", "--emit=obj", "-o", out, src],
                env=dict(os.environ, RUSTC_BOOTSTRAP="1"))
        if r.returncode:
            score.skip.append("%s: %s" % (abi, next((e for e in r.stderr.decode().splitlines() if "error" in e), "")[:200]))
            continue
        score.compare("rustc", abi, probes, ours[abi], from_rust(probes, out))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--random", type=int, default=500)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--only")
    ap.add_argument("--record")
    ap.add_argument("--show", type=int, default=20)
    ap.add_argument("bpfweld")
    ap.add_argument("dir")
    o = ap.parse_args()

    probes = [Probe(n, *v) for n, v in CURATED.items()]
    rng = random.Random(o.seed)
    maker = Maker(rng)
    rand = [maker.struct(i) for i in range(o.random)]
    dropped = keeps_trace(rand, o.dir)
    probes += rand
    abis = sorted(set(CLANG) | set(GCC)) + ["go-" + g for g in GO] + sorted(RUST)
    if o.only:
        abis = [a for a in abis if a in o.only.split(",")]
    ours = bpf_layouts(o.bpfweld, probes, o.dir, sorted(set(abis) | {"bpfel"}), BPF["bpfel"], "bpfel")
    paths = {n: [(f[0], f[2]) for f in l["fields"]] for n, l in ours["bpfel"].items()}

    score = Score({})
    for who, cc in BPF.items():  # neither the byte order nor the compiler of the object changes a layout
        if who == "bpfel":
            continue
        if not shutil.which(cc.split()[0]):
            score.skip.append("objects by %s: there is none" % cc.split()[0])
            continue
        other = bpf_layouts(o.bpfweld, probes, o.dir, sorted(ours), cc, who)
        for a in ours:
            for p in probes:
                if (who, a) == ("bpf-gcc", "arm-none-eabi") and "enum negative" in p.decl:
                    continue  # gcc does not say in BTF that values are signed
                if ours[a][p.name] != other[a][p.name]:
                    score.wrong.append((who + " object", a, p, ours[a][p.name], other[a][p.name]))
    words, jobs = {}, []
    for who, table in (("clang", CLANG), ("gcc", GCC)):
        for abi, how in table.items():
            cmd = "clang-19 --target=" + how if who == "clang" else how
            if abi not in abis:
                continue
            if who == "clang" and abi in CLANG_WRONG:
                score.skip.append("clang %s: %s" % (abi, CLANG_WRONG[abi]))
            elif not shutil.which(cmd.split()[0]):
                score.skip.append("%s %s: no %s" % (who, abi, cmd.split()[0]))
            else:
                jobs.append((who, abi, cmd, os.path.join(o.dir, "%s-%s.o" % (who, abi))))
    text = c_text(probes, paths)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        errors = pool.map(lambda j: compile_c(j[2], text, j[3]), jobs)
        for (who, abi, cmd, out), err in zip(jobs, errors):
            if err:
                score.wrong.append((who, abi, probes[0], None, {"size": 0, "align": 0}))
                print("FAIL abi %s %s: does not compile: %s"
                      % (who, abi, next((e for e in err.splitlines() if "rror" in e), err)[:200]))
                continue
            theirs, word = from_object(probes, paths, out)
            words[who, abi] = word
            for (compiler, odd, what), why in ODD.items():
                if (compiler, odd) == (who, abi):
                    out_of = [p.name for p in probes if what in p.decl]
                    theirs = {n: l for n, l in theirs.items() if n not in out_of}
                    score.skip.append("%s %s %s: %s (%d declarations)" % (who, abi, what, why, len(out_of)))
            score.compare(who, abi, probes, ours[abi], theirs)
    go = next((g for g in GO_TOOLS if shutil.which(g)), None)
    for g in GO:
        if "go-" + g not in abis:
            continue
        if not go:
            score.skip.append("go-%s: no go" % g)
            continue
        src, out = os.path.join(o.dir, "probe.go"), os.path.join(o.dir, "go-%s.o" % g)
        open(src, "w").write(go_text(probes, paths))
        r = run([go, "tool", "compile", "-p", "probe", "-o", out, src],
                env=dict(os.environ, GOARCH=g, GOOS="linux", GOCACHE=os.path.join(o.dir, "gocache"), HOME=o.dir))
        if r.returncode:
            score.skip.append("go-%s: %s" % (g, (r.stdout + r.stderr).decode().splitlines()[0][:200]))
            continue
        theirs = from_go(probes, paths, open(out, "rb").read())
        score.compare("go", "go-" + g, probes, ours["go-" + g], theirs)

    rust(o.dir, probes, abis, ours, score)

    for who, abi, p, x, y in score.wrong[:o.show]:
        print("FAIL abi %s %s %s: %s\n     %s" % (who, abi, p.name, explain(x, y), p.decl.strip()))
    if len(score.wrong) > o.show:
        print("... and %d more" % (len(score.wrong) - o.show))
    for s in score.skip:
        print("SKIP abi " + s)
    lines = constants(probes, score.record, words)
    if o.record:
        with open(os.path.join(o.record, "probes.c"), "w") as f:
            f.write(probes_text(probes))
        with open(os.path.join(o.record, "constants.tsv"), "w") as f:
            f.write(CONSTANTS_HEAD + "\n".join(lines) + "\n")
    elif not o.only:
        stale(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../testdata/abi"), probes, lines, score)
    print("abi: %d ABIs, %d declarations; %d cells of %d curated and %d of %d random declarations; %d differ; "
          "%d attributes left no trace in BPF's layout and were dropped"
          % (len(score.by_abi), len(probes), score.cells["curated"], len(CURATED), score.cells["random"], len(rand),
             len(score.wrong), dropped))
    total = score.cells["curated"] + score.cells["random"]
    failed = len(score.wrong) + score.stale
    print("%d passed, %d failed, %d skipped" % (total - len(score.wrong), failed, len(score.skip)))
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main())
