/* A pool's worker killed at each instruction of a map, from its wake to its
 * sleep, through claim, run, publish, failure, steal and leave: at most the
 * item that it had begun is lost, each other one is run once and right. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/pool.h"
#include "mp/process.h"
#include "mp/shared.h"
#include "sweep.h"

enum { N_MAX = 12 };

struct plan {
    size_t n, chunk;
    bool fail; /* the odd items do */
};

/* Shared by the point, which hunts, the pool's owner, and the workers. */
struct scene {
    const struct plan *plan;
    atomic_uint go;   /* the owner is to map */
    atomic_int ready; /* it has a pool; its workers are */
    pid_t worker[2];  /* these; the first is the victim */
    atomic_int runs[N_MAX];
    int result[N_MAX];
    int error, again; /* what its maps returned */
    struct mp_map_report report;
    struct mp_map_error lost[N_MAX]; /* the report's, in shared memory */
};

static struct scene *scene;

static int square(const void *input, void *result)
{
    size_t i = *(const size_t *)input;

    atomic_fetch_add(&scene->runs[i], 1);
    *(int *)result = (int)(i * i);
    return scene->plan->fail && i % 2 == 1 ? 7 : 0;
}

static int map_squares(struct mp_pool *pool, struct mp_map_report *report)
{
    return mp_pool_map(pool,
                       &(struct mp_map){.task = square,
                                        .n = scene->plan->n,
                                        .results = scene->result,
                                        .result_size = sizeof(int),
                                        .chunk = scene->plan->chunk},
                       report);
}

/* The owner: a process of its own, since the hunter's waits would take from
 * the pool what they are both told. */
static int own_pool(void *unused)
{
    struct mp_pool *pool = mp_pool_create(2);
    struct mp_map_report *report = &scene->report;

    (void)unused;
    for (int i = 0; i < 2; i++)
        scene->worker[i] = mp_pool_pid(pool, i);
    scene->ready = 1;
    while (scene->go == 0)
        mp_futex_wait(&scene->go, 0, MP_FOREVER);
    scene->error = map_squares(pool, report);
    if (report->failed > N_MAX)
        return 1;
    memcpy(scene->lost, report->errors,
           report->failed * sizeof *report->errors);
    free(report->errors);
    scene->ready = 2;
    while (scene->go == 1)
        mp_futex_wait(&scene->go, 1, MP_FOREVER);
    scene->again = map_squares(pool, report);
    free(report->errors);
    mp_pool_destroy(pool);
    return report->failed == (scene->plan->fail ? scene->plan->n / 2 : 0) ? 0
                                                                          : 2;
}

static void tell_owner(unsigned go)
{
    scene->go = go;
    mp_futex_wake(&scene->go, 1);
}

static void await_owner(int state)
{
    while (scene->ready != state)
        mp_futex_wait(&scene->go, scene->go, MP_US(200));
}

/* The victim sleeps: the first time it waits for the map. */
static bool begin_map(void *arg, int n)
{
    (void)arg;
    if (n > 0)
        return false;
    tell_owner(1);
    return true;
}

/* Item by item: right and run once, or in the report. l: one was lost. */
static char check_items(void)
{
    const struct plan *plan = scene->plan;
    size_t e = 0;
    char outcome = '.';

    for (size_t i = 0; i < plan->n; i++) {
        const struct mp_map_error *entry = &scene->lost[e];
        bool fails = plan->fail && i % 2 == 1, in_report;

        in_report = e < scene->report.failed && entry->index == i;
        must(scene->runs[i] == 1 || (scene->runs[i] == 0 && in_report),
             "item %zu was run %d times", i, (int)scene->runs[i]);
        if (!in_report) {
            must(!fails, "item %zu failed, which is not reported", i);
            must(scene->result[i] == (int)(i * i), "item %zu is %d", i,
                 scene->result[i]);
            continue;
        }
        e++;
        must(scene->result[i] == -1, "a failed item has a result");
        if (entry->error) {
            must(fails && entry->error == 7, "item %zu: %d", i, entry->error);
            continue;
        }
        must(outcome == '.', "two items lost");
        must(entry->pid == scene->worker[0], "lost by %d", (int)entry->pid);
        must(entry->signal == SIGKILL || entry->status == MP_UNKNOWN,
             "signal %d, status %d", entry->signal, entry->status);
        outcome = 'l';
    }
    must(e == scene->report.failed, "an item is reported twice");
    return outcome;
}

static void killed_in_map(struct point *p)
{
    struct killer k = {.from_sleep = true, .asleep = begin_map};
    pid_t owner;
    int error;

    scene = mp_value(sizeof *scene);
    scene->plan = p->variant;
    memset(scene->result, -1, sizeof scene->result);
    owner = point_start(own_pool, NULL);
    await_owner(1);
    /* The other worker is stopped until the victim is dead: so the victim
     * does its own half, steals the other, and always in the same order. */
    killer_await_sleep(scene->worker[0]);
    killer_await_sleep(scene->worker[1]);
    kill(scene->worker[1], SIGSTOP);
    k.pid = scene->worker[0];
    point_kill(p, &k);
    kill(scene->worker[1], SIGCONT);
    tell_owner(1); /* where the victim was killed in its sleep */
    await_owner(2);
    p->outcome = check_items();
    error = scene->report.failed ? ECANCELED : 0;
    must(scene->error == error, "map: %s", strerror(scene->error));
    memset(scene->runs, 0, sizeof scene->runs);
    tell_owner(2);
    must(point_join(owner) == 0, "the next map failed items");
    must(scene->again == (scene->plan->fail ? ECANCELED : 0), "then: %s",
         strerror(scene->again));
}

static void sweep_map(const char *name, struct plan plan)
{
    char *seen = sweep(&(struct sweep){.name = name,
                                       .point = killed_in_map,
                                       .variant = &plan,
                                       .jobs = 4,
                                       .at_least = 200});

    ck_assert_int_gt(sweep_count(seen, 'l'), 0);
    ck_assert_int_gt(sweep_count(seen, '.'), 0);
    ck_assert_int_eq(seen[0], '.');
    ck_assert_int_eq(seen[strlen(seen) - 1], '.');
    free(seen);
}

START_TEST(a_killed_worker_loses_at_most_the_item_it_had_begun)
{
    sweep_map("map, chunks of 2", (struct plan){.n = 12, .chunk = 2});
}
END_TEST

START_TEST(a_worker_killed_at_a_failure_reports_it_or_loses_the_item)
{
    sweep_map("map, failing", (struct plan){.n = 6, .chunk = 3, .fail = true});
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "kill pool", argv, a_killed_worker_loses_at_most_the_item_it_had_begun,
        a_worker_killed_at_a_failure_reports_it_or_loses_the_item, NULL);
}
