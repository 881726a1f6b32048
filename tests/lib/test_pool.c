/* test_pool.c - what pool.h promises where nobody dies. */
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/mp.h"
#include "pool_tasks.h"

/* --- map equals the serial loop --------------------------------------------
 */

/* The loop that map stands for. */
static void serial_loop(const struct mp_map *map)
{
    for (size_t i = 0; i < map->n; i++)
        map->task(map->inputs ? (const char *)map->inputs + i * map->input_size
                              : (const void *)&i,
                  map->results ? (char *)map->results + i * map->result_size
                               : NULL);
}

/* 9 bytes in, 13 out, so that nothing is aligned by luck. */
struct odd {
    unsigned char byte[9];
};
struct long_odd {
    unsigned char byte[13];
};

static int stretch(const void *input, void *result)
{
    const struct odd *in = input;
    struct long_odd *out = result;

    for (int i = 0; i < 13; i++)
        out->byte[i] = (unsigned char)(in->byte[i % 9] * (i + 3));
    return 0;
}

/* Map, in this pool, and compare with the loop. Arrays are at most MOST items
 * long; made by mp_array before the pool was. */
enum { MOST = 1000 };
static struct odd *inputs;
static struct long_odd *results, expected[MOST];

static void compare_with_loop(struct mp_pool *pool, size_t n, size_t chunk,
                              bool in_place)
{
    struct mp_map map = {.task = stretch,
                         .n = n,
                         .inputs = inputs,
                         .input_size = sizeof *inputs,
                         .results = expected,
                         .result_size = sizeof *expected,
                         .chunk = chunk,
                         .in_place = in_place};

    memset(results, 0x5a, MOST * sizeof *results);
    memset(expected, 0x5a, sizeof expected);
    serial_loop(&map);
    map.results = results;
    ck_assert_int_eq(mp_pool_map(pool, &map, NULL), 0);
    ck_assert_msg(memcmp(results, expected, sizeof expected) == 0,
                  "n %zu, chunk %zu, workers %d, in place %d", n, chunk,
                  mp_pool_workers(pool), in_place);
}

START_TEST(map_equals_the_serial_loop_for_every_chunk_size)
{
    const size_t sizes[] = {0, 1, 2, 3, 4, 5, 12, 13, 14, 100, MOST};

    inputs = mp_array(MOST, sizeof *inputs);
    results = mp_array(MOST, sizeof *results);
    for (size_t i = 0; i < MOST * sizeof *inputs; i++)
        inputs->byte[i] = (unsigned char)(i * 31 + 7);
    for (int workers = 1; workers <= 5; workers += 2) {
        struct mp_pool *pool = mp_pool_create(workers);

        ck_assert_ptr_nonnull(pool);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            size_t n = sizes[s];
            size_t chunks[] = {0, 1, 2, 3, 7, n / 2, n, n + 1, SIZE_MAX};

            for (size_t c = 0; c < sizeof chunks / sizeof *chunks; c++) {
                compare_with_loop(pool, n, chunks[c], false);
                compare_with_loop(pool, n, chunks[c], true);
            }
        }
        mp_pool_destroy(pool);
    }
    mp_array_free(inputs);
    mp_array_free(results);
}
END_TEST

/* A million, also in chunks of one: more chunks than a round counts. */
START_TEST(map_equals_the_serial_loop_for_a_million_items)
{
    enum { N = 1000000 };
    int *in = malloc(N * sizeof *in), *out = malloc(N * sizeof *out);
    struct mp_pool *pool = mp_pool_create(2);

    for (int i = 0; i < N; i++)
        in[i] = i % 46341 - 20000;
    for (size_t chunk = 0; chunk < 3; chunk++) {
        memset(out, 0x77, N * sizeof *out);
        ck_assert_int_eq(
            mp_pool_map(pool,
                        &(struct mp_map){.task = square,
                                         .n = N,
                                         .inputs = in,
                                         .input_size = sizeof *in,
                                         .results = out,
                                         .result_size = sizeof *out,
                                         .chunk = chunk},
                        NULL),
            0);
        for (int i = 0; i < N; i++)
            if (out[i] != in[i] * in[i])
                ck_abort_msg("chunk %zu: square of %d is %d", chunk, in[i],
                             out[i]);
    }
    mp_pool_destroy(pool);
    free(in);
    free(out);
}
END_TEST

START_TEST(without_inputs_the_input_is_the_index)
{
    enum { N = 500 };
    size_t out[N];
    struct mp_pool *pool = mp_pool_create(3);

    ck_assert_int_eq(mp_pool_map(pool,
                                 &(struct mp_map){.task = copy_index,
                                                  .n = N,
                                                  .results = out,
                                                  .result_size = sizeof *out},
                                 NULL),
                     0);
    for (size_t i = 0; i < N; i++)
        ck_assert_uint_eq(out[i], i);
    mp_pool_destroy(pool);
}
END_TEST

START_TEST(without_results_the_result_is_null)
{
    struct mp_pool *pool = mp_pool_create(2);

    ck_assert_int_eq(
        mp_pool_map(pool,
                    &(struct mp_map){.task = fail_unless_no_result, .n = 100},
                    NULL),
        0);
    mp_pool_destroy(pool);
}
END_TEST

static int add_to_result(const void *input, void *result)
{
    *(int *)result += *(const int *)input;
    return 0;
}

START_TEST(a_result_is_at_first_what_the_caller_has_there)
{
    int in[40], out[40];
    struct mp_pool *pool = mp_pool_create(2);

    for (int i = 0; i < 40; i++) {
        in[i] = i;
        out[i] = 1000;
    }
    for (int times = 1; times <= 3; times++)
        ck_assert_int_eq(map_ints(pool, add_to_result, 40, in, out, NULL), 0);
    for (int i = 0; i < 40; i++)
        ck_assert_int_eq(out[i], 1000 + 3 * i);
    mp_pool_destroy(pool);
}
END_TEST

START_TEST(tasks_run_in_workers_and_workers_stay)
{
    enum { WORKERS = 3, N = 60 };
    struct mp_pool *pool = mp_pool_create(WORKERS);
    pid_t by[N], before[WORKERS];

    ck_assert_int_eq(mp_pool_workers(pool), WORKERS);
    ck_assert_int_eq(mp_pool_pid(pool, -1), 0);
    ck_assert_int_eq(mp_pool_pid(pool, WORKERS), 0);
    for (int i = 0; i < WORKERS; i++) {
        before[i] = mp_pool_pid(pool, i);
        ck_assert_int_gt(before[i], 0);
        ck_assert_int_ne(before[i], getpid());
    }
    for (int maps = 0; maps < 50; maps++) {
        ck_assert_int_eq(mp_pool_map(pool,
                                     &(struct mp_map){.task = tell_pid,
                                                      .n = N,
                                                      .results = by,
                                                      .result_size = sizeof *by,
                                                      .chunk = 1},
                                     NULL),
                         0);
        for (int i = 0; i < N; i++) {
            bool ours = false;
            for (int w = 0; w < WORKERS; w++)
                ours = ours || by[i] == before[w];
            ck_assert_msg(ours, "item %d ran in %d", i, (int)by[i]);
        }
    }
    for (int i = 0; i < WORKERS; i++)
        ck_assert_int_eq(mp_pool_pid(pool, i), before[i]);
    mp_pool_destroy(pool);
}
END_TEST

static int print_line(const void *input, void *result)
{
    (void)result;
    printf("line %03zu\n", *(const size_t *)input);
    return 0;
}

/* In a child whose stdout is a file, so that it is buffered. */
static int print_by_pool(void)
{
    char line[32];
    struct mp_pool *pool;
    FILE *file = tmpfile();
    int seen = 0;

    if (!file || dup2(fileno(file), STDOUT_FILENO) < 0)
        return 1;
    printf("before\n");
    pool = mp_pool_create(3);
    if (mp_pool_map(pool, &(struct mp_map){.task = print_line, .n = 200}, NULL))
        return 2;
    rewind(file);
    for (; fgets(line, sizeof line, file); seen++)
        if (strlen(line) != (strcmp(line, "before\n") == 0 ? 7 : 9))
            return 3;
    mp_pool_destroy(pool);
    return seen == 201 ? 0 : 4;
}

START_TEST(what_tasks_print_is_there_once_when_map_returns)
{
    ck_assert_int_eq(in_child(print_by_pool), 0);
}
END_TEST

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

static void mmaps_fail(void)
{
    fail_at(FAULT_MMAP, 1, ENOMEM);
}

START_TEST(without_memory_create_fails_and_with_little_it_makes_do)
{
    int in[2] = {3, 4}, out[2];

    before_each(FAULT_MMAP, mmaps_fail);
    errno = 0;
    ck_assert_ptr_null(mp_pool_create(2));
    ck_assert_int_eq(errno, ENOMEM);
    before_each(FAULT_MMAP, NULL);
    for (int k = 1; k <= 2; k++) {
        struct mp_pool *pool;

        fail_at(FAULT_MMAP, k, ENOMEM);
        pool = mp_pool_create(2);
        fail_at(FAULT_MMAP, 0, 0);
        ck_assert_ptr_nonnull(pool);
        ck_assert_int_eq(map_ints(pool, square, 2, in, out, NULL), 0);
        ck_assert_int_eq(out[1], 16);
        mp_pool_destroy(pool);
    }
}
END_TEST

START_TEST(a_pool_needs_no_descriptor)
{
    int in[3] = {1, 2, 3}, out[3];
    struct mp_pool *pool;

    forbid_descriptors();
    pool = mp_pool_create(2);
    ck_assert_ptr_nonnull(pool);
    ck_assert_int_eq(map_ints(pool, square, 3, in, out, NULL), 0);
    ck_assert_int_eq(mp_pool_close(pool), 0);
    mp_pool_destroy(pool);
    allow_descriptors();
}
END_TEST

/* --- the end ----------------------------------------------------------------
 */

START_TEST(a_map_after_close_or_terminate_is_an_error)
{
    int in[1] = {5}, out[1] = {0};

    for (int how = 0; how < 2; how++) {
        struct mp_pool *pool = mp_pool_create(2);
        int (*end)(struct mp_pool *) =
            how == 0 ? mp_pool_close : mp_pool_terminate;

        ck_assert_int_eq(map_ints(pool, square, 1, in, out, NULL), 0);
        ck_assert_int_eq(end(pool), 0);
        ck_assert_int_eq(map_ints(pool, square, 1, in, out, NULL), EPIPE);
        ck_assert_int_eq(mp_pool_pid(pool, 0), 0);
        ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
        ck_assert_int_eq(end(pool), 0); /* twice is harmless */
        ck_assert_int_eq(mp_pool_close(pool), 0);
        ck_assert_int_eq(mp_pool_terminate(pool), 0);
        mp_pool_destroy(pool);
    }
}
END_TEST

static struct mp_pool *inherited;

static int use_inherited(void)
{
    struct mp_map map = {.task = always_fail, .n = 1};

    if (mp_pool_map(inherited, &map, NULL) != EPERM)
        return 1;
    if (mp_pool_close(inherited) != EPERM)
        return 2;
    if (mp_pool_terminate(inherited) != EPERM)
        return 3;
    mp_pool_destroy(inherited);
    return 0;
}

START_TEST(an_inherited_pool_is_refused_and_stays_whole)
{
    int in[4] = {1, 2, 3, 4}, out[4];

    inherited = mp_pool_create(2);
    ck_assert_int_eq(in_child(use_inherited), 0);
    ck_assert_int_eq(map_ints(inherited, square, 4, in, out, NULL), 0);
    ck_assert_int_eq(out[3], 16);
    mp_pool_destroy(inherited);
}
END_TEST

/* Makes a pool in the worker, whose task does the same: the result is how many
 * pools stand inside each other, and what the innermost failed with. */
struct depth {
    int pools, error;
};

static int go_deeper(const void *input, void *result)
{
    struct depth *depth = result, inner = {0};
    struct mp_pool *pool = mp_pool_create(1);

    (void)input;
    if (!pool) {
        depth->error = errno;
        return 0;
    }
    int error = mp_pool_map(pool,
                            &(struct mp_map){.task = go_deeper,
                                             .n = 1,
                                             .results = &inner,
                                             .result_size = sizeof inner},
                            NULL);
    mp_pool_destroy(pool);
    depth->pools = inner.pools + 1;
    depth->error = inner.error;
    return error;
}

START_TEST(pools_inside_pools_work_to_the_stated_depth)
{
    struct depth depth = {0};

    ck_assert_int_eq(go_deeper(NULL, &depth), 0);
    ck_assert_int_eq(depth.pools, MP_POOL_DEPTH);
    ck_assert_int_eq(depth.error, ELOOP);
}
END_TEST

/* --- all --------------------------------------------------------------------
 */

START_TEST(a_storm_of_signals_changes_no_result)
{
    enum { N = 20000 };
    static int in[N], out[N];
    struct mp_pool *pool;

    storm_begin();
    for (int times = 0; times < 20; times++) {
        pool = mp_pool_create(3);
        ck_assert_ptr_nonnull(pool);
        for (int i = 0; i < N; i++)
            in[i] = i + times;
        for (int maps = 0; maps < 5; maps++) {
            memset(out, 0, sizeof out);
            ck_assert_int_eq(map_ints(pool, square, N, in, out, NULL), 0);
            for (int i = 0; i < N; i++)
                ck_assert_int_eq(out[i], in[i] * in[i]);
        }
        mp_pool_destroy(pool);
    }
    storm_end();
}
END_TEST

/* Pages of memory that this process has, its shared ones too. */
static long resident_pages(void)
{
    long size, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fscanf(file, "%ld %ld", &size, &resident), 2);
    fclose(file);
    return resident;
}

START_TEST(memory_stays_flat)
{
    enum { N = 1000000, MAPS = 10 };
    int *in = mp_array(N, sizeof *in), *out = mp_array(N, sizeof *out);
    struct mp_pool *pool = mp_pool_create(2);
    long before, grown;

    for (int i = 0; i < N; i++)
        in[i] = out[i] = i % 1000;
    before = resident_pages();
    for (int maps = 0; maps < MAPS; maps++) {
        struct mp_map_report report;
        struct mp_map map = {.task = square,
                             .n = N,
                             .inputs = in,
                             .input_size = sizeof *in,
                             .results = out,
                             .result_size = sizeof *out,
                             .chunk = (size_t)maps % 2,
                             .in_place = maps % 4 > 1};

        ck_assert_int_eq(mp_pool_map(pool, &map, &report), 0);
    }
    grown = (resident_pages() - before) * sysconf(_SC_PAGESIZE);
    ck_assert_int_lt(grown, 1 << 20);
    mp_pool_destroy(pool);
    mp_array_free(in);
    mp_array_free(out);
}
END_TEST

START_TEST(a_pool_of_many_workers_works)
{
    enum { WORKERS = 200 };
    size_t out[WORKERS + 1];
    struct mp_pool *pool = mp_pool_create(WORKERS);

    ck_assert_ptr_nonnull(pool);
    for (size_t n = 1; n <= WORKERS + 1; n += 50) {
        memset(out, 0xff, sizeof out);
        ck_assert_int_eq(
            mp_pool_map(pool,
                        &(struct mp_map){.task = copy_index,
                                         .n = n,
                                         .results = out,
                                         .result_size = sizeof *out},
                        NULL),
            0);
        for (size_t i = 0; i < n; i++)
            ck_assert_uint_eq(out[i], i);
    }
    mp_pool_destroy(pool);
}
END_TEST

int main(void)
{
    return run_tests("pool", map_equals_the_serial_loop_for_every_chunk_size,
                     map_equals_the_serial_loop_for_a_million_items,
                     without_inputs_the_input_is_the_index,
                     without_results_the_result_is_null,
                     a_result_is_at_first_what_the_caller_has_there,
                     tasks_run_in_workers_and_workers_stay,
                     what_tasks_print_is_there_once_when_map_returns,
                     a_failing_task_is_reported_with_index_and_error,
                     a_million_failing_tasks_are_all_reported,
                     bad_sizes_and_bad_maps_are_errors,
                     fork_failing_at_the_kth_worker_leaves_none_behind,
                     without_memory_create_fails_and_with_little_it_makes_do,
                     a_pool_needs_no_descriptor,
                     a_map_after_close_or_terminate_is_an_error,
                     an_inherited_pool_is_refused_and_stays_whole,
                     pools_inside_pools_work_to_the_stated_depth,
                     a_storm_of_signals_changes_no_result, memory_stays_flat,
                     a_pool_of_many_workers_works, NULL);
}
