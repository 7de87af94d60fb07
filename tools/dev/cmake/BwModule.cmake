# SPDX-License-Identifier: BSD-2-Clause
#
# bw_module(<name> [DEPS <module>...] [LIBS <library>...] [TESTS_ONLY])
#
# One line makes the module's library bw_<name>, compiles its public header
# alone, checks what its files include, and builds one test per test_*.c and one
# fuzzer per fuzz_*.c. A file may include its own module's headers and the public
# headers of the modules in DEPS, nothing else of lib/.

set(BW_MODULES "" CACHE INTERNAL "modules that are part of the library")

function(bw_check_includes name allowed)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/${name}/*.[ch])
  foreach(f ${files})
    set(may ${allowed})
    if(f MATCHES "/(test|fuzz)_[^/]*$")
      list(APPEND may testkit)
    endif()
    file(STRINGS ${f} lines REGEX "^#[ \t]*include \"")
    foreach(line ${lines})
      string(REGEX REPLACE "^#[ \t]*include \"([^\"]*)\".*" "\\1" inc "${line}")
      string(REGEX REPLACE "/.*" "" mod "${inc}")
      if(mod STREQUAL name)
        continue()
      endif()
      if(NOT (mod IN_LIST may AND (inc STREQUAL "${mod}/${mod}.h" OR inc STREQUAL "rt/rt_image.h" OR inc STREQUAL "btf/btf_lower.def")))
        file(RELATIVE_PATH where ${CMAKE_SOURCE_DIR} ${f})
        message(SEND_ERROR "${where}: may not include \"${inc}\"; ${name} may use: ${may}")
      endif()
    endforeach()
  endforeach()
endfunction()

# The test executables of a module: test_<unit>.c beside the code.
function(bw_module_tests name)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/${name}/test_*.c)
  foreach(t ${tests})
    get_filename_component(unit ${t} NAME_WE)
    set(exe ${name}_${unit})
    add_executable(${exe} ${t})
    target_link_options(${exe} PRIVATE -fno-lto) # optimising sixty programs whole takes minutes
    target_link_libraries(${exe} PRIVATE bw_${name} PkgConfig::CMOCKA)
    if(NOT name IN_LIST BW_BELOW_TESTKIT)
      target_link_libraries(${exe} PRIVATE bw_testkit)
    endif()
    target_compile_definitions(${exe} PRIVATE BW_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                               BW_BINARY_DIR="${CMAKE_BINARY_DIR}")
    add_test(NAME ${name}.${unit} COMMAND ${exe})
    set_tests_properties(${name}.${unit} PROPERTIES LABELS unit)
  endforeach()
endfunction()

# The fuzzers of a module: fuzz_<unit>.c beside the code. Without BW_FUZZ each becomes
# a test that runs the inputs of testdata/fuzz/<module>_fuzz_<unit> and mutants of them.
function(bw_module_fuzzers name)
  file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/${name}/fuzz_*.c)
  foreach(f ${fuzzers})
    get_filename_component(unit ${f} NAME_WE)
    set(exe ${name}_${unit})
    if(BW_FUZZ)
      add_executable(${exe} ${f})
      target_link_options(${exe} PRIVATE -fsanitize=fuzzer)
    else()
      add_executable(${exe} ${f} ${CMAKE_SOURCE_DIR}/lib/testkit/main_replay.c)
      target_link_options(${exe} PRIVATE -fno-lto)
      if(EXISTS ${CMAKE_SOURCE_DIR}/testdata/fuzz/${exe})
        add_test(NAME fuzz.${exe} COMMAND ${exe} ${CMAKE_SOURCE_DIR}/testdata/fuzz/${exe})
        set_tests_properties(fuzz.${exe} PROPERTIES LABELS unit)
      endif()
    endif()
    target_link_libraries(${exe} PRIVATE bw_${name} bw_testkit)
  endforeach()
endfunction()

function(bw_module name)
  cmake_parse_arguments(M "TESTS_ONLY" "" "DEPS;LIBS" ${ARGN})
  set(dir ${CMAKE_SOURCE_DIR}/lib/${name})
  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.c)
  list(FILTER sources EXCLUDE REGEX "/(test|fuzz|main)_[^/]*\\.c$")

  set(probe ${CMAKE_BINARY_DIR}/self/${name}.c)
  file(CONFIGURE OUTPUT ${probe} CONTENT "#include \"${name}/${name}.h\"\n")
  add_library(bw_${name} STATIC ${sources} ${probe})
  target_include_directories(bw_${name} PUBLIC ${CMAKE_SOURCE_DIR}/lib ${CMAKE_BINARY_DIR}/gen)
  foreach(dep ${M_DEPS})
    target_link_libraries(bw_${name} PUBLIC bw_${dep})
  endforeach()
  target_link_libraries(bw_${name} PRIVATE ${M_LIBS})

  bw_check_includes(${name} "${M_DEPS}")
  bw_module_tests(${name})
  bw_module_fuzzers(${name})
  if(NOT M_TESTS_ONLY)
    set(BW_MODULES ${BW_MODULES} ${name} CACHE INTERNAL "")
  endif()
endfunction()

# testkit stands on these; their own tests must do without it.
set(BW_BELOW_TESTKIT base diag layout insn btf)
