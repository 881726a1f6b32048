/* test_pool_end.c - a pool's end, its heirs, and what holds all the time. */
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/mp.h"
#include "pool_tasks.h"

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

START_TEST(a_storm_of_signals_changes_no_result)
{
    enum { N = 20000 };
    static int in[N], out[N];
    struct mp_pool *pool;

    storm_begin();
    for (int times = 0; times < 5; times++) {
        pool = mp_pool_create(3);
        ck_assert_ptr_nonnull(pool);
        for (int i = 0; i < N; i++)
            in[i] = i + times;
        for (int maps = 0; maps < 20; maps++) {
            memset(out, 0, sizeof out);
            ck_assert_int_eq(map_ints(pool, square, N, in, out, NULL), 0);
            for (int i = 0; i < N; i++)
                if (out[i] != in[i] * in[i])
                    ck_abort_msg("%d squared is %d", in[i], out[i]);
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
    return run_tests("pool end", a_map_after_close_or_terminate_is_an_error,
                     an_inherited_pool_is_refused_and_stays_whole,
                     pools_inside_pools_work_to_the_stated_depth,
                     what_tasks_print_is_there_once_when_map_returns,
                     a_storm_of_signals_changes_no_result, memory_stays_flat,
                     a_pool_of_many_workers_works, NULL);
}
