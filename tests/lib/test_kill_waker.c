/* A process killed at each instruction of a put or get that should wake
 * another: nobody who sleeps in the queue is stranded.
 *
 * Survivors sleep before the victim begins. Each must return within half a
 * second of the moment at which it could, and all items are accounted for. */
#include <errno.h>
#include <string.h>

#include "mp/clock.h"
#include "queue_scene.h"

/* Consumers sleep, the victim puts an item for each. a: absent, p: present. */
static void putter_killed(struct point *p)
{
    const struct plan *plan = p->variant;
    struct scene *s = scene_make(plan);
    struct killer k = {.call = plan->call, .arg = s};
    long item[SCENE_MAX] = {0};

    others_get(s);
    point_kill(p, &k);
    int64_t since = p->killed.time;
    p->outcome = scene_has_committed(s) ? 'p' : 'a';
    if (p->outcome == 'a') {
        since = mp_clock_now();
        victim_puts(s);
    }
    for (int i = 0; i < plan->sleepers; i++) {
        join_other(p, s, i, since);
        item[i] = s->other[i].item;
    }
    scene_has_items(item, plan->batch, 1);
    must(scene_drain(s, item, EAGAIN) == 0, "more than was put");
    scene_works_on(s);
}

START_TEST(a_putter_killed_strands_no_sleeping_getter)
{
    sweep_sleepers(
        "put to a sleeper", putter_killed,
        (struct plan){
            .capacity = 4, .batch = 1, .sleepers = 1, .call = victim_puts},
        "ap");
}
END_TEST

START_TEST(a_putter_of_two_killed_strands_neither_getter)
{
    sweep_sleepers(
        "put 2 to 2 sleepers", putter_killed,
        (struct plan){
            .capacity = 4, .batch = 2, .sleepers = 2, .call = victim_puts},
        "ap");
}
END_TEST

START_TEST(one_to_one_a_putter_killed_strands_no_getter)
{
    sweep_sleepers("one-to-one put to a sleeper", putter_killed,
                   (struct plan){.flags = MP_QUEUE_ONE_TO_ONE,
                                 .capacity = 4,
                                 .batch = 1,
                                 .sleepers = 1,
                                 .call = victim_puts},
                   "ap");
}
END_TEST

/* Producers sleep, the queue is full, the victim gets an item for each. */
static void getter_killed(struct point *p)
{
    const struct plan *plan = p->variant;
    struct scene *s = scene_make(plan);
    struct killer k = {.call = plan->call, .arg = s};
    long item[SCENE_MAX] = {0};

    others_put(s);
    point_kill(p, &k);
    int64_t since = p->killed.time;
    p->outcome = scene_has_committed(s) ? 'g' : 'h';
    if (p->outcome == 'h') {
        since = mp_clock_now();
        victim_gets(s);
    }
    for (int i = 0; i < plan->sleepers; i++)
        join_other(p, s, i, since);
    must(scene_drain(s, item, EAGAIN) == plan->capacity, "not full");
    size_t old = plan->held - plan->batch;
    for (size_t i = 0; i < old; i++)
        must(item[i] == (long)(plan->batch + i + 1), "item %ld", item[i]);
    scene_has_items(item + old, (size_t)plan->sleepers, 1001);
    scene_works_on(s);
}

START_TEST(a_getter_killed_strands_no_sleeping_putter)
{
    sweep_sleepers("get from a sleeper", getter_killed,
                   (struct plan){.capacity = 3,
                                 .held = 3,
                                 .batch = 1,
                                 .sleepers = 1,
                                 .call = victim_gets},
                   "hg");
}
END_TEST

START_TEST(a_getter_of_two_killed_strands_neither_putter)
{
    sweep_sleepers("get 2 from 2 sleepers", getter_killed,
                   (struct plan){.capacity = 3,
                                 .held = 3,
                                 .batch = 2,
                                 .sleepers = 2,
                                 .call = victim_gets},
                   "hg");
}
END_TEST

START_TEST(one_to_one_a_getter_killed_strands_no_putter)
{
    sweep_sleepers("one-to-one get from a sleeper", getter_killed,
                   (struct plan){.flags = MP_QUEUE_ONE_TO_ONE,
                                 .capacity = 3,
                                 .held = 3,
                                 .batch = 1,
                                 .sleepers = 1,
                                 .call = victim_gets},
                   "hg");
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main("kill_waker", argv,
                       a_putter_killed_strands_no_sleeping_getter,
                       a_putter_of_two_killed_strands_neither_getter,
                       one_to_one_a_putter_killed_strands_no_getter,
                       a_getter_killed_strands_no_sleeping_putter,
                       a_getter_of_two_killed_strands_neither_putter,
                       one_to_one_a_getter_killed_strands_no_putter, NULL);
}
