/* SPDX-License-Identifier: BSD-2-Clause */
/* returns 33: kernel types by CO-RE, another view of them in each file (bpf-gcc 12 has no CO-RE) */
#include <bpfweld/bpf.h>

BW_LICENSE("GPL");

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));

extern int LINUX_KERNEL_VERSION __attribute__((section(".kconfig")));
int has_tgid(void);

SEC("socket") int prog(void *ctx)
{
	return (LINUX_KERNEL_VERSION > 0x20000) +
	       2 * __builtin_preserve_field_info(((struct task_struct *)0)->pid, 2) + has_tgid();
}
