/* A process killed at each instruction in which it should wake another, or
 * pass on that it was woken itself: nobody who sleeps in a queue is stranded.
 *
 * Survivors sleep before the victim begins. Each must return within half a
 * second of the moment at which it could, and all items are accounted for. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "mp/clock.h"
#include "queue_scene.h"

/* shape: the outcomes in order; NULL: "a" and "p", where it is not the victim
 * alone who says when. */
static void sweep_all(const char *name, void (*point)(struct point *p),
                      struct plan plan, const char *shape)
{
    char *seen = sweep(&(struct sweep){.name = name,
                                       .point = point,
                                       .variant = &plan,
                                       .jobs = 48,
                                       .at_least = 20});

    if (shape)
        ck_assert_str_eq(sweep_shape(seen), shape);
    else
        ck_assert(sweep_count(seen, 'a') > 5 && sweep_count(seen, 'p') > 5);
    free(seen);
}

/* The items, in any order, are from..from+n-1. */
static void are_items(const long *item, size_t n, long from)
{
    unsigned long found = 0;

    for (size_t i = 0; i < n; i++)
        if (item[i] >= from && item[i] < from + (long)n)
            found |= 1UL << (item[i] - from);
    must(found == (1UL << n) - 1, "%zu items from %ld: %ld, %ld, ...", n, from,
         item[0], item[1]);
}

/* --- the waker dies ------------------------------------------------------- */

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
    p->outcome = has_committed(s) ? 'p' : 'a';
    if (p->outcome == 'a') {
        since = mp_clock_now();
        victim_puts(s);
    }
    for (int i = 0; i < plan->sleepers; i++) {
        join_other(p, s, i, since);
        item[i] = s->other[i].item;
    }
    are_items(item, plan->batch, 1);
    must(drain(s, item, EAGAIN) == 0, "more than was put");
    works_on(s);
}

START_TEST(a_putter_killed_strands_no_sleeping_getter)
{
    sweep_all(
        "put to a sleeper", putter_killed,
        (struct plan){
            .capacity = 4, .batch = 1, .sleepers = 1, .call = victim_puts},
        "ap");
}
END_TEST

START_TEST(a_putter_of_two_killed_strands_neither_getter)
{
    sweep_all(
        "put 2 to 2 sleepers", putter_killed,
        (struct plan){
            .capacity = 4, .batch = 2, .sleepers = 2, .call = victim_puts},
        "ap");
}
END_TEST

START_TEST(one_to_one_a_putter_killed_strands_no_getter)
{
    sweep_all("one-to-one put to a sleeper", putter_killed,
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
    p->outcome = has_committed(s) ? 'g' : 'h';
    if (p->outcome == 'h') {
        since = mp_clock_now();
        victim_gets(s);
    }
    for (int i = 0; i < plan->sleepers; i++)
        join_other(p, s, i, since);
    must(drain(s, item, EAGAIN) == plan->capacity, "not full");
    size_t old = plan->held - plan->batch;
    for (size_t i = 0; i < old; i++)
        must(item[i] == (long)(plan->batch + i + 1), "item %ld", item[i]);
    are_items(item + old, (size_t)plan->sleepers, 1001);
    works_on(s);
}

START_TEST(a_getter_killed_strands_no_sleeping_putter)
{
    sweep_all("get from a sleeper", getter_killed,
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
    sweep_all("get 2 from 2 sleepers", getter_killed,
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
    sweep_all("one-to-one get from a sleeper", getter_killed,
              (struct plan){.flags = MP_QUEUE_ONE_TO_ONE,
                            .capacity = 3,
                            .held = 3,
                            .batch = 1,
                            .sleepers = 1,
                            .call = victim_gets},
              "hg");
}
END_TEST

/* --- the one who was woken dies ------------------------------------------- */

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
    size_t left = drain(s, item, EAGAIN);
    if (s->plan.sleepers)
        item[left] = s->other[0].item; /* one of them, whichever */
    must(left <= expected && left + 1 >= expected, "%zu left", left);
    if (left == expected)
        are_items(item, 2, 1);
    else if (p->killed.ended)
        must(item[0] + s->item[0] == 3, "it has %ld, others %ld", s->item[0],
             item[0]);
    else
        must(item[0] == 1 || item[0] == 2, "item %ld", item[0]);
    works_on(s);
    p->outcome = left == expected ? 'h' : 'g';
}

START_TEST(a_woken_getter_killed_strands_no_other_getter)
{
    sweep_all(
        "woken in get, another sleeps", woken_getter_killed,
        (struct plan){
            .capacity = 4, .batch = 1, .sleepers = 1, .call = victim_gets},
        "hg");
}
END_TEST

START_TEST(one_to_one_a_woken_getter_killed_loses_its_item_at_most)
{
    sweep_all("one-to-one woken in get", woken_getter_killed,
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
    n += drain(s, item + n, EAGAIN);
    for (size_t i = 0; i < n; i++)
        if (item[i] != 1001)
            must(item[i] == (long)(s->plan.held + ++own), "item %ld", item[i]);
    must(n == own + 1, "the survivor's item: %zu of %zu", own, n);
    must(own == 0 || own == s->plan.batch, "%zu of %zu", own, s->plan.batch);
    works_on(s);
    p->outcome = own ? 'p' : 'a';
}

START_TEST(a_woken_putter_killed_strands_no_other_putter)
{
    sweep_all("woken in put, another sleeps", woken_putter_killed,
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
    sweep_all("woken in put 2, another sleeps", woken_putter_killed,
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
    must(drain(s, item, EAGAIN) == 1 && item[0] == 1001, "%ld", item[0]);
    works_on(s);
}

START_TEST(a_putter_killed_when_its_time_is_over_strands_no_other)
{
    sweep_all("put times out, another sleeps", timed_putter_killed,
              (struct plan){.capacity = 1,
                            .held = 1,
                            .batch = 1,
                            .sleepers = 1,
                            .call = victim_puts,
                            .timeout = MP_MS(100)},
              "a");
}
END_TEST

/* --- the closer dies ------------------------------------------------------ */

/* o: open, c: closed. */
static void closer_killed(struct point *p, struct scene *s, int end)
{
    struct killer k = {.call = victim_closes, .arg = s};
    long item[SCENE_MAX], x = 1;

    point_kill(p, &k);
    /* Fails for one reason or the other, and wakes nobody. */
    int error = s->plan.held ? mp_queue_put_timed(s->q, &x, sizeof x, 0)
                             : mp_queue_get_timed(s->q, &x, sizeof x, 0);
    must(error == EAGAIN || error == end, "a try: %s", strerror(error));
    p->outcome = error == end ? 'c' : 'o';
    int64_t since = p->killed.time;
    if (p->outcome == 'o') {
        since = mp_clock_now();
        victim_closes(s);
    }
    for (int i = 0; i < s->plan.sleepers; i++) {
        join_other(p, s, i, since);
        must(s->other[i].error == end, "sleeper %d: %s", i,
             strerror(s->other[i].error));
    }
    must(drain(s, item, ENODATA) == s->plan.held, "items at the end");
}

static void closer_of_getters_killed(struct point *p)
{
    struct scene *s = scene_make(p->variant);

    others_get(s);
    closer_killed(p, s, ENODATA);
}

START_TEST(a_closer_killed_strands_no_getter)
{
    sweep_all("close, 2 sleep in get", closer_of_getters_killed,
              (struct plan){.capacity = 2, .sleepers = 2}, "oc");
}
END_TEST

static void closer_of_putters_killed(struct point *p)
{
    struct scene *s = scene_make(p->variant);

    others_put(s);
    closer_killed(p, s, EPIPE);
}

START_TEST(a_closer_killed_strands_no_putter)
{
    sweep_all("close, 2 sleep in put", closer_of_putters_killed,
              (struct plan){.capacity = 2, .held = 2, .sleepers = 2}, "oc");
}
END_TEST

/* Both kinds at once: a putter that is woken but stopped, and a getter that
 * sleeps because of it. Either the item passes between them, or both are told
 * of the end. */
static void closer_of_both_killed(struct point *p)
{
    struct scene *s = scene_make(p->variant);
    struct killer k = {.call = victim_closes, .arg = s};
    struct survivor *putter = &s->other[0], *getter = &s->other[1];
    long x;

    others_put(s);
    kill(putter->pid, SIGSTOP);
    must(mp_queue_get(s->q, &x, sizeof x) == 0 && x == 1, "get");
    another_gets(s);
    point_kill(p, &k);
    int64_t since = mp_clock_now();
    kill(putter->pid, SIGCONT);
    join_other(p, s, 0, since);
    join_other(p, s, 1, since);
    p->outcome = putter->error == EPIPE ? 'c' : 'o';
    if (p->outcome == 'c')
        must(getter->error == ENODATA, "getter: %s", strerror(getter->error));
    else
        must(putter->error == 0 && getter->error == 0 && getter->item == 1001,
             "the item did not pass: %s", strerror(getter->error));
    must(mp_queue_size(s->q) == 0, "size");
}

START_TEST(a_closer_killed_strands_neither_kind)
{
    sweep_all("close, both kinds sleep", closer_of_both_killed,
              (struct plan){.capacity = 1, .held = 1, .sleepers = 1}, "oc");
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "kill_sleeper", argv, a_putter_killed_strands_no_sleeping_getter,
        a_putter_of_two_killed_strands_neither_getter,
        one_to_one_a_putter_killed_strands_no_getter,
        a_getter_killed_strands_no_sleeping_putter,
        a_getter_of_two_killed_strands_neither_putter,
        one_to_one_a_getter_killed_strands_no_putter,
        a_woken_getter_killed_strands_no_other_getter,
        one_to_one_a_woken_getter_killed_loses_its_item_at_most,
        a_woken_putter_killed_strands_no_other_putter,
        a_woken_putter_of_a_batch_killed_strands_no_other_putter,
        a_putter_killed_when_its_time_is_over_strands_no_other,
        a_closer_killed_strands_no_getter, a_closer_killed_strands_no_putter,
        a_closer_killed_strands_neither_kind, NULL);
}
