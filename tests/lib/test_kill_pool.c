/* A pool's worker killed at each instruction of its part in a map: from its
 * wake, through claim, task, publishing and stealing, until it sleeps again.
 * The map returns, names the worker and at most one item, and everything else
 * is right.
 *
 * The pool belongs to a process of its own, the owner; the tester steps one of
 * its workers. Where the order of things matters, the other worker's first item
 * waits until the victim is dead. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/pool.h"
#include "mp/shared.h"
#include "sweep.h"

#define ITEMS     8
#define AS_BEFORE (-1L)

struct plan {
    int workers; /* 1, or 2: then the other holds an item until the end */
    size_t n, chunk;
    bool in_place, fails; /* fails: each task returns an error */
    bool ends;            /* the pool is closed instead of a map */
};

/* Shared by tester, owner and workers. */
static struct shop {
    struct plan plan;
    atomic_uint ready, go, released; /* words to wait for, 0 or 1 */
    pid_t victim, other;
    atomic_int runs[ITEMS];
    atomic_uint other_has_begun;
    long inputs[ITEMS];
    int returned; /* by the map */
    int64_t time; /* when it returned */
    size_t failed;
    int deaths;
    struct mp_map_error errors[ITEMS];
} * shop;

static void wait_for(atomic_uint *word)
{
    while (!atomic_load(word))
        mp_futex_wait(word, 0, MP_FOREVER);
}

static void set(atomic_uint *word)
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
        set(&shop->other_has_begun);
        wait_for(&shop->released);
    }
    if (shop->plan.fails)
        return 70 + (int)i;
    *(long *)result = x * x;
    return 0;
}

/* --- the owner ------------------------------------------------------------ */

enum { OWNER_DONE, NO_POOL, WRONG_RESULT, SECOND_MAP, WORKERS, LEFT_BEHIND };

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
    const struct plan *plan = &shop->plan;
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

static int own(void *arg)
{
    long *results = mp_array(ITEMS, sizeof *results);
    struct mp_pool *pool = mp_pool_create(shop->plan.workers);
    int bad = OWNER_DONE;

    (void)arg;
    if (!pool || !results)
        return NO_POOL;
    shop->victim = mp_pool_pid(pool, 0);
    shop->other = mp_pool_pid(pool, 1);
    set(&shop->ready);
    wait_for(&shop->go);
    if (!shop->plan.ends) {
        bad = map_once(pool, results);
        wait_for(&shop->released);
        if (!bad)
            bad = map_again(pool, results);
    }
    mp_pool_destroy(pool);
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
        return LEFT_BEHIND;
    return bad;
}

/* --- the tester ----------------------------------------------------------- */

/* The victim sleeps. First there is nothing to do: the map begins, and what the
 * other worker is to have, it has. Then the map has not come to it yet, or all
 * is done. */
static bool map_begins(void *arg, int n)
{
    int begun = 0;

    (void)arg;
    for (size_t i = 0; i < ITEMS; i++)
        begun += shop->runs[i];
    if (n > 0)
        return shop->plan.ends || begun < (int)shop->plan.n;
    set(&shop->go);
    if (shop->plan.workers > 1 && !shop->plan.ends)
        wait_for(&shop->other_has_begun);
    return true;
}

static void open_shop(const struct plan *plan)
{
    shop = mp_value(sizeof *shop);
    must(shop, "no memory");
    shop->plan = *plan;
    for (size_t i = 0; i < ITEMS; i++)
        shop->inputs[i] = 10 + (long)i;
}

/* At most one item is lost, the victim's; every other was run once. The letter:
 * nothing lost (.), an item that it had begun and not run (b), or run (l). */
static char judge(const struct plan *plan)
{
    const struct mp_map_error *lost = NULL;

    must(shop->returned == (shop->failed ? ECANCELED : 0), "map: %s",
         strerror(shop->returned));
    must(shop->deaths <= 1, "%d deaths", shop->deaths);
    must(shop->failed <= (plan->fails ? plan->n : 1), "%zu failed",
         shop->failed);
    for (size_t e = 0; e < shop->failed; e++) {
        const struct mp_map_error *error = &shop->errors[e];
        must(error->index < plan->n, "item %zu", error->index);
        must(e == 0 || error[-1].index < error->index, "not by index");
        if (error->error) {
            must(error->error == 70 + (int)error->index, "%d", error->error);
            continue;
        }
        must(!lost, "items %zu and %zu", lost->index, error->index);
        lost = error;
        must(lost->pid == shop->victim && lost->signal == SIGKILL &&
                 lost->status == 0,
             "pid %d, signal %d, status %d", (int)lost->pid, lost->signal,
             lost->status);
    }
    must(!plan->fails || shop->failed == plan->n, "%zu failed", shop->failed);
    for (size_t i = 0; i < plan->n; i++)
        must(shop->runs[i] == 1 ||
                 (shop->runs[i] == 0 && lost && lost->index == i),
             "item %zu was run %d times", i, shop->runs[i]);
    return !lost ? '.' : shop->runs[lost->index] ? 'l' : 'b';
}

static void worker_killed(struct point *p)
{
    const struct plan *plan = p->variant;
    struct killer k = {.asleep = map_begins, .from_sleep = true};

    open_shop(plan);
    pid_t owner = point_start(own, NULL);
    wait_for(&shop->ready);
    killer_await_sleep(shop->victim);
    if (shop->other)
        killer_await_sleep(shop->other);
    k.pid = shop->victim;
    point_kill(p, &k);
    int64_t since = mp_clock_now();
    set(&shop->go);
    set(&shop->released);
    int code = point_join(owner);
    must(code == OWNER_DONE, "the owner: %d", code);
    p->late = shop->time - since > MP_S(2);
    p->outcome = plan->ends ? '.' : judge(plan);
}

static void sweep_map(const char *name, struct plan plan, const char *shape)
{
    char *seen = sweep(&(struct sweep){.name = name,
                                       .point = worker_killed,
                                       .variant = &plan,
                                       .jobs = 8,
                                       .at_least = plan.ends ? 20 : 100});

    ck_assert_str_eq(sweep_shape(seen), shape);
    free(seen);
}

/* With one worker each item stands alone: begun, run, finished, three times. */
START_TEST(a_worker_killed_anywhere_loses_the_item_that_it_had_begun)
{
    sweep_map("map, chunks of 1",
              (struct plan){.workers = 1, .n = 3, .chunk = 1}, ".bl.bl.bl.");
}
END_TEST

/* In a chunk the finish of one item is the beginning of the next. */
START_TEST(a_worker_killed_in_a_chunk_loses_one_item_of_it)
{
    sweep_map("map, a chunk of 3",
              (struct plan){.workers = 1, .n = 3, .chunk = 3}, ".blblbl.");
    sweep_map("map, in place",
              (struct plan){.workers = 1, .n = 3, .chunk = 3, .in_place = true},
              ".blblbl.");
}
END_TEST

/* A task's error, once it is told, stands; until then the item is lost. */
START_TEST(a_worker_killed_while_it_reports_an_error_loses_no_report)
{
    sweep_map("map, failing tasks",
              (struct plan){.workers = 1, .n = 2, .chunk = 1, .fails = true},
              ".bl.bl.");
}
END_TEST

/* Items 0 to 3 are its own, 4 is the other's, 5 to 7 it steals. */
START_TEST(a_thief_killed_anywhere_loses_the_item_that_it_had_begun)
{
    sweep_map("map, stealing", (struct plan){.workers = 2, .n = 8, .chunk = 1},
              ".bl.bl.bl.bl.bl.bl.bl.");
}
END_TEST

START_TEST(a_worker_killed_while_it_leaves_is_no_matter)
{
    sweep_map("close", (struct plan){.workers = 2, .ends = true}, ".");
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "kill_pool", argv,
        a_worker_killed_anywhere_loses_the_item_that_it_had_begun,
        a_worker_killed_in_a_chunk_loses_one_item_of_it,
        a_worker_killed_while_it_reports_an_error_loses_no_report,
        a_thief_killed_anywhere_loses_the_item_that_it_had_begun,
        a_worker_killed_while_it_leaves_is_no_matter, NULL);
}
