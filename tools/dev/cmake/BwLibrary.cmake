# SPDX-License-Identifier: BSD-2-Clause
# The installed library: every module's objects in one archive and one shared
# object, the public header as <bpfweld/bpfweld.h>, and a pkg-config file.

configure_file(${CMAKE_SOURCE_DIR}/lib/pipeline/pipeline.h
               ${CMAKE_BINARY_DIR}/include/bpfweld/bpfweld.h COPYONLY)

set(bw_objects "")
foreach(m ${BW_MODULES})
  list(APPEND bw_objects $<TARGET_OBJECTS:bw_${m}>)
endforeach()
set(bw_libs ${LIBDWARF} PkgConfig::LIBELF PkgConfig::JANSSON PkgConfig::YAML PkgConfig::NETTLE PkgConfig::ZLIB
            PkgConfig::UNPACK)

foreach(kind static shared)
  string(TOUPPER ${kind} KIND)
  add_library(bpfweld_${kind} ${KIND} ${bw_objects})
  set_target_properties(bpfweld_${kind} PROPERTIES OUTPUT_NAME bpfweld LINKER_LANGUAGE C
                        VERSION ${PROJECT_VERSION} SOVERSION 0)
  target_include_directories(bpfweld_${kind} INTERFACE ${CMAKE_BINARY_DIR}/include)
  target_link_libraries(bpfweld_${kind} PRIVATE ${bw_libs})
endforeach()
target_link_options(bpfweld_shared PRIVATE -fno-lto) # as in BwModule

configure_file(${CMAKE_SOURCE_DIR}/tools/dev/cmake/bpfweld.pc.in
               ${CMAKE_BINARY_DIR}/bpfweld.pc @ONLY)
install(TARGETS bpfweld_static bpfweld_shared)
install(FILES ${CMAKE_BINARY_DIR}/include/bpfweld/bpfweld.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/bpfweld)
install(FILES ${CMAKE_BINARY_DIR}/bpfweld.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
