# SPDX-License-Identifier: BSD-2-Clause
# Where our BPF headers are: in the source tree, and once installed.
set(BW_BPF_HEADERS_RELATIVE share/bpfweld/bpf)
set_property(SOURCE ${CMAKE_SOURCE_DIR}/lib/pipeline/pipeline_paths.c APPEND PROPERTY
  COMPILE_DEFINITIONS
    BW_BPF_HEADERS_RELATIVE="${BW_BPF_HEADERS_RELATIVE}"
    BW_BPF_HEADERS_BUILD="${CMAKE_SOURCE_DIR}/bpf/include"
    BW_BPF_HEADERS_INSTALLED="${CMAKE_INSTALL_PREFIX}/${BW_BPF_HEADERS_RELATIVE}")
install(DIRECTORY bpf/include/ DESTINATION ${BW_BPF_HEADERS_RELATIVE})
