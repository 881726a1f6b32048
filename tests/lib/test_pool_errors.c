/* test_pool_errors.c - tasks that fail, maps that are refused, and what runs out. */
#include "common.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "mp/mp.h"
#include "pool_tasks.h"

/* --- tasks that fail -------------------------------------------------------
 */

START_TEST(a_failing_task_is_reported_with_index_and_error)
{
    enum { N = 100 };
    int in[N], out[N];
    struct mp_map_report report;
    struct mp_pool *pool = mp_pool_create(2);

    for (int i = 0; i < N; i++) {
        in[i] = i;
        out[i] = -1;
    }
    ck_assert_int_eq(map_ints(pool, square_or_fail_at_7s, N, in, out, &report),
                     ECANCELED);
    ck_assert_uint_eq(report.failed, N / 7 + 1);
    ck_assert_int_eq(report.deaths, 0);
    for (size_t e = 0; e < report.failed; e++) {
        ck_assert_uint_eq(report.errors[e].index, 7 * e);
        ck_assert_int_eq(report.errors[e].error, 1000 + 7 * (int)e);
        ck_assert_int_gt(report.errors[e].pid, 0);
        ck_assert_int_eq(report.errors[e].signal, 0);
    }
    free(report.errors);
    /* The others are done; the failed ones' bytes are as they were, though the
     * task has written to its result. */
    for (int i = 0; i < N; i++)
        ck_assert_int_eq(out[i], i % 7 == 0 ? -1 : i * i);
    ck_assert_int_eq(map_ints(pool, square, N, in, out, &report), 0);
    ck_assert_uint_eq(report.failed, 0);
    ck_assert_ptr_null(report.errors);
    ck_assert_int_eq(out[0], 0);
    mp_pool_destroy(pool);
}
END_TEST

START_TEST(a_million_failing_tasks_are_all_reported)
{
    enum { N = 1000000 };
    struct mp_map_report report;
    struct mp_pool *pool = mp_pool_create(2);

    for (size_t chunk = 0; chunk < 2; chunk++) {
        ck_assert_int_eq(
            mp_pool_map(
                pool,
                &(struct mp_map){.task = always_fail, .n = N, .chunk = chunk},
                &report),
            ECANCELED);
        ck_assert_uint_eq(report.failed, N);
        for (size_t i = 0; i < N; i++)
            if (report.errors[i].index != i || report.errors[i].error != 77)
                ck_abort_msg("entry %zu: item %zu, error %d", i,
                             report.errors[i].index, report.errors[i].error);
        free(report.errors);
    }
    mp_pool_destroy(pool);
}
END_TEST

/* --- what is refused -------------------------------------------------------
 */

START_TEST(bad_sizes_and_bad_maps_are_errors)
{
    int x[2] = {0}, y[2] = {0};
    struct mp_pool *pool;
    const struct mp_map bad[] = {
        {.n = 1},
        {.task = square, .n = 1, .inputs = x},
        {.task = square, .n = 1, .input_size = 4},
        {.task = square, .n = 1, .results = x},
        {.task = square, .n = 1, .result_size = 4},
    };
    const int bad_workers[] = {0, -1, INT32_MIN, MP_POOL_WORKERS_MAX + 1};

    for (int i = 0; i < 4; i++) {
        errno = 0;
        ck_assert_ptr_null(mp_pool_create(bad_workers[i]));
        ck_assert_int_eq(errno, EINVAL);
    }
    pool = mp_pool_create(1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(mp_pool_map(pool, &bad[i], NULL), EINVAL);
    struct mp_map map = {.task = square,
                         .n = SIZE_MAX / 2,
                         .inputs = x,
                         .input_size = 4,
                         .results = y,
                         .result_size = 4};
    ck_assert_int_eq(mp_pool_map(pool, &map, NULL), EOVERFLOW);
    map.n = SIZE_MAX / 6; /* each product fits, the sum does not */
    ck_assert_int_eq(mp_pool_map(pool, &map, NULL), EOVERFLOW);
    map.n = (size_t)1 << 50; /* more than any machine has */
    ck_assert_int_eq(mp_pool_map(pool, &map, NULL), ENOMEM);
    ck_assert_int_eq(map_ints(pool, square, 2, x, y, NULL), 0);
    ck_assert_int_eq(mp_pool_map_timed(pool,
                                       &(struct mp_map){.task = square,
                                                        .n = 1,
                                                        .inputs = x,
                                                        .input_size = 4},
                                       NULL, 0),
                     EAGAIN);
    mp_pool_destroy(pool);
    mp_pool_destroy(NULL);
}
END_TEST

START_TEST(fork_failing_at_the_kth_worker_leaves_none_behind)
{
    const int errors[] = {EAGAIN, ENOMEM};

    for (int k = 1; k <= 5; k++) {
        for (int e = 0; e < 2; e++) {
            fail_at(FAULT_FORK, k, errors[e]);
            ck_assert_ptr_null(mp_pool_create(5));
            ck_assert_int_eq(errno, errors[e]);
            ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
            ck_assert_int_eq(errno, ECHILD);
        }
    }
    mp_pool_destroy(mp_pool_create(5));
}
END_TEST

START_TEST(without_memory_or_descriptors_create_fails_and_leaves_nothing)
{
    errno = 0;
    fail_at(FAULT_MMAP, 1, ENOMEM);
    ck_assert_ptr_null(mp_pool_create(2));
    ck_assert_int_eq(errno, ENOMEM);
    forbid_descriptors();
    ck_assert_ptr_null(mp_pool_create(2));
    ck_assert_int_eq(errno, EMFILE);
    allow_descriptors();
}
END_TEST

START_TEST(without_memory_for_copies_a_map_fails_and_the_pool_stays_usable)
{
    enum { MANY = 100000 };
    static int in[MANY], out[MANY];
    struct mp_pool *pool = mp_pool_create(2);

    forbid_descriptors(); /* a map needs none */
    for (int i = 0; i < MANY; i++) {
        in[i] = i % 1000;
        out[i] = -1;
    }
    fail_at(FAULT_MMAP, 1, ENOMEM);
    ck_assert_int_eq(map_ints(pool, square, MANY, in, out, NULL), ENOMEM);
    ck_assert_int_eq(out[0], -1);
    ck_assert_int_eq(map_ints(pool, square, 100, in, out, NULL), 0);
    ck_assert_int_eq(out[99], 99 * 99);
    ck_assert_int_eq(map_ints(pool, square, MANY, in, out, NULL), 0);
    for (int i = 0; i < MANY; i++)
        if (out[i] != in[i] * in[i])
            ck_abort_msg("%d squared is %d", in[i], out[i]);
    mp_pool_destroy(pool);
    allow_descriptors();
}
END_TEST

/* The worker can map nothing more, as where addresses are limited. */
static int forbid_addresses(const void *input, void *result)
{
    struct rlimit limit = {.rlim_cur = 0, .rlim_max = 0};

    (void)input;
    (void)result;
    return setrlimit(RLIMIT_AS, &limit) == 0 ? 0 : errno;
}

START_TEST(a_worker_that_cannot_map_the_copies_is_replaced_at_no_cost)
{
    enum { MANY = 100000 };
    static int in[MANY], out[MANY];
    struct mp_map_report report;
    struct mp_pool *pool = mp_pool_create(1);

    for (int i = 0; i < MANY; i++)
        in[i] = i % 1000;
    ck_assert_int_eq(
        mp_pool_map(pool, &(struct mp_map){.task = forbid_addresses, .n = 1},
                    NULL),
        0);
    ck_assert_int_eq(map_ints(pool, square, MANY, in, out, &report), 0);
    ck_assert_int_eq(report.deaths, 1);
    for (int i = 0; i < MANY; i++)
        if (out[i] != in[i] * in[i])
            ck_abort_msg("%d squared is %d", in[i], out[i]);
    mp_pool_destroy(pool);
}
END_TEST

int main(void)
{
    return run_tests(
        "pool errors", a_failing_task_is_reported_with_index_and_error,
        a_million_failing_tasks_are_all_reported,
        bad_sizes_and_bad_maps_are_errors,
        fork_failing_at_the_kth_worker_leaves_none_behind,
        without_memory_or_descriptors_create_fails_and_leaves_nothing,
        without_memory_for_copies_a_map_fails_and_the_pool_stays_usable,
        a_worker_that_cannot_map_the_copies_is_replaced_at_no_cost, NULL);
}
