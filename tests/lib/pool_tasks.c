#include "pool_tasks.h"

#include <errno.h>
#include <unistd.h>

int square(const void *input, void *result)
{
    int x = *(const int *)input;

    *(int *)result = x * x;
    return 0;
}

int square_or_fail_at_7s(const void *input, void *result)
{
    int x = *(const int *)input;

    square(input, result);
    return x % 7 == 0 ? 1000 + x : 0;
}

int copy_index(const void *input, void *result)
{
    *(size_t *)result = *(const size_t *)input;
    return 0;
}

int tell_pid(const void *input, void *result)
{
    (void)input;
    *(pid_t *)result = getpid();
    return 0;
}

int fail_unless_no_result(const void *input, void *result)
{
    (void)input;
    return result ? EINVAL : 0;
}

int always_fail(const void *input, void *result)
{
    (void)input;
    (void)result;
    return 77;
}

int map_ints(struct mp_pool *pool, mp_task_fn *task, size_t n, const int *in,
             int *out, struct mp_map_report *report)
{
    return mp_pool_map(pool,
                       &(struct mp_map){.task = task,
                                        .n = n,
                                        .inputs = in,
                                        .input_size = sizeof *in,
                                        .results = out,
                                        .result_size = sizeof *out},
                       report);
}
