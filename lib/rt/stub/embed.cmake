# SPDX-License-Identifier: BSD-2-Clause
#
# cmake -D IN=stub.elf -D OUT=stub.inc -D NAME=stub_x86_64 -P embed.cmake
#
# The first segment of a stub as a C array. Its size is p_filesz of program header 0, the
# 8 bytes at offset 64 + 32; they are read in the byte order that e_ident says.
file(READ ${IN} order OFFSET 5 LIMIT 1 HEX)
file(READ ${IN} size OFFSET 96 LIMIT 8 HEX)
if(order STREQUAL "01")
  string(REGEX REPLACE "(..)(..)(..)(..)(..)(..)(..)(..)" "\\8\\7\\6\\5\\4\\3\\2\\1" size "${size}")
endif()
math(EXPR bytes "0x${size}")
file(READ ${IN} hex LIMIT ${bytes} HEX)
string(LENGTH "${hex}" digits)
math(EXPR want "${bytes} * 2")
if(NOT digits EQUAL want OR bytes GREATER 65536)
  message(FATAL_ERROR "${IN}: first segment of ${bytes} bytes, ${digits} hex digits read")
endif()
string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
string(REPEAT "....." 16 row)
string(REGEX REPLACE "(${row})" "\\1\n" hex "${hex}")
file(WRITE ${OUT} "static const uint8_t ${NAME}[] = {\n${hex}\n};\n")
