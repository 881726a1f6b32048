/* Pools: workers killed and stopped at random moments of map, one or two at a
 * time. (The caller killed: caller.c.) */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/pool.h"
#include "mp/shared.h"
#include "torture.h"

#define ITEMS     2000
#define AS_BEFORE (-1L)

/* What the tasks of this round's maps know. */
static struct work {
    atomic_int *runs;  /* of each item */
    int64_t longest;   /* a task takes up to so many ns */
    size_t fails_each; /* each so-manieth item fails; 0: none */
} work;

static int task(const void *input, void *result)
{
    long x = *(const long *)input;

    atomic_fetch_add_explicit(&work.runs[x], 1, memory_order_relaxed);
    if (work.longest)
        pass_time(0, work.longest);
    if (work.fails_each && (size_t)x % work.fails_each == 0)
        return 1 + (int)x;
    *(long *)result = x * x;
    return 0;
}

/* --- what a map must have done --------------------------------------------
 */

static void check_error(const struct mp_map_error *e, size_t n)
{
    int runs = work.runs[e->index];

    must(e->index < n, "item %zu", e->index);
    if (e->error) {
        must(e->error == 1 + (int)e->index && runs == 1,
             "item %zu: error %d, run %d times", e->index, e->error, runs);
        return;
    }
    must(e->signal == SIGKILL && e->pid > 0 && runs <= 1,
         "item %zu: signal %d, run %d times", e->index, e->signal, runs);
    count(LOST_ITEMS, 1);
}

/* Each item has its result, or its error and its bytes as they were. */
static void check_map(const struct mp_map *map, int returned,
                      const struct mp_map_report *report, int killed)
{
    const long *result = map->results;
    size_t lost = 0, e = 0;

    must(returned == (report->failed ? ECANCELED : 0), "map: %s",
         strerror(returned));
    must(report->deaths <= killed, "%d deaths of %d", report->deaths, killed);
    for (size_t i = 0; i < map->n; i++) {
        if (e < report->failed && report->errors[e].index == i) {
            check_error(&report->errors[e], map->n);
            lost += report->errors[e].error == 0;
            must(result[i] == AS_BEFORE || map->in_place, "item %zu: %ld", i,
                 result[i]);
            e++;
            continue;
        }
        must(result[i] == (long)(i * i) && work.runs[i] == 1,
             "item %zu: %ld, run %d times", i, result[i], work.runs[i]);
    }
    must(e == report->failed, "errors not by index");
    must((int)lost <= report->deaths, "%zu lost in %d deaths", lost,
         report->deaths);
    count(CALLS, 1);
}

/* --- maps under attack ----------------------------------------------------
 */

struct attack {
    struct mp_pool *pool;
    uint64_t seed;
    int times;       /* how often to strike */
    int64_t longest; /* ns between the strikes, at most */
    bool stops;      /* stop for a while instead of kill */
    int struck;      /* out */
};

static void *strike(void *arg)
{
    struct attack *a = arg;
    int workers = mp_pool_workers(a->pool);

    chance_seed(a->seed);
    for (int i = 0; i < a->times; i++) {
        int both = one_in(4) ? 2 : 1; /* two at once */
        pass_time(0, a->longest);
        for (int k = 0; k < both; k++, a->struck++) {
            pid_t pid = mp_pool_pid(a->pool, between(0, workers - 1));
            if (a->stops)
                hold(pid, MP_MS(between(1, 20)));
            else
                slay(pid);
        }
    }
    return NULL;
}

/* Arrays for a map of up to ITEMS, shared, so that they can be used in place.
 */
static struct mp_map make_map(void)
{
    struct mp_map map = {.task = task,
                         .n = (size_t)between(1, one_in(2) ? 20 : ITEMS),
                         .inputs = mp_array(ITEMS, sizeof(long)),
                         .input_size = sizeof(long),
                         .results = mp_array(ITEMS, sizeof(long)),
                         .result_size = sizeof(long),
                         .chunk = (size_t)between(0, 9),
                         .in_place = one_in(2)};
    static const int64_t costs[] = {0, MP_US(2), MP_US(20), MP_US(200)};

    work = (struct work){.runs = mp_array(ITEMS, sizeof(atomic_int)),
                         .longest = costs[between(0, 3)],
                         .fails_each = one_in(3) ? (size_t)between(1, 9) : 0};
    must(map.inputs && map.results && work.runs, "no memory");
    for (long i = 0; i < ITEMS; i++)
        ((long *)map.inputs)[i] = i;
    return map;
}

static void reset(const struct mp_map *map)
{
    for (size_t i = 0; i < ITEMS; i++) {
        ((long *)map->results)[i] = AS_BEFORE;
        work.runs[i] = 0;
    }
}

static void free_map(const struct mp_map *map)
{
    mp_array_free((void *)map->inputs);
    mp_array_free(map->results);
    mp_array_free(work.runs);
}

/* About what the map takes, so that the strikes fall into it. */
static int64_t duration(const struct mp_map *map)
{
    return MP_US(100) + (int64_t)map->n * work.longest / 4;
}

/* A few maps by one pool, each of them under attack, and one in peace. */
static void attacked(bool stops)
{
    struct mp_map map = make_map();
    struct attack a = {.pool = mp_pool_create(between(1, 13)), .stops = stops};
    struct mp_map_report report;
    pthread_t thread;

    must(a.pool, "create: %s", strerror(errno));
    for (int i = between(1, 3); i >= 0; i--) {
        reset(&map);
        a.seed = chance();
        a.times = i == 0 ? 0 : between(1, 4);
        a.longest = 2 * duration(&map) / (a.times + 1);
        must(pthread_create(&thread, NULL, strike, &a) == 0, "thread");
        int returned = mp_pool_map(a.pool, &map, &report);
        pthread_join(thread, NULL);
        check_map(&map, returned, &report, stops ? 0 : a.struck);
        free(report.errors);
    }
    mp_pool_destroy(a.pool);
    free_map(&map);
}

void pool_killed(void)
{
    attacked(false);
}

/* A map with a time limit over stopped workers: what is not done is said. */
static void timed(void)
{
    struct mp_map map = make_map();
    struct attack a = {
        .seed = chance(), .times = 1, .longest = duration(&map), .stops = true};
    struct mp_map_report report;
    pthread_t thread;

    work.fails_each = 0; /* before the workers are forked */
    a.pool = mp_pool_create(between(1, 13));
    must(a.pool, "create: %s", strerror(errno));
    reset(&map);
    must(pthread_create(&thread, NULL, strike, &a) == 0, "thread");
    int returned =
        mp_pool_map_timed(a.pool, &map, &report, MP_US(between(100, 20000)));
    pthread_join(thread, NULL);
    must(returned == (report.failed ? ETIMEDOUT : 0), "map: %s",
         strerror(returned));
    for (size_t i = 0, e = 0; i < map.n; i++) {
        bool failed = e < report.failed && report.errors[e].index == i;
        must(!failed || report.errors[e].error == ETIMEDOUT, "item %zu: %d", i,
             report.errors[e].error);
        e += failed;
        must(work.runs[i] <= 1, "item %zu was run %d times", i, work.runs[i]);
        must(failed || ((long *)map.results)[i] == (long)(i * i), "item %zu",
             i);
    }
    count(REFUSED, returned != 0);
    free(report.errors);
    reset(&map);
    must(mp_pool_map(a.pool, &map, NULL) == 0, "the map after it");
    mp_pool_destroy(a.pool);
    free_map(&map);
}

void pool_stopped(void)
{
    if (one_in(3))
        timed();
    else
        attacked(true);
}
