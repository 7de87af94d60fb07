/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef BPFWELD_BPF_H
#define BPFWELD_BPF_H

/* bpf - everything a BPF program needs; compile with `-I bpf/include` and nothing else. */

#include "bpfweld/core.h"
#include "bpfweld/endian.h"
#include "bpfweld/helpers.h"
#include "bpfweld/macros.h"
#include "bpfweld/maps.h"
#include "bpfweld/types.h"
#include "bpfweld/uapi.h"

#endif
