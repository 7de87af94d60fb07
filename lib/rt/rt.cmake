# SPDX-License-Identifier: BSD-2-Clause
#
# The stubs: the interpreter of lib/rt, freestanding, for each target architecture, by clang
# and lld whatever the compiler of bpfweld itself. bw_rt holds them as arrays, together with
# a hosted build of the same interpreter, which is what the tests run.

find_program(BW_STUB_CC NAMES clang-19 clang REQUIRED DOC "compiles the loader stubs")
find_program(BW_STUB_LD NAMES ld.lld-19 ld.lld REQUIRED DOC "links the loader stubs")

set(BW_RT_DIR ${CMAKE_CURRENT_LIST_DIR})

# bw_rt_stub(<arch> [compiler option...]): gen/rt/stub_<arch>.inc
function(bw_rt_stub arch)
  set(elf ${CMAKE_BINARY_DIR}/stub/${arch}.elf)
  set(inc ${CMAKE_BINARY_DIR}/gen/rt/stub_${arch}.inc)
  file(GLOB sources CONFIGURE_DEPENDS ${BW_RT_DIR}/rt_*.c)
  file(GLOB headers CONFIGURE_DEPENDS ${BW_RT_DIR}/rt_*.h ${BW_RT_DIR}/rt_*.def)
  list(REMOVE_ITEM sources ${BW_RT_DIR}/rt_stubs.c ${BW_RT_DIR}/rt_hosted.c)
  list(APPEND sources ${BW_RT_DIR}/stub/start.c)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/stub ${CMAKE_BINARY_DIR}/gen/rt)
  add_custom_command(
    OUTPUT ${inc}
    COMMAND ${BW_STUB_CC} --target=${arch}-linux-gnu -std=c11 -Oz -ffreestanding -fno-builtin
            -fno-pic -fno-ident -fno-stack-protector -fno-unwind-tables
            -fno-asynchronous-unwind-tables -ffunction-sections -mgeneral-regs-only ${ARGN}
            -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror
            -DBW_RT_STUB -I${CMAKE_SOURCE_DIR}/lib ${sources}
            -nostdlib -static --ld-path=${BW_STUB_LD} -Wl,-T,${BW_RT_DIR}/stub/stub.lds
            -Wl,-z,max-page-size=65536 -Wl,-z,norelro -Wl,--gc-sections -Wl,--build-id=none -Wl,-s
            -o ${elf}
    COMMAND ${CMAKE_COMMAND} -D IN=${elf} -D OUT=${inc} -D NAME=stub_${arch}
            -P ${BW_RT_DIR}/stub/embed.cmake
    DEPENDS ${sources} ${headers} ${BW_RT_DIR}/stub/stub.lds ${BW_RT_DIR}/stub/embed.cmake
    COMMENT "Loader stub for ${arch}"
    VERBATIM)
  set_property(SOURCE ${BW_RT_DIR}/rt_stubs.c APPEND PROPERTY OBJECT_DEPENDS ${inc})
endfunction()

bw_rt_stub(x86_64)
bw_rt_stub(aarch64 -mno-outline-atomics)

bw_module(rt)

# A simulated kernel and a composer of images, for the tests.
file(GLOB bw_rt_sim CONFIGURE_DEPENDS ${BW_RT_DIR}/sim/*.c)
add_library(bw_rt_sim STATIC ${bw_rt_sim})
target_link_libraries(bw_rt_sim PUBLIC bw_rt)
file(GLOB bw_rt_tests CONFIGURE_DEPENDS ${BW_RT_DIR}/test_*.c)
foreach(t ${bw_rt_tests})
  get_filename_component(unit ${t} NAME_WE)
  target_link_libraries(rt_${unit} PRIVATE bw_rt_sim)
endforeach()
