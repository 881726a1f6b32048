/* pool_tasks.h - tasks that the suites about pools share. */
#ifndef POOL_TASKS_H
#define POOL_TASKS_H

#include <stddef.h>

#include "mp/pool.h"

/* int -> int */
int square(const void *input, void *result);
int square_or_fail_at_7s(const void *input, void *result); /* error 1000 + x */

/* index -> ... */
int copy_index(const void *input, void *result); /* size_t */
int tell_pid(const void *input, void *result);   /* pid_t */
int fail_unless_no_result(const void *input, void *result);
int always_fail(const void *input, void *result); /* error 77 */

/* Map ints to ints. */
int map_ints(struct mp_pool *pool, mp_task_fn *task, size_t n, const int *in,
             int *out, struct mp_map_report *report);

#endif
