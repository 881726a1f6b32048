/* A process that slept in a queue, killed at each instruction after its sleep,
 * in which it should pass the wake on: nobody who sleeps behind it is stranded.
 */
#include <errno.h>
#include <string.h>

#include "mp/clock.h"
#include "queue_scene.h"

/* The victim sleeps first, a survivor behind it; then two items come, and the
 * victim is woken. */
static bool two_items_come(void *arg, int n)
{
    struct scene *s = arg;

    if (n > 0)
        return false;
    others_get(s);
    for (long x = 1; x <= 2; x++)
        must(mp_queue_put_timed(s->q, &x, sizeof x, 0) == 0, "put");
    return true;
}

/* h: its item is here, g: gone with it. */
static void woken_getter_killed(struct point *p)
{
    struct scene *s = scene_make(p->variant);
    struct killer k = {.call = s->plan.call,
                       .arg = s,
                       .asleep = two_items_come,
                       .from_sleep = true};
    long item[SCENE_MAX] = {0};

    point_kill(p, &k);
    if (p->k == 0)
        two_items_come(s, 0);
    size_t expected = 2 - (size_t)s->plan.sleepers;
    for (int i = 0; i < s->plan.sleepers; i++)
        join_other(p, s, i, p->killed.time);
    size_t left = scene_drain(s, item, EAGAIN);
    if (s->plan.sleepers)
        item[left] = s->other[0].item; /* one of them, whichever */
    must(left <= expected && left + 1 >= expected, "%zu left", left);
    if (left == expected)
        scene_has_items(item, 2, 1);
    else if (p->killed.ended)
        must(item[0] + s->item[0] == 3, "it has %ld, others %ld", s->item[0],
             item[0]);
    else
        must(item[0] == 1 || item[0] == 2, "item %ld", item[0]);
    scene_works_on(s);
    p->outcome = left == expected ? 'h' : 'g';
}

START_TEST(a_woken_getter_killed_strands_no_other_getter)
{
    sweep_sleepers(
        "woken in get, another sleeps", woken_getter_killed,
        (struct plan){
            .capacity = 4, .batch = 1, .sleepers = 1, .call = victim_gets},
        "hg");
}
END_TEST

START_TEST(one_to_one_a_woken_getter_killed_loses_its_item_at_most)
{
    sweep_sleepers("one-to-one woken in get", woken_getter_killed,
                   (struct plan){.flags = MP_QUEUE_ONE_TO_ONE,
                                 .capacity = 4,
                                 .batch = 1,
                                 .call = victim_gets},
                   "hg");
}
END_TEST

/* The mirror image: the queue is full, room for two comes. A batch of two that
 * comes second waits on; the other's item is taken out of its way. */
static bool room_comes(void *arg, int n)
{
    struct scene *s = arg;
    long x;

    if (n == 0)
        others_put(s);
    for (size_t i = 0; i < (n ? 1 : s->plan.held); i++)
        if (mp_queue_get_timed(s->q, &x, sizeof x, 0) == 0 && n > 0)
            s->item[SCENE_MAX - 1] = x;
    return n < 10;
}

/* a: the victim's items are absent, p: present. */
static void woken_putter_killed(struct point *p)
{
    struct scene *s = scene_make(p->variant);
    struct killer k = {.call = s->plan.call,
                       .arg = s,
                       .asleep = room_comes,
                       .from_sleep = true};
    long item[2 * SCENE_MAX] = {0};
    size_t n = 0, own = 0;

    point_kill(p, &k);
    int64_t since = p->killed.time;
    if (p->k == 0)
        room_comes(s, 0);
    if (s->item[SCENE_MAX - 1])
        item[n++] = s->item[SCENE_MAX - 1];
    if (mp_queue_size(s->q) == s->plan.capacity) {
        since = mp_clock_now(); /* room for the survivor only from here on */
        for (size_t i = 0; i < s->plan.capacity; i++)
            must(mp_queue_get_timed(s->q, &item[n++], sizeof *item, 0) == 0,
                 "full, and nothing to get");
    }
    join_other(p, s, 0, since);
    n += scene_drain(s, item + n, EAGAIN);
    for (size_t i = 0; i < n; i++)
        if (item[i] != 1001)
            must(item[i] == (long)(s->plan.held + ++own), "item %ld", item[i]);
    must(n == own + 1, "the survivor's item: %zu of %zu", own, n);
    must(own == 0 || own == s->plan.batch, "%zu of %zu", own, s->plan.batch);
    scene_works_on(s);
    p->outcome = own ? 'p' : 'a';
}

START_TEST(a_woken_putter_killed_strands_no_other_putter)
{
    sweep_sleepers("woken in put, another sleeps", woken_putter_killed,
                   (struct plan){.capacity = 2,
                                 .held = 2,
                                 .batch = 1,
                                 .sleepers = 1,
                                 .call = victim_puts},
                   "ap");
}
END_TEST

START_TEST(a_woken_putter_of_a_batch_killed_strands_no_other_putter)
{
    sweep_sleepers("woken in put 2, another sleeps", woken_putter_killed,
                   (struct plan){.capacity = 2,
                                 .held = 2,
                                 .batch = 2,
                                 .sleepers = 1,
                                 .call = victim_puts},
                   NULL);
}
END_TEST

/* --- the one whose time is over dies -------------------------------------- */

static bool another_putter_comes(void *arg, int n)
{
    if (n == 0)
        others_put(arg);
    return true;
}

/* It may have been woken in place of the other. */
static void timed_putter_killed(struct point *p)
{
    struct scene *s = scene_make(p->variant);
    struct killer k = {.call = s->plan.call,
                       .arg = s,
                       .asleep = another_putter_comes,
                       .from_sleep = true};
    long item[SCENE_MAX];

    point_kill(p, &k);
    p->outcome = 'a';
    p->late = p->killed.missed;
    if (p->late)
        return;
    if (p->k == 0)
        another_putter_comes(s, 0);
    int64_t since = mp_clock_now();
    must(mp_queue_get_timed(s->q, item, sizeof *item, 0) == 0, "get");
    join_other(p, s, 0, since);
    must(scene_drain(s, item, EAGAIN) == 1 && item[0] == 1001, "%ld", item[0]);
    scene_works_on(s);
}

START_TEST(a_putter_killed_when_its_time_is_over_strands_no_other)
{
    sweep_sleepers("put times out, another sleeps", timed_putter_killed,
                   (struct plan){.capacity = 1,
                                 .held = 1,
                                 .batch = 1,
                                 .sleepers = 1,
                                 .call = victim_puts,
                                 .timeout = MP_MS(100)},
                   "a");
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "kill_woken", argv, a_woken_getter_killed_strands_no_other_getter,
        one_to_one_a_woken_getter_killed_loses_its_item_at_most,
        a_woken_putter_killed_strands_no_other_putter,
        a_woken_putter_of_a_batch_killed_strands_no_other_putter,
        a_putter_killed_when_its_time_is_over_strands_no_other, NULL);
}
