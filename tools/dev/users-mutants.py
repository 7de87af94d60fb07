#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Structs that BPF maps and programs share, and changes of one side that must be found.

    users-mutants.py gen SEED COUNT DIR    bpf.c, user.c, user.go, user.rs, cases.json
    users-mutants.py judge DIR ABI LANG JSON...
        the findings of `bpfweld check --format json` against what each case makes differ

A case is a struct, a side and a change. What differs is computed here from both layouts; that
these are right, compilers check: all sources assert the size of every struct, and user.c
the offset of every field.
"""
import copy
import json
import random
import sys

# name: (bytes, alignment where 8-byte integers have 8, sign, byte order, Go, Rust)
SCALARS = {
    "u8": (1, "u", ""), "u16": (2, "u", ""), "u32": (4, "u", ""), "u64": (8, "u", ""),
    "s8": (1, "s", ""), "s16": (2, "s", ""), "s32": (4, "s", ""), "s64": (8, "s", ""),
    "be16": (2, "u", "be"), "be32": (4, "u", "be"), "be64": (8, "u", "be"),
    "le16": (2, "u", "le"), "le32": (4, "u", "le"), "le64": (8, "u", "le"),
    "long": (0, "s", ""), "ulong": (0, "u", ""), "ptr": (0, "p", ""),
    "float": (4, "f", ""), "double": (8, "f", ""), "enum": (4, "e", ""), "enum1": (1, "e", ""),
}
C_NAME = {"long": "long", "ulong": "unsigned long", "ptr": "void *", "float": "float",
          "double": "double", "enum": "enum op", "enum1": "enum op1"}
GO_NAME = {"long": "int", "ulong": "uint", "ptr": "uintptr", "float": "float32",
           "double": "float64", "enum": "uint32", "enum1": "uint8"}
RUST_NAME = {"long": "isize", "ulong": "usize", "ptr": "*mut u8", "float": "f32",
             "double": "f64", "enum": "u32", "enum1": "u8"}

ABIS = {  # pointer bytes, alignment of 8-byte scalars
    "bpf": (8, 8), "lp64": (8, 8), "ilp32": (4, 8), "i386": (4, 4), "go32": (4, 4),
}


def f(name, type_, n=0, bits=0, fields=None):
    return {"name": name, "type": type_, "n": n, "bits": bits, "fields": fields}


def pad(name, n):
    return f(name, "u8", n)


BASES = {
    "flow_key": {"key": True, "fields": [
        f("saddr", "be32"), f("daddr", "be32"), f("sport", "be16"), f("dport", "be16"),
        f("proto", "u8"), f("vlan", "u8"), pad("pad", 2)]},
    "stats": {"fields": [
        f("packets", "u64"), f("bytes", "u64"), f("drops", "u32"), f("flags", "u32")]},
    "event": {"fields": [
        f("stamp", "u64"), f("pid", "u32"), f("uid", "u32"), f("code", "s32"), f("op", "enum"),
        f("comm", "u8", 16)]},
    "conf": {"fields": [
        f("mode", "u32"), f("limits", "u32", 3), f("shift", "s64"), f("mac", "u8", 6),
        f("port", "u16")]},
    "bits": {"fields": [
        f("low", "u32", bits=3), f("mid", "u32", bits=5), f("tag", "u32", bits=8),
        f("top", "u32", bits=16), f("rest", "u32")]},
    "nested": {"fields": [
        f("src", "struct", fields=[f("ifindex", "u32"), f("seq", "u32")]),
        f("dst", "struct", fields=[f("ifindex", "u32"), f("seq", "u32")]),
        f("last", "u64")]},
    "peer": {"key": True, "fields": [
        f("family", "u32"),
        f("addr", "union", fields=[f("v4", "be32"), f("v6", "u8", 16)]),
        f("mark", "u32")]},
    "signs": {"fields": [
        f("delta", "s16"), f("port", "u16"), f("level", "s8"), f("kind", "u8"), f("code", "u16"),
        f("total", "s64"), f("rate", "u32"), f("drift", "s32")]},
    "small": {"packed": True, "fields": [
        f("tag", "u8"), f("value", "u32"), f("size", "u16"), f("end", "u8")]},
}


# ---- layouts ----

def is_pad(name):
    return name.startswith("pad") or name == "_"


def scalar(type_, abi):
    size, kind, order = SCALARS[type_]
    ptr, align8 = ABIS[abi]
    size = size or ptr
    return size, min(size, align8) if size == 8 else size, kind, order


def member(x, abi, packed, prefix):
    """Size and alignment in bytes, and leaves (path, bits, size bits, count, kind, order)."""
    if x["fields"]:
        size, align, leaves = layout({"fields": x["fields"], "union": x["type"] == "union"}, abi,
                                     prefix + x["name"] + ".")
        return size, 1 if packed else align, leaves
    size, align, kind, order = scalar(x["type"], abi)
    n = x["n"] or 1
    leaf = (prefix + x["name"], 0, size * 8 * n, n, kind, order)
    return size * n, 1 if packed else align, [leaf]


def layout(s, abi, prefix=""):
    at, biggest, leaves = 0, 1, []
    end = 0
    for x in s["fields"]:
        if s.get("union"):
            at = 0
        size, align, inner = member(x, abi, s.get("packed"), prefix)
        if x["bits"]:
            unit = size * 8
            if at // unit != (at + x["bits"] - 1) // unit:
                at = -(-at // unit) * unit
            path, _, _, _, kind, order = inner[0]
            leaves.append((path, at, x["bits"], 1, kind, order))
            at += x["bits"]
        else:
            at = -(-at // (align * 8)) * align * 8
            leaves += [(l[0], l[1] + at) + l[2:] for l in inner]
            at += size * 8
        biggest = max(biggest, align)
        end = max(end, at)
    biggest = max(biggest, s.get("aligned", 1))
    total = -(-end // (biggest * 8)) * biggest * 8
    return total // 8, biggest, leaves


def meaning(s, abi, lang):
    size, _, leaves = layout(s, abi)
    out = {}
    for path, at, bits, n, kind, order in leaves:
        if is_pad(path.split(".")[-1]):
            continue
        if n > 1 and bits == n * 8:
            kind = "bytes"  # no sign, no order, no width
        if kind in "pe" and kind:
            kind = "u"
        out[path] = (at, bits, n, kind, order if lang == "c" else None)
    return size, out


def differs(case, abi, lang):
    bpf = meaning(case["bpf"], "bpf", lang)
    user = meaning(case["user"], abi, lang)
    if case["change"] == "rename":
        return False
    if case["change"] == "repr":
        return lang == "rust"
    return bpf != user


def bytes_differ(case, abi, lang):
    """More than signs and orders: fields that both sides know stand elsewhere or are wider."""
    bpf_size, bpf = meaning(case["bpf"], "bpf", lang)
    user_size, user = meaning(case["user"], abi, lang)
    if case["change"] in ("rename", "split", "repr") or lang == "go":  # Go may marshal
        return False
    return bpf_size != user_size or any(bpf[x][:2] != user[x][:2] for x in bpf if x in user)


# ---- changes ----

def leaves_of(s):
    """Lists of fields and indices in them, of all scalars that are no padding."""
    for i, x in enumerate(s["fields"]):
        if x["fields"]:
            yield from leaves_of(x)
        elif not is_pad(x["name"]):
            yield s["fields"], i


def pick(rng, s, want):
    have = [(l, i) for l, i in leaves_of(s) if want(l[i])]
    return rng.choice(have) if have else None


def change_type(table):
    def change(rng, s):
        at = pick(rng, s, lambda x: x["type"] in table and not x["bits"])
        if not at:
            return False
        x = at[0][at[1]]
        x["type"] = rng.choice(table[x["type"]])
        return not (x["n"] > 1 and SCALARS[x["type"]][0] == 1)
    return change


def swap(rng, s):
    x = s["fields"]
    have = [(i, j) for i in range(len(x)) for j in range(i)
            if not is_pad(x[i]["name"]) and not is_pad(x[j]["name"])]
    i, j = rng.choice(have)
    x[i], x[j] = x[j], x[i]
    return True


def shuffle(rng, s):
    before = [x["name"] for x in s["fields"]]
    rng.shuffle(s["fields"])
    return [x["name"] for x in s["fields"]] != before


def drop(rng, s):
    at = pick(rng, s, lambda x: True)
    unions = [x["fields"] for x in s["fields"] if x["type"] == "union"]
    if len(at[0]) < 2 or at[0] in unions:  # one way less to look at the same bytes
        return False
    del at[0][at[1]]
    return True


def add(rng, s):
    s["fields"].insert(rng.randrange(len(s["fields"]) + 1),
                       f("extra", rng.choice(["u8", "u16", "u32", "u64"])))
    return True


def array_length(rng, s):
    at = pick(rng, s, lambda x: x["n"] > 1)
    if not at:
        return False
    x = at[0][at[1]]
    x["n"] = rng.choice([n for n in (1, 2, 3, 4, 5, 8, 12, 20, 32) if n != x["n"]])
    return True


def make_array(rng, s):
    at = pick(rng, s, lambda x: not x["n"] and not x["bits"])
    at[0][at[1]]["n"] = 2
    return True


def pack(rng, s):
    s["packed"] = not s.get("packed")
    return True


def align(rng, s):
    s["aligned"] = rng.choice([16, 32])
    return True


def bit_width(rng, s):
    at = pick(rng, s, lambda x: x["bits"])
    if not at:
        return False
    x = at[0][at[1]]
    x["bits"] = max(1, x["bits"] + rng.choice([-2, -1, 1, 2]))
    return True


def unbit(rng, s):
    at = pick(rng, s, lambda x: x["bits"])
    if not at:
        return False
    at[0][at[1]].update(bits=0, type="u16")
    return True


def split(rng, s):
    at = pick(rng, s, lambda x: x["type"] in ("u64", "s64") and not x["n"])
    if not at:
        return False
    l, i = at
    l[i:i + 1] = [f(l[i]["name"] + "lo", "u32"), f(l[i]["name"] + "hi", "u32")]
    return True


def rename(rng, s):
    at = pick(rng, s, lambda x: True)
    at[0][at[1]]["name"] = "other" + at[0][at[1]]["name"]
    return True


def element(rng, s):
    at = pick(rng, s, lambda x: x["n"] > 1 and x["type"] == "u32")
    if not at:
        return False
    x = at[0][at[1]]
    x.update(type="u16", n=x["n"] * 2)
    return True


def norepr(rng, s):
    """Rust orders the fields; no other language has that."""
    del rng
    s["reordered"] = True
    return s["fields"][0]["name"] in ("mode", "delta")  # small fields first: it does


CHANGES = {
    "swap": swap, "shuffle": shuffle, "drop": drop, "add": add, "array-length": array_length,
    "make-array": make_array, "pack": pack, "align": align, "bit-width": bit_width,
    "unbit": unbit, "split": split, "rename": rename, "element": element,
    "width": change_type({"u8": ["u16", "u32"], "u16": ["u8", "u32"], "u32": ["u16", "u64", "u8"],
                          "u64": ["u32", "u16"], "s32": ["s16", "s64"], "s64": ["s32"],
                          "s16": ["s32", "s8"], "be32": ["be16", "be64"], "be16": ["be32"],
                          "s8": ["s16"]}),
    "sign": change_type({"u8": ["s8"], "u16": ["s16"], "u32": ["s32"], "u64": ["s64"],
                         "s8": ["u8"], "s16": ["u16"], "s32": ["u32"], "s64": ["u64"]}),
    "order": change_type({"be16": ["u16", "le16"], "be32": ["u32", "le32"],
                          "u16": ["be16", "le16"], "u32": ["be32", "le32"],
                          "u64": ["be64", "le64"]}),
    "long": change_type({"u64": ["ulong", "ptr"], "s64": ["long"]}),
    "enum": change_type({"enum": ["enum1", "u16", "u64"]}),
    "repr": norepr,
    "float": change_type({"u32": ["float"], "u64": ["double"]}),
}


def make_case(rng, i, change):
    for _ in range(200):
        base = rng.choice(sorted(BASES))
        side = rng.choice(["user", "user", "bpf"])
        case = {"id": i, "base": base, "change": change, "side": side,
                "key": bool(BASES[base].get("key")),
                "bpf": copy.deepcopy(BASES[base]), "user": copy.deepcopy(BASES[base])}
        if change == "none":
            return case
        if side == "bpf" and change in ("long", "float", "repr"):
            case["side"] = side = "user"
        if CHANGES[change](rng, case[side]) and \
                (change in ("rename", "repr") or differs(case, "lp64", "c") or differs(case, "i386", "c")):
            return case
    raise SystemExit("no struct for " + change)


def cases_of(seed, count):
    rng = random.Random(seed)
    names = sorted(CHANGES)
    cases = []
    for base in sorted(BASES):
        cases.append({"id": len(cases), "base": base, "change": "none", "side": "user",
                      "key": bool(BASES[base].get("key")), "bpf": BASES[base],
                      "user": BASES[base]})
    for k in range(count):
        cases.append(make_case(rng, len(cases), names[k % len(names)]))
    return cases


# ---- sources ----

def name_of(case):
    return "%s_%d" % (case["base"], case["id"])


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def c_type(type_):
    return C_NAME.get(type_, "__" + type_)


def c_fields(fields, tabs):
    out = []
    for x in fields:
        if x["fields"]:
            out.append("%s%s {\n%s%s} %s;\n" % (tabs, x["type"], c_fields(x["fields"], tabs + "\t"),
                                                tabs, x["name"]))
            continue
        tail = " : %d" % x["bits"] if x["bits"] else "[%d]" % x["n"] if x["n"] else ""
        out.append("%s%s %s%s;\n" % (tabs, c_type(x["type"]), x["name"], tail))
    return "".join(out)


def c_struct(case, side):
    s = case[side]
    attrs = []
    if s.get("packed"):
        attrs.append("packed")
    if s.get("aligned"):
        attrs.append("aligned(%d)" % s["aligned"])
    attr = " __attribute__((%s))" % ", ".join(attrs) if attrs else ""
    return "struct %s {\n%s}%s;\n" % (name_of(case), c_fields(s["fields"], "\t"), attr)


C_TYPES = """/* made by users-mutants.py */
typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32;
typedef unsigned long long __u64; typedef signed char __s8; typedef short __s16;
typedef int __s32; typedef long long __s64;
typedef __u16 __be16; typedef __u32 __be32; typedef __u64 __be64;
typedef __u16 __le16; typedef __u32 __le32; typedef __u64 __le64;
enum op { OP_A, OP_B, OP_MANY = 70000 };
enum op1 { OP1_A, OP1_B } __attribute__((packed));
"""


def c_asserts(case, side, abi):
    size, _, leaves = layout(case[side], abi)
    name = "struct " + name_of(case)
    out = ["_Static_assert(sizeof(%s) == %d, \"%s\");\n" % (name, size, name_of(case))]
    bit_names = {x["name"] for x in case[side]["fields"] if x["bits"]}
    for path, at, *_ in leaves:
        if path not in bit_names:
            out.append("_Static_assert(__builtin_offsetof(%s, %s) == %d, \"%s\");\n" %
                       (name, path, at // 8, path))
    return "".join(out)


def bpf_source(cases):
    out = [C_TYPES]
    for case in cases:
        array = not case["key"]
        out.append(c_struct(case, "bpf") + c_asserts(case, "bpf", "bpf"))
        struct = "struct %s" % name_of(case)
        out.append("struct { int (*type)[%d]; int (*max_entries)[8]; %s *key; %s *value; } m%d "
                   "__attribute__((section(\".maps\"), used));\n" %
                   (2 if array else 1, "__u32" if array else struct, struct if array else "__u32",
                    case["id"]))
    out.append('char _license[] __attribute__((section("license"), used)) = "GPL";\n')
    return "".join(out)


def c_source(cases):
    out = [C_TYPES]
    for case in cases:
        out.append(c_struct(case, "user") + "struct %s v%d;\n" % (name_of(case), case["id"]))
        for macro, abi in (("LP64", "lp64"), ("ILP32", "ilp32"), ("I386", "i386")):
            out.append("#ifdef %s\n%s#endif\n" % (macro, c_asserts(case, "user", abi)))
    out.append("void _start(void) { }\nvoid __start(void) { }\n")
    return "".join(out)


def plain(s, rust):
    """Can this language say it?"""
    if not rust and (s.get("packed") or s.get("aligned")):
        return False
    for x in s["fields"]:
        if x["bits"] or (x["fields"] and (not plain(x, rust) or (x["type"] == "union" and not rust))):
            return False
    return True


def go_type(type_):
    if type_ in GO_NAME:
        return GO_NAME[type_]
    size, kind, _ = SCALARS[type_]
    return ("int" if kind == "s" else "uint") + str(size * 8)


def go_fields(fields):
    out = []
    for x in fields:
        name = "_" if is_pad(x["name"]) else camel(x["name"])
        type_ = "struct {\n%s}" % go_fields(x["fields"]) if x["fields"] else go_type(x["type"])
        out.append("%s %s%s\n" % (name, "[%d]" % x["n"] if x["n"] else "", type_))
    return "".join(out)


def go_source(cases, abi):
    out = ["package main\n\nimport \"unsafe\"\n\n//go:noinline\nfunc sink(p unsafe.Pointer) "
           "{ last = p }\n\nvar last unsafe.Pointer\n\n"]
    for case in cases:
        if not plain(case["user"], False):
            continue
        name = camel(name_of(case))
        size = layout(case["user"], abi)[0]
        out.append("type %s struct {\n%s}\n\nvar v%d %s\n\n" %
                   (name, go_fields(case["user"]["fields"]), case["id"], name))
        # both ways round: a constant of a wrong size does not fit
        out.append("const _ = uint(unsafe.Sizeof(v%d) - %d)\nconst _ = uint(%d - unsafe.Sizeof(v%d))\n\n"
                   % (case["id"], size, size, case["id"]))
    out.append("func main() {\n")
    out += ["sink(unsafe.Pointer(&v%d))\n" % c["id"] for c in cases if plain(c["user"], False)]
    return "".join(out) + "}\n"


def rust_type(type_):
    if type_ in RUST_NAME:
        return RUST_NAME[type_]
    size, kind, _ = SCALARS[type_]
    return ("i" if kind == "s" else "u") + str(size * 8)


def rust_struct(name, s, word, extra):
    inner, body = [], []
    for x in s["fields"]:
        type_ = rust_type(x["type"]) if not x["fields"] else name + camel(x["name"])
        if x["fields"]:
            inner.append(rust_struct(type_, x, x["type"], ""))
        body.append("    pub %s: %s,\n" % (x["name"], "[%s; %d]" % (type_, x["n"]) if x["n"] else type_))
    repr_ = "" if s.get("reordered") else "#[repr(C%s)]\n" % extra
    return "".join(inner) + "#[derive(Clone, Copy)]\n%spub %s %s {\n%s}\n" % (repr_, word, name,
                                                                           "".join(body))


def rust_source(cases):
    out = ["#![allow(dead_code)]\n"]
    used = [c for c in cases if plain(c["user"], True) and
            not (c["user"].get("packed") and c["user"].get("aligned"))]
    for case in used:
        s = case["user"]
        extra = ", packed" if s.get("packed") else ", align(%d)" % s["aligned"] if s.get("aligned") else ""
        name = camel(name_of(case))
        out.append(rust_struct(name, s, "struct", extra))
        if not s.get("reordered"):
            out.append("const _: () = assert!(core::mem::size_of::<%s>() == %d);\n" %
                       (name, layout(s, "lp64")[0]))
        out.append("#[no_mangle]\npub static mut V%d: core::mem::MaybeUninit<%s> = "
                   "core::mem::MaybeUninit::uninit();\n" % (case["id"], name))
        out.append("#[no_mangle]\npub extern \"C\" fn f%d(p: *const %s) -> *const %s { p }\n" %
                   (case["id"], name, name))
    return "".join(out) + "fn main() {}\n"


def gen(seed, count, where):
    cases = cases_of(seed, count)
    files = {"bpf.c": bpf_source(cases), "user.c": c_source(cases),
             "user64.go": go_source(cases, "lp64"), "user32.go": go_source(cases, "go32"),
             "user.rs": rust_source(cases), "cases.json": json.dumps(cases)}
    for name, text in files.items():
        with open("%s/%s" % (where, name), "w", encoding="utf-8") as out:
            out.write(text)


# ---- verdicts ----

def severities(path):
    """By map: severities of ABI findings, notes left out."""
    found = {}
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    for x in report["findings"]:
        if x["id"].startswith("ABI") and x["severity"] != "note":
            found.setdefault(x.get("where", {}).get("symbol", ""), []).append(x)
    return found


def judge(where, abi, lang, path):
    with open(where + "/cases.json", encoding="utf-8") as file:
        cases = json.load(file)
    found = severities(path)
    asked = missed = clean = false = 0
    for case in cases:
        if lang != "c" and (not plain(case["user"], lang == "rust") or
                            (case["user"].get("packed") and case["user"].get("aligned"))):
            continue
        mine = found.get("m%d" % case["id"], [])
        what = "%s %s of %s on the %s side" % (name_of(case), case["change"], case["base"], case["side"])
        if differs(case, abi, lang):
            asked += 1
            if not mine:
                missed += 1
                print("FAIL not found: " + what)
            elif bytes_differ(case, abi, lang) and all(x["severity"] != "error" for x in mine):
                missed += 1
                print("FAIL no error: %s: %s %s" % (what, mine[0]["id"], mine[0]["text"]))
        else:
            clean += 1
            if mine:
                false += 1
                print("FAIL false alarm: %s: %s %s" % (what, mine[0]["id"], mine[0]["text"]))
    print("%d changes, %d found; %d without a difference, %d false alarms" %
          (asked, asked - missed, clean, false))
    stray = [s for s in found if not s.startswith("m")]
    if stray:
        print("FAIL findings about %s: %s" % (stray[0] or "no map", found[stray[0]][0]["text"]))
    return missed or false or stray


if __name__ == "__main__":
    if len(sys.argv) == 5 and sys.argv[1] == "gen":
        gen(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    elif len(sys.argv) == 6 and sys.argv[1] == "judge":
        sys.exit(1 if judge(*sys.argv[2:6]) else 0)
    else:
        sys.exit(__doc__)
