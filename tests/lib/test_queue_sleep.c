/* test_queue_sleep.c - who sleeps in a queue is woken, whoever is killed, and
 * costs little. (Killed at each instruction: test_kill_sleeper.c.) Also run
 * with endless slices, as test_queue_crowd.c is.
 */
#include "common.h"

#include <errno.h>
#include <sys/resource.h>

#include "few_scene.h"
#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/ring.h"
#include "mp/shared.h"

/* --- woken ---------------------------------------------------------------- */

START_TEST(a_put_wakes_a_sleeping_getter_and_a_get_a_putter)
{
    for (int flags = 0; flags <= MP_QUEUE_ONE_TO_ONE; flags++) {
        long x = 0;
        new_scene(1, flags);
        struct mp_process getter = start_asleep(get_one, &index_of[0]);
        ck_assert_int_eq(try_put(5), 0);
        ends(&getter);
        ck_assert_int_eq(s->item[0], 5);
        ck_assert_int_eq(try_put(6), 0);
        s->item[1] = 7;
        struct mp_process putter = start_asleep(put_one, &index_of[1]);
        ck_assert_int_eq(try_get(&x), 0);
        ck_assert_int_eq(x, 6);
        ends(&putter);
        ck_assert_int_eq(try_get(&x), 0);
        ck_assert_int_eq(x, 7);
        end_scene();
    }
}
END_TEST

START_TEST(one_batch_wakes_as_many_as_it_has_items_for)
{
    struct mp_process p[CHILDREN];
    long items[CHILDREN] = {1, 2, 3}, sum = 0;

    new_scene(CHILDREN, 0);
    for (int i = 0; i < CHILDREN; i++)
        p[i] = start_asleep(get_one, &index_of[i]);
    ck_assert_int_eq(mp_queue_put_many(s->q, items, CHILDREN, sizeof *items, 0),
                     0);
    for (int i = 0; i < CHILDREN; i++) {
        ends(&p[i]);
        sum += s->item[i];
    }
    ck_assert_int_eq(sum, 6);
    end_scene();
}
END_TEST

static int put_three(void *unused)
{
    (void)unused;
    return mp_queue_put_many(s->q, s->item, 3, sizeof(long), MP_FOREVER);
}

START_TEST(a_putter_of_one_goes_in_where_a_batch_has_no_room_yet)
{
    long x;

    new_scene(3, 0);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(try_put(1), 0);
    struct mp_process batch = start_asleep(put_three, NULL);
    struct mp_process one = start_asleep(put_one, &index_of[0]);
    struct mp_process batch2 = start_asleep(put_three, NULL);
    ck_assert_int_eq(try_get(&x), 0);
    ends(&one);
    for (int i = 0; i < 3 + 3; i++)
        ck_assert_int_eq(mp_queue_get(s->q, &x, sizeof x), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(mp_queue_get(s->q, &x, sizeof x), 0);
    ends(&batch);
    ends(&batch2);
    ck_assert(mp_queue_empty(s->q));
    end_scene();
}
END_TEST

/* --- killed --------------------------------------------------------------- */

START_TEST(a_killed_sleeper_strands_nobody)
{
    for (int killed = 0; killed < CHILDREN; killed++) {
        struct mp_process p[CHILDREN];
        long x;
        new_scene(1, 0);
        for (int i = 0; i < CHILDREN; i++)
            p[i] = start_asleep(get_one, &index_of[i]);
        dies(&p[killed]);
        for (int i = 0; i < CHILDREN - 1; i++)
            ck_assert_int_eq(
                mp_queue_put_timed(s->q, &(long){9}, sizeof x, MP_S(2)), 0);
        for (int i = 0; i < CHILDREN; i++)
            if (i != killed)
                ends(&p[i]);
        ck_assert_int_eq(try_put(9), 0);
        for (int i = 0; i < CHILDREN; i++)
            p[i] = start_asleep(put_one, &index_of[i]);
        dies(&p[killed]);
        for (int i = 0; i < CHILDREN; i++)
            ck_assert_int_eq(mp_queue_get_timed(s->q, &x, sizeof x, MP_S(2)),
                             0);
        for (int i = 0; i < CHILDREN; i++)
            if (i != killed)
                ends(&p[i]);
        ck_assert_int_eq(try_get(&x), EAGAIN);
        end_scene();
    }
}
END_TEST

/* All but the wake, as a putter that is killed before it leaves it. */
static void put_without_a_wake(long item)
{
    struct mp_end *me = &s->q->producers;

    mp_ring_write(s->q, me->index, &item, 1);
    me->index += MP_RING_STEP;
}

START_TEST(an_item_whose_putter_died_before_the_wake_is_found)
{
    if (MP_FUTEX_SLICE == MP_FOREVER)
        return; /* built to hang here */
    for (int flags = 0; flags <= MP_QUEUE_ONE_TO_ONE; flags++) {
        new_scene(2, flags);
        struct mp_process getter = start_asleep(get_one, &index_of[0]);
        put_without_a_wake(3);
        int64_t begun = mp_clock_now();
        ends(&getter);
        ck_assert_int_lt(mp_clock_now() - begun, MP_S(2));
        ck_assert_int_eq(s->item[0], 3);
        end_scene();
    }
}
END_TEST

/* --- cheap ---------------------------------------------------------------- */

static int sleep_a_second(void *flags)
{
    struct rusage before, after;
    long x;

    (void)flags;
    getrusage(RUSAGE_THREAD, &before);
    int error = mp_queue_get_timed(s->q, &x, sizeof x, MP_S(1));
    getrusage(RUSAGE_THREAD, &after);
    return error == ETIMEDOUT ? (int)(after.ru_nvcsw - before.ru_nvcsw) : 100;
}

START_TEST(an_idle_sleeper_wakes_four_times_a_second_at_most)
{
    for (int flags = 0; flags <= MP_QUEUE_ONE_TO_ONE; flags++) {
        new_scene(1, flags);
        struct mp_process p = start(sleep_a_second, NULL);
        ck_assert_int_eq(mp_process_join(&p), 0);
        ck_assert_int_ge(p.exitcode, 1);
        ck_assert_int_le(p.exitcode, 5); /* four slices and the rest */
        end_scene();
    }
}
END_TEST

START_TEST(a_stale_bell_costs_a_bounded_number_of_wakes)
{
    int error = 0;
    long x;

    new_scene(2, 0);
    /* Killed asleep, at both ends: nobody is there, but the bells say so. */
    struct mp_process getter = start_asleep(get_one, &index_of[0]);
    dies(&getter);
    ck_assert_int_eq(try_put(1), 0);
    ck_assert_int_eq(try_put(2), 0);
    struct mp_process putter = start_asleep(put_one, &index_of[0]);
    dies(&putter);
    ck_assert_int_eq(try_get(&x), 0);
    unsigned before = s->q->producers.bell + s->q->consumers.bell;
    for (int i = 0; i < 1000000 && !error; i++) {
        error = mp_queue_put(s->q, &x, sizeof x);
        if (!error)
            error = mp_queue_get(s->q, &x, sizeof x);
    }
    ck_assert_int_eq(error, 0);
    /* Each wake makes a bell count on. */
    ck_assert_uint_eq(s->q->producers.bell + s->q->consumers.bell, before);
    end_scene();
}
END_TEST

int main(void)
{
    return run_tests("queue_sleep",
                     a_put_wakes_a_sleeping_getter_and_a_get_a_putter,
                     one_batch_wakes_as_many_as_it_has_items_for,
                     a_putter_of_one_goes_in_where_a_batch_has_no_room_yet,
                     a_killed_sleeper_strands_nobody,
                     an_item_whose_putter_died_before_the_wake_is_found,
                     an_idle_sleeper_wakes_four_times_a_second_at_most,
                     a_stale_bell_costs_a_bounded_number_of_wakes, NULL);
}
