# SPDX-License-Identifier: BSD-2-Clause
#
# bpfweld-codegen: the program around LLVM. Static LLVM starts in 2 ms instead of
# 16 and needs no libLLVM where bpfweld is installed; the price is 30 MB of file.
include(CheckLibraryExists)

set(BW_LLVM_CONFIG "" CACHE FILEPATH "llvm-config of LLVM 19")
option(BW_LLVM_STATIC "Link LLVM statically into bpfweld-codegen where its archives are" ON)

find_program(BW_LLVM_CONFIG_FOUND NAMES ${BW_LLVM_CONFIG} llvm-config-19
             PATHS /usr/lib/llvm-19/bin)
if(NOT BW_LLVM_CONFIG_FOUND)
  message(FATAL_ERROR "llvm-config-19 not found: install llvm-19-dev, or set BW_LLVM_CONFIG")
endif()

function(bw_llvm_config ret)
  execute_process(COMMAND ${BW_LLVM_CONFIG_FOUND} ${ARGN} OUTPUT_VARIABLE out ERROR_QUIET
                  RESULT_VARIABLE rc OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT rc EQUAL 0)
    set(out "")
  endif()
  separate_arguments(out UNIX_COMMAND "${out}")
  set(${ret} ${out} PARENT_SCOPE)
endfunction()

bw_llvm_config(BW_LLVM_VERSION --version)
if(NOT BW_LLVM_VERSION MATCHES "^19\\.")
  message(FATAL_ERROR "${BW_LLVM_CONFIG_FOUND} is LLVM ${BW_LLVM_VERSION}; 19 is needed")
endif()

set(parts bpf passes irreader bitreader linker)
bw_llvm_config(llvm_include --includedir)
bw_llvm_config(llvm_libdir --libdir)
set(llvm_static "")
if(BW_LLVM_STATIC)
  bw_llvm_config(llvm_static --link-static --libfiles ${parts})
  string(REGEX REPLACE ";.*" "" first "${llvm_static}")
  # Of LLVM's own dependencies these parts reach only zlib and zstd.
  check_library_exists(stdc++ __cxa_throw "" BW_HAVE_STDCXX)
  check_library_exists(zstd ZSTD_compress2 "" BW_HAVE_ZSTD)
  if(NOT EXISTS "${first}" OR NOT BW_HAVE_STDCXX OR NOT BW_HAVE_ZSTD)
    set(llvm_static "")
  endif()
endif()

add_executable(bpfweld-codegen
  ${CMAKE_SOURCE_DIR}/lib/compile/codegen/main.c
  ${CMAKE_SOURCE_DIR}/lib/compile/codegen/codegen_decls.c
  ${CMAKE_SOURCE_DIR}/lib/compile/codegen/codegen_emit.c
  ${CMAKE_SOURCE_DIR}/lib/compile/codegen/codegen_link.c
  ${CMAKE_SOURCE_DIR}/lib/compile/codegen/codegen_read.c
  ${CMAKE_SOURCE_DIR}/lib/compile/codegen/codegen_say.c
  ${CMAKE_SOURCE_DIR}/lib/compile/compile_bitcode.c)
target_include_directories(bpfweld-codegen PRIVATE ${CMAKE_SOURCE_DIR}/lib)
target_include_directories(bpfweld-codegen SYSTEM PRIVATE ${llvm_include})
if(llvm_static)
  target_link_libraries(bpfweld-codegen PRIVATE ${llvm_static} -Wl,--as-needed stdc++ zstd z m)
  target_link_options(bpfweld-codegen PRIVATE -static-libgcc -Wl,--gc-sections -Wl,-s -no-pie)
  set_target_properties(bpfweld-codegen PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  message(STATUS "bpfweld-codegen: LLVM ${BW_LLVM_VERSION}, static")
else()
  target_link_libraries(bpfweld-codegen PRIVATE LLVM-19)
  target_link_directories(bpfweld-codegen PRIVATE ${llvm_libdir})
  message(STATUS "bpfweld-codegen: LLVM ${BW_LLVM_VERSION}, shared")
endif()
# Found from the build tree's programs as from the installed ones: bw_codegen_find().
set_target_properties(bpfweld-codegen PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/libexec/bpfweld)
install(TARGETS bpfweld-codegen RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/bpfweld)
set_source_files_properties(${CMAKE_SOURCE_DIR}/lib/compile/compile_back.c PROPERTIES
  COMPILE_DEFINITIONS
  "BW_CODEGEN_INSTALLED=\"${CMAKE_INSTALL_FULL_LIBEXECDIR}/bpfweld/bpfweld-codegen\"")

# The tests are defined after this file; they run the program.
function(bw_codegen_before_tests)
  foreach(test compile_test_compile)
    if(TARGET ${test})
      add_dependencies(${test} bpfweld-codegen)
    endif()
  endforeach()
endfunction()
cmake_language(DEFER CALL bw_codegen_before_tests)
