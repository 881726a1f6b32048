/* A pool's worker killed at each instruction of its part in a map: from its
 * wake, through claim, task, publishing and stealing, until it sleeps again.
 * The map returns, names the worker and at most one item, and everything else
 * is right. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "mp/clock.h"
#include "shop_scene.h"

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
    shop_set(&shop->go);
    if (shop->plan.workers > 1 && !shop->plan.ends)
        shop_wait(&shop->other_has_begun);
    return true;
}

/* At most one item is lost, the victim's; every other was run once. The letter:
 * nothing lost (.), an item that it had begun and not run (b), or run (l). */
static char judge(const struct shop_plan *plan)
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
    const struct shop_plan *plan = p->variant;
    struct killer k = {.asleep = map_begins, .from_sleep = true};

    shop_open(plan);
    pid_t owner = point_start(shop_own, NULL);
    shop_wait(&shop->ready);
    killer_await_sleep(shop->victim);
    if (shop->other)
        killer_await_sleep(shop->other);
    k.pid = shop->victim;
    point_kill(p, &k);
    int64_t since = mp_clock_now();
    shop_set(&shop->go);
    shop_set(&shop->released);
    int code = point_join(owner);
    must(code == OWNER_DONE, "the owner: %d", code);
    p->late = shop->time - since > MP_S(2);
    p->outcome = plan->ends ? '.' : judge(plan);
}

static void sweep_map(const char *name, struct shop_plan plan,
                      const char *shape)
{
    char *seen = sweep(&(struct sweep){.name = name,
                                       .point = worker_killed,
                                       .variant = &plan,
                                       .jobs = 8,
                                       .sample = 20,
                                       .at_least = plan.ends ? 20 : 100});

    ck_assert_str_eq(sweep_shape(seen), shape);
    free(seen);
}

/* With one worker each item stands alone: begun, run, finished, three times. */
START_TEST(a_worker_killed_anywhere_loses_the_item_that_it_had_begun)
{
    sweep_map("map, chunks of 1",
              (struct shop_plan){.workers = 1, .n = 3, .chunk = 1},
              ".bl.bl.bl.");
}
END_TEST

/* In a chunk the finish of one item is the beginning of the next. */
START_TEST(a_worker_killed_in_a_chunk_loses_one_item_of_it)
{
    sweep_map("map, a chunk of 3",
              (struct shop_plan){.workers = 1, .n = 3, .chunk = 3}, ".blblbl.");
    sweep_map(
        "map, in place",
        (struct shop_plan){.workers = 1, .n = 3, .chunk = 3, .in_place = true},
        ".blblbl.");
}
END_TEST

/* A task's error, once it is told, stands; until then the item is lost. */
START_TEST(a_worker_killed_while_it_reports_an_error_loses_no_report)
{
    sweep_map(
        "map, failing tasks",
        (struct shop_plan){.workers = 1, .n = 2, .chunk = 1, .fails = true},
        ".bl.bl.");
}
END_TEST

/* Items 0 to 3 are its own, 4 is the other's, 5 to 7 it steals. */
START_TEST(a_thief_killed_anywhere_loses_the_item_that_it_had_begun)
{
    sweep_map("map, stealing",
              (struct shop_plan){.workers = 2, .n = 8, .chunk = 1},
              ".bl.bl.bl.bl.bl.bl.bl.");
}
END_TEST

START_TEST(a_worker_killed_while_it_leaves_is_no_matter)
{
    sweep_map("close", (struct shop_plan){.workers = 2, .ends = true}, ".");
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
