/* test_pool.c - a map gives what the loop that it stands for gives. */
#include "common.h"

#include <stdlib.h>
#include <string.h>
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

int main(void)
{
    return run_tests("pool", map_equals_the_serial_loop_for_every_chunk_size,
                     map_equals_the_serial_loop_for_a_million_items,
                     without_inputs_the_input_is_the_index,
                     without_results_the_result_is_null,
                     a_result_is_at_first_what_the_caller_has_there,
                     tasks_run_in_workers_and_workers_stay, NULL);
}
