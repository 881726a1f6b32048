#include "shop_scene.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/shared.h"

#define AS_BEFORE (-1L)

struct shop *shop;

void shop_open(const struct shop_plan *plan)
{
    shop = mp_value(sizeof *shop);
    must(shop, "no memory");
    shop->plan = *plan;
    for (size_t i = 0; i < ITEMS; i++)
        shop->inputs[i] = 10 + (long)i;
}

void shop_wait(atomic_uint *word)
{
    while (!atomic_load(word))
        mp_futex_wait(word, 0, MP_FOREVER);
}

void shop_set(atomic_uint *word)
{
    atomic_store(word, 1);
    mp_futex_wake(word, INT_MAX);
}

static int square(const void *input, void *result)
{
    long x = *(const long *)input;
    size_t i = (size_t)(x - 10);

    shop->runs[i]++;
    if (shop->plan.workers > 1 && getpid() != shop->victim) {
        shop_set(&shop->other_has_begun);
        shop_wait(&shop->released);
    }
    if (shop->plan.fails)
        return 70 + (int)i;
    *(long *)result = x * x;
    return 0;
}

/* --- the owner ------------------------------------------------------------ */

/* All that has no error has its result; what has one is as it was before. */
static bool results_are_right(const long *results,
                              const struct mp_map_report *report, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool failed = false;

        for (size_t e = 0; e < report->failed; e++)
            failed = failed || report->errors[e].index == i;
        long square = shop->inputs[i] * shop->inputs[i];
        if (results[i] != (failed ? AS_BEFORE : square) &&
            !(failed && shop->plan.in_place && results[i] == square))
            return false;
    }
    return true;
}

static int map_once(struct mp_pool *pool, long *results)
{
    const struct shop_plan *plan = &shop->plan;
    struct mp_map_report report;

    for (size_t i = 0; i < plan->n; i++)
        results[i] = AS_BEFORE;
    shop->returned = mp_pool_map(pool,
                                 &(struct mp_map){.task = square,
                                                  .n = plan->n,
                                                  .inputs = shop->inputs,
                                                  .input_size = sizeof(long),
                                                  .results = results,
                                                  .result_size = sizeof(long),
                                                  .chunk = plan->chunk,
                                                  .in_place = plan->in_place},
                                 &report);
    shop->time = mp_clock_now();
    shop->failed = report.failed;
    shop->deaths = report.deaths;
    if (report.failed > 0)
        memcpy(shop->errors, report.errors,
               report.failed * sizeof *report.errors);
    bool right = results_are_right(results, &report, plan->n);
    free(report.errors);
    return right ? OWNER_DONE : WRONG_RESULT;
}

static int second(const void *input, void *result)
{
    *(long *)result = 2 * *(const long *)input;
    return 0;
}

/* The pool works on, with as many workers. */
static int map_again(struct mp_pool *pool, long *results)
{
    struct mp_map map = {.task = second,
                         .n = ITEMS,
                         .inputs = shop->inputs,
                         .input_size = sizeof(long),
                         .results = results,
                         .result_size = sizeof(long),
                         .chunk = 1};

    if (mp_pool_map(pool, &map, NULL) != 0)
        return SECOND_MAP;
    for (size_t i = 0; i < ITEMS; i++)
        if (results[i] != 2 * shop->inputs[i])
            return SECOND_MAP;
    for (int i = 0; i < shop->plan.workers; i++) {
        pid_t pid = mp_pool_pid(pool, i);
        if (pid == 0 || pid == shop->victim || kill(pid, 0) != 0)
            return WORKERS;
    }
    return OWNER_DONE;
}

int shop_own(void *arg)
{
    long *results = mp_array(ITEMS, sizeof *results);
    struct mp_pool *pool = mp_pool_create(shop->plan.workers);
    int bad = OWNER_DONE;

    (void)arg;
    if (!pool || !results)
        return NO_POOL;
    shop->victim = mp_pool_pid(pool, 0);
    shop->other = mp_pool_pid(pool, 1);
    shop_set(&shop->ready);
    shop_wait(&shop->go);
    if (!shop->plan.ends) {
        bad = map_once(pool, results);
        shop_wait(&shop->released);
        if (!bad)
            bad = map_again(pool, results);
    }
    mp_pool_destroy(pool);
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
        return LEFT_BEHIND;
    return bad;
}
