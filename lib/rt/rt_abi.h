/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rt_abi - what the stub knows of the kernel's interface.
 *
 * Figures from the kernel's UAPI headers (bpf.h, perf_event.h, fcntl.h, unistd.h of 6.12);
 * written down here because the stub includes no kernel header.
 *
 * Adding an architecture: one block below (system calls, the open flags that differ, the
 * type of statfs.f_type), one block in stub/start.c, one row in rt.cmake and rt_stubs.c.
 * Traps: O_DIRECTORY and O_NOFOLLOW differ on arm and arm64; statfs.f_type is 4 bytes on
 * s390x; a big-endian architecture needs nothing, the image is in its byte order.
 */
#ifndef BW_RT_ABI_H
#define BW_RT_ABI_H

#include <stdint.h>

#if defined(__aarch64__)

#define RT_MACHINE BW_RT_MACHINE_AARCH64
#define RT_UNAME "aarch64"
#define RT_O_DIRECTORY 040000
#define RT_O_NOFOLLOW 0100000
typedef int64_t rt_fsword;

enum {
	RT_NR_ioctl = 29,
	RT_NR_flock = 32,
	RT_NR_mkdirat = 34,
	RT_NR_unlinkat = 35,
	RT_NR_fstatfs = 44,
	RT_NR_fchdir = 50,
	RT_NR_openat = 56,
	RT_NR_close = 57,
	RT_NR_getdents64 = 61,
	RT_NR_read = 63,
	RT_NR_write = 64,
	RT_NR_exit_group = 94,
	RT_NR_nanosleep = 101,
	RT_NR_rt_sigaction = 134,
	RT_NR_rt_sigprocmask = 135,
	RT_NR_uname = 160,
	RT_NR_socket = 198,
	RT_NR_mmap = 222,
	RT_NR_perf_event_open = 241,
	RT_NR_prlimit64 = 261,
	RT_NR_renameat2 = 276,
	RT_NR_bpf = 280,
	RT_NR_statx = 291,
};

#else /* x86_64; also what a hosted build on another machine uses, against a simulated kernel */

#define RT_MACHINE BW_RT_MACHINE_X86_64
#define RT_UNAME "x86_64"
#define RT_O_DIRECTORY 0200000
#define RT_O_NOFOLLOW 0400000
typedef int64_t rt_fsword;

enum {
	RT_NR_read = 0,
	RT_NR_write = 1,
	RT_NR_close = 3,
	RT_NR_mmap = 9,
	RT_NR_rt_sigaction = 13,
	RT_NR_rt_sigprocmask = 14,
	RT_NR_ioctl = 16,
	RT_NR_nanosleep = 35,
	RT_NR_socket = 41,
	RT_NR_uname = 63,
	RT_NR_flock = 73,
	RT_NR_fchdir = 81,
	RT_NR_fstatfs = 138,
	RT_NR_getdents64 = 217,
	RT_NR_exit_group = 231,
	RT_NR_openat = 257,
	RT_NR_mkdirat = 258,
	RT_NR_unlinkat = 263,
	RT_NR_perf_event_open = 298,
	RT_NR_prlimit64 = 302,
	RT_NR_renameat2 = 316,
	RT_NR_bpf = 321,
	RT_NR_statx = 332,
};

#endif

/* The same on every architecture that Linux calls "generic" and on x86, arm, s390. */
enum {
	RT_EPERM = 1,
	RT_ENOENT = 2,
	RT_EINTR = 4,
	RT_E2BIG = 7,
	RT_EAGAIN = 11,
	RT_ENOMEM = 12,
	RT_EACCES = 13,
	RT_EBUSY = 16,
	RT_EEXIST = 17,
	RT_ENODEV = 19,
	RT_EINVAL = 22,
	RT_EMFILE = 24,
	RT_EROFS = 30,
	RT_ENOSYS = 38,
	RT_ENOTEMPTY = 39,

	RT_AT_FDCWD = -100,
	RT_AT_REMOVEDIR = 0x200,
	RT_AT_EMPTY_PATH = 0x1000,
	RT_O_RDONLY = 0,
	RT_O_PATH = 010000000,
	RT_O_CLOEXEC = 02000000,
	RT_LOCK_EX = 2,
	RT_RENAME_NOREPLACE = 1,
	RT_STATX_INO = 0x100,
	RT_RLIMIT_NOFILE = 7,
	RT_RLIMIT_MEMLOCK = 8,
	RT_PROT_READ_WRITE = 3,
	RT_MAP_PRIVATE_ANON = 0x22,
	RT_SIOCGIFINDEX = 0x8933,
	RT_AF_UNIX = 1,
	RT_SOCK_DGRAM_CLOEXEC = 2 | 02000000,

	RT_PERF_TYPE_TRACEPOINT = 2,
	RT_PERF_FD_CLOEXEC = 8,
};

#define RT_BPF_FS_MAGIC 0xcafe4a11u
#define RT_NO_LIMIT (~(uint64_t)0)

enum {
	RT_MAP_CREATE = 0,
	RT_MAP_UPDATE_ELEM = 2,
	RT_MAP_GET_NEXT_KEY = 4,
	RT_PROG_LOAD = 5,
	RT_OBJ_PIN = 6,
	RT_OBJ_GET = 7,
	RT_OBJ_GET_INFO_BY_FD = 15,
	RT_RAW_TRACEPOINT_OPEN = 17,
	RT_BTF_LOAD = 18,
	RT_MAP_FREEZE = 22,
	RT_LINK_CREATE = 28,
	RT_LINK_GET_FD_BY_ID = 30,

	RT_ATTACH_XDP = 37,
	RT_ATTACH_PERF_EVENT = 41,
	RT_PSEUDO_MAP_FD = 1,
	RT_PSEUDO_MAP_VALUE = 2,
	RT_PSEUDO_MAP_IDX = 5,
	RT_PSEUDO_MAP_IDX_VALUE = 6,
	RT_LD_IMM64 = 0x18,
	RT_LINK_TYPE_XDP = 6,
};

/* union bpf_attr, by command; pointers are 64 bits everywhere. */
union rt_attr {
	struct {
		uint32_t map_type, key_size, value_size, max_entries, map_flags, inner_map_fd;
		uint32_t numa_node;
		char map_name[16];
		uint32_t map_ifindex, btf_fd, btf_key_type_id, btf_value_type_id;
		uint32_t btf_vmlinux_value_type_id;
		uint64_t map_extra;
	} map;
	struct {
		uint32_t map_fd, zero;
		uint64_t key, value, flags; /* value: also the next key */
	} elem;
	struct {
		uint32_t prog_type, insn_cnt;
		uint64_t insns, license;
		uint32_t log_level, log_size;
		uint64_t log_buf;
		uint32_t kern_version, prog_flags;
		char prog_name[16];
		uint32_t prog_ifindex, expected_attach_type, prog_btf_fd, func_info_rec_size;
		uint64_t func_info;
		uint32_t func_info_cnt, line_info_rec_size;
		uint64_t line_info;
		uint32_t line_info_cnt, attach_btf_id, attach_prog_fd, core_relo_cnt;
		uint64_t fd_array, core_relos;
		uint32_t core_relo_rec_size;
	} prog;
	struct {
		uint64_t pathname;
		uint32_t bpf_fd, file_flags;
	} obj;
	struct {
		uint32_t bpf_fd, info_len;
		uint64_t info;
	} info;
	struct {
		uint64_t name;
		uint32_t prog_fd, zero;
	} raw_tp;
	struct {
		uint64_t btf, log_buf;
		uint32_t btf_size, log_size, log_level;
	} btf;
	struct {
		uint32_t prog_fd, target, attach_type, flags; /* target: fd or ifindex */
	} link;
	struct {
		uint32_t id, next_id, open_flags;
	} by_id;
};

/* The heads of bpf_map_info, bpf_prog_info and bpf_link_info, as far as used. */
struct rt_map_info {
	uint32_t type, id, key_size, value_size, max_entries, map_flags;
	char name[16];
	uint32_t ifindex, btf_vmlinux_value_type_id;
	uint64_t netns_dev, netns_ino;
	uint32_t btf_id, btf_key_type_id, btf_value_type_id, zero;
	uint64_t map_extra;
};

struct rt_prog_info {
	uint32_t type, id;
	uint8_t unused[184];
	uint64_t run_time_ns, run_cnt;
};

struct rt_link_info {
	uint32_t type, id, prog_id, zero;
	uint32_t xdp_ifindex, unused[3];
};

struct rt_perf_attr { /* PERF_ATTR_SIZE_VER1 */
	uint32_t type, size;
	uint64_t config, sample_period, sample_type, read_format, flags;
	uint32_t wakeup_events, bp_type;
	uint64_t config1, config2;
};

struct rt_dirent { /* linux_dirent64 */
	uint64_t ino, off;
	uint16_t reclen;
	uint8_t type;
	char name[];
};

struct rt_statx {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid, mode;
	uint64_t ino;
	uint8_t unused[216];
};

struct rt_statfs {
	rt_fsword type;
	uint8_t unused[248];
};

struct rt_utsname {
	char sysname[65], nodename[65], release[65], version[65], machine[65], domain[65];
};

struct rt_insn {
	uint8_t code, regs; /* regs: dst and src, which half is which depends on byte order */
	int16_t off;
	int32_t imm;
};

_Static_assert(sizeof(struct rt_statx) == 256, "struct statx");
_Static_assert(sizeof(struct rt_perf_attr) == 72, "PERF_ATTR_SIZE_VER1");
_Static_assert(__builtin_offsetof(struct rt_prog_info, run_time_ns) == 192, "bpf_prog_info");

#endif
