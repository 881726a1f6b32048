#include "pool_scene.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>

#include "mp/mp.h"

struct pool_scene *scene;
struct mp_pool *pool;

void set_pool_scene(int workers, int victim)
{
    scene = mp_value(sizeof *scene);
    scene->victim = victim;
    scene->signal = SIGKILL;
    pool = mp_pool_create(workers);
    ck_assert_ptr_nonnull(pool);
}

void end_pool_scene(void)
{
    mp_pool_destroy(pool);
    mp_array_free(scene);
}

void die_as_told(void)
{
    if (scene->signal == 0)
        exit(scene->status);
    signal(scene->signal, SIG_DFL);
    raise(scene->signal);
}

int square_or_die(const void *input, void *result)
{
    int i = (int)*(const size_t *)input;

    atomic_fetch_add(&scene->runs[i], 1);
    if (scene->victim == i || scene->victim == -1)
        die_as_told();
    *(int *)result = i * i;
    return 0;
}

int run_map(mp_task_fn *task, size_t n, size_t chunk,
            struct mp_map_report *report, int64_t timeout)
{
    for (int i = 0; i < N; i++) {
        scene->results[i] = -1;
        scene->runs[i] = 0;
    }
    return mp_pool_map_timed(pool,
                             &(struct mp_map){.task = task,
                                              .n = n,
                                              .results = scene->results,
                                              .result_size = sizeof(int),
                                              .chunk = chunk},
                             report, timeout);
}

void check_the_others(const struct mp_map_report *report, int n)
{
    size_t e = 0;

    for (int i = 0; i < n; i++) {
        if (e < report->failed && report->errors[e].index == (size_t)i) {
            e++;
            ck_assert_int_le(scene->runs[i], 1);
            ck_assert_int_eq(scene->results[i], -1);
        } else {
            ck_assert_int_eq(scene->runs[i], 1);
            ck_assert_int_eq(scene->results[i], i * i);
        }
    }
    ck_assert_uint_eq(e, report->failed); /* in order, and none twice */
}

void check_pool_is_whole(void)
{
    struct mp_map_report report;

    for (int i = 0; i < mp_pool_workers(pool); i++)
        ck_assert_int_eq(kill(mp_pool_pid(pool, i), 0), 0);
    scene->victim = N;
    ck_assert_int_eq(run_map(square_or_die, N, 1, &report, MP_FOREVER), 0);
    ck_assert_int_eq(report.deaths, 0);
    check_the_others(&report, N);
}
