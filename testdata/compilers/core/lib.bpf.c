/* SPDX-License-Identifier: BSD-2-Clause */
struct task_struct {
	int tgid;
	long no_such_field;
} __attribute__((preserve_access_index));

int has_tgid(void)
{
	return 30 * __builtin_preserve_field_info(((struct task_struct *)0)->tgid, 2) +
	       1000 * __builtin_preserve_field_info(((struct task_struct *)0)->no_such_field, 2);
}
