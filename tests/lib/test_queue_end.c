/* test_queue_end.c - how a queue ends: by close, for all. (By nobody's death:
 * test_queue_death.c.)
 */
#include "common.h"

#include <errno.h>

#include "few_scene.h"
#include "mp/clock.h"
#include "mp/ring.h"
#include "mp/shared.h"
#include "mp/team.h"

/* --- close ---------------------------------------------------------------- */

START_TEST(after_close_puts_fail_and_gets_drain_and_then_report_the_end)
{
    for (int flags = 0; flags <= MP_QUEUE_ONE_TO_ONE; flags++) {
        long x[3] = {7, 8, 9};
        size_t got;
        new_scene(4, flags);
        ck_assert_int_eq(mp_queue_put_many(s->q, x, 3, sizeof *x, 0), 0);
        ck_assert_int_eq(mp_queue_close(s->q), 0);
        ck_assert_int_eq(mp_queue_put(s->q, x, sizeof *x), EPIPE);
        ck_assert_int_eq(try_put(1), EPIPE);
        ck_assert_int_eq(mp_queue_put_timed(s->q, x, sizeof *x, MP_S(9)),
                         EPIPE);
        ck_assert_int_eq(mp_queue_put_many(s->q, x, 3, sizeof *x, MP_S(9)),
                         EPIPE);
        ck_assert_int_eq(mp_queue_close(s->q), 0); /* harmless */
        ck_assert_uint_eq(mp_queue_size(s->q), 3);
        ck_assert_int_eq(mp_queue_get(s->q, x, sizeof *x), 0);
        ck_assert_int_eq(x[0], 7);
        ck_assert_int_eq(mp_queue_get_many(s->q, x, 3, sizeof *x, &got, 0), 0);
        ck_assert_uint_eq(got, 2);
        ck_assert_int_eq(x[1], 9);
        for (int i = 0; i < 2; i++) {
            ck_assert_int_eq(mp_queue_get(s->q, x, sizeof *x), ENODATA);
            ck_assert_int_eq(try_get(x), ENODATA);
            ck_assert_int_eq(
                mp_queue_get_many(s->q, x, 3, sizeof *x, &got, MP_S(9)),
                ENODATA);
        }
        ck_assert(mp_queue_empty(s->q));
        end_scene();
    }
}
END_TEST

START_TEST(close_wakes_all_who_sleep)
{
    for (int flags = 0; flags <= MP_QUEUE_ONE_TO_ONE; flags++) {
        int n = flags ? 1 : CHILDREN;
        struct mp_process p[CHILDREN];
        long x = 0;
        new_scene(1, flags);
        for (int i = 0; i < n; i++)
            p[i] = start_asleep(get_on, &index_of[i]);
        mp_queue_close(s->q);
        for (int i = 0; i < n; i++) {
            ends(&p[i]);
            ck_assert_int_eq(s->error[i], ENODATA);
        }
        end_scene();
        new_scene(1, flags);
        ck_assert_int_eq(try_put(5), 0);
        for (int i = 0; i < n; i++)
            p[i] = start_asleep(put_on, &index_of[i]);
        mp_queue_close(s->q);
        for (int i = 0; i < n; i++) {
            ends(&p[i]);
            ck_assert_int_eq(s->error[i], EPIPE);
        }
        ck_assert_int_eq(try_get(&x), 0);
        ck_assert_int_eq(x, 5);
        ck_assert_int_eq(try_get(&x), ENODATA);
        end_scene();
    }
}
END_TEST

/* Three put, one takes for a while, then closes, and drains to the end. */
static int in_the_middle(int index, void *rounds)
{
    long x;

    if (index > 0)
        return put_on(&index_of[index - 1]);
    for (int i = 0; i < *(int *)rounds; i++, s->got++)
        if (mp_queue_get(s->q, &x, sizeof x))
            return 1;
    mp_queue_close(s->q);
    while (try_get(&x) == 0)
        s->got++;
    for (int i = 0; i < 1000; i++)
        if (try_get(&x) != ENODATA)
            return 2; /* something came after the end */
    return 0;
}

static void nothing_after_the_end(enum mp_kind kind, int round)
{
    long put = 0;

    new_scene((size_t)(round % 7 + 1), 0);
    ck_assert_int_eq(mp_team_run(kind, 4, in_the_middle, &round, NULL), 0);
    for (int i = 0; i < CHILDREN; i++) {
        ck_assert_int_eq(s->error[i], EPIPE);
        put += s->put[i];
    }
    ck_assert_int_eq(put, s->got);
    end_scene();
}

START_TEST(nothing_commits_after_the_end_and_nothing_before_it_is_lost)
{
    for (int round = 0; round < 300; round++)
        nothing_after_the_end(round % 2 ? MP_THREADS : MP_PROCESSES, round);
}
END_TEST

/* --- a producer that waits ------------------------------------------------ */

START_TEST(a_producer_of_a_full_queue_can_be_joined_after_emptying_it)
{
    long x, next = 1;

    new_scene(4, 0);
    struct mp_process producer = start_asleep(put_on, &index_of[0]);
    ck_assert_int_eq(mp_process_join_timed(&producer, MP_MS(50)), ETIMEDOUT);
    for (int i = 0; i < 10000; i++, next++) {
        ck_assert_int_eq(mp_queue_get(s->q, &x, sizeof x), 0);
        ck_assert_int_eq(x, next);
    }
    mp_queue_close(s->q);
    while (mp_queue_get(s->q, &x, sizeof x) == 0)
        ck_assert_int_eq(x, next++);
    ends(&producer);
    ck_assert_int_eq(s->put[0], next - 1);
    end_scene();
}
END_TEST

START_TEST(close_ends_the_put_of_a_producer_and_loses_nothing_that_was_put)
{
    long x, next = 1;

    new_scene(4, 0);
    struct mp_process producer = start_asleep(put_on, &index_of[0]);
    mp_queue_close(s->q);
    ends(&producer);
    ck_assert_int_eq(s->error[0], EPIPE);
    while (try_get(&x) == 0)
        ck_assert_int_eq(x, next++);
    ck_assert_int_eq(next, 5);
    ck_assert_int_eq(s->put[0], 4);
    end_scene();
}
END_TEST

int main(void)
{
    return run_tests(
        "queue_end",
        after_close_puts_fail_and_gets_drain_and_then_report_the_end,
        close_wakes_all_who_sleep,
        nothing_commits_after_the_end_and_nothing_before_it_is_lost,
        a_producer_of_a_full_queue_can_be_joined_after_emptying_it,
        close_ends_the_put_of_a_producer_and_loses_nothing_that_was_put, NULL);
}
