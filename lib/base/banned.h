/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls that are easy to use wrongly do not compile. Say what the right one is.
 */
#ifndef BW_BANNED_H
#define BW_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define strcpy(d, s) bw_banned_use_bw_sb_printf
#define strcat(d, s) bw_banned_use_bw_sb_printf
#define strncpy(d, s, n) bw_banned_use_memcpy
#define strncat(d, s, n) bw_banned_use_bw_sb_printf
#define sprintf(...) bw_banned_use_snprintf
#define vsprintf(...) bw_banned_use_vsnprintf
#define strtok(s, d) bw_banned_use_strcspn
#define atoi(s) bw_banned_use_strtoul
#define atol(s) bw_banned_use_strtoul
#define gets(s) bw_banned_use_fgets

#endif
