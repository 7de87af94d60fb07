# IR that cannot be used: each with its reason; LLVM's own end does not take bpfweld with it.
=== file main.bpf.c
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");
int f(int);

SEC("socket") int prog(void *ctx)
{
	return f(1);
}
=== file f.bpf.c
int f(int x)
{
	return x;
}
=== file atomic.bpf.c
short counter;

int f(int x)
{
	return __sync_fetch_and_add(&counter, 1);
}
=== file broken.ll
define i32 @f(i32 %x) {
  ret i64 %x
}
=== file x86.ll
target triple = "x86_64-pc-linux-gnu"
define i32 @f(i32 %x) {
  ret i32 %x
}
=== run cc-bpf -emit-llvm main.bpf.c && mv main.bpf.o main.bc && cc-bpf -emit-llvm f.bpf.c && mv f.bpf.o f.bc
=== exit 0
# For the other byte order: constants are folded already.
=== run cc-bpf --target=bpfeb -emit-llvm f.bpf.c && mv f.bpf.o f.eb.bc; bpfweld link --lto -o out.o main.bc f.eb.bc
error[CMP016]: its byte order, by its data layout, is "E-m:e-p:64:64-i64:64-i128:128-n32:64-S128", not "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
  --> f.eb.bc
  = rule: IR is bound to a data layout: constants are folded and offsets computed for it. For
          the other byte order it would be wrong code.
  = fix: Make the IR with --target=bpfel or --target=bpfeb, whichever is asked for.

1 error, 0 warnings
=== exit 2
=== run bpfweld link -q --lto --endian big -o out.o main.bc f.eb.bc; bpfweld link -q --endian both -o out.o main.bc
main.bc: error: its byte order, by its data layout, is "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128", not "E-m:e-p:64:64-i64:64-i128:128-n32:64-S128" [CMP016]
(command line): error: --endian is 'both'; with 'link' it takes little or big [RUN008]
=== exit 2
=== run bpfweld link -q --lto -o out.o main.bc broken.ll; bpfweld link -q --lto -o out.o main.bc x86.ll
broken.ll:2:11: error: '%x' defined with type 'i32' but expected 'i64' [CMP015]
x86.ll: error: its target is "x86_64-pc-linux-gnu", not "bpfel" [CMP016]
=== exit 2
=== run head -c 500 f.bc >cut.bc; bpfweld link -q --lto -o out.o main.bc cut.bc | sed "s/(.*)//"
cut.bc: error: can't skip to bit 16448 from 320 [CMP015]
=== exit 0
# A name that clang, with -g, cannot give.
=== file named.ll
@license = global [4 x i8] c"GPL\00", section "license", !dbg !0
!llvm.dbg.cu = !{!2}
!llvm.module.flags = !{!8}
!0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
!1 = distinct !DIGlobalVariable(name: "license", scope: !2, file: !3, line: 1, type: !5, isLocal: false, isDefinition: true)
!2 = distinct !DICompileUnit(language: DW_LANG_C11, file: !3, emissionKind: FullDebug, globals: !4)
!3 = !DIFile(filename: "named.c", directory: ".")
!4 = !{!0}
!5 = !DICompositeType(tag: DW_TAG_array_type, baseType: !6, size: 32, elements: !7)
!6 = !DIBasicType(name: "char", size: 8, encoding: DW_ATE_signed_char)
!7 = !{!9}
!8 = !{i32 2, !"Debug Info Version", i32 3}
!9 = !DISubrange(count: 4)
=== run bpfweld link -o out.o named.ll
error[CMP012]: <unknown>:0: license changed binding to STB_GLOBAL
  --> named.ll
  = rule: LLVM's BPF target translates what the BPF instruction set and calling convention can
          express: at most 5 arguments, 512 bytes of stack, no floating point, no variadic
          functions.
  = fix: With -g, nothing can have the name of its own section: rename the variable, or the
         section.

error[CMP012]: <unknown>:0: symbol 'license' is already defined
  --> named.ll
  = rule: LLVM's BPF target translates what the BPF instruction set and calling convention can
          express: at most 5 arguments, 512 bytes of stack, no floating point, no variadic
          functions.
  = fix: With -g, nothing can have the name of its own section: rename the variable, or the
         section.

2 errors, 0 warnings
=== exit 2
# A 16-bit atomic: LLVM has no words for it and ends.
=== run cc-bpf -emit-llvm atomic.bpf.c && mv atomic.bpf.o atomic.bc; bpfweld link -q --lto -o out.o main.bc atomic.bc
atomic.bpf.c:5:9: error: unsupported atomic operation, please use 32/64 bit version [CMP012]
=== exit 2
=== run ls out.o
ls: cannot access 'out.o': No such file or directory
=== exit 2
