/* test_queue_end.c - how a queue ends: by close, for all, and by nobody's
 * death. (Killed at each instruction: test_kill_queue.c.)
 */
#include "common.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>

#include "mp/clock.h"
#include "mp/queue.h"
#include "mp/ring.h"
#include "mp/shared.h"
#include "mp/team.h"
#include "sleepers.h"

enum { CHILDREN = 3 };

static struct scene {
    struct mp_queue *q;
    atomic_int in;
    long put[CHILDREN]; /* items that went in */
    long got;
    int error[CHILDREN];
} * s;

static void new_scene(size_t capacity, int flags)
{
    s = mp_value(sizeof *s);
    ck_assert_ptr_nonnull(s);
    s->q = mp_queue_create(capacity, sizeof(long), flags);
    ck_assert_ptr_nonnull(s->q);
}

static void end_scene(void)
{
    mp_queue_destroy(s->q);
    mp_array_free(s);
}

static int try_put(long item)
{
    return mp_queue_put_timed(s->q, &item, sizeof item, 0);
}

static int try_get(long *item)
{
    return mp_queue_get_timed(s->q, item, sizeof *item, 0);
}

static int index_of[CHILDREN] = {0, 1, 2};

/* Put 1, 2, 3, ... until that fails. */
static int put_on(void *index)
{
    int i = *(int *)index;

    for (long x = 1; !(s->error[i] = mp_queue_put(s->q, &x, sizeof x)); x++)
        s->put[i] = x;
    return 0;
}

static int get_on(void *index)
{
    long x;

    while (!(s->error[*(int *)index] = mp_queue_get(s->q, &x, sizeof x)))
        ;
    return 0;
}

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

/* --- death and pause ------------------------------------------------------ */

START_TEST(a_producers_death_is_not_the_end)
{
    long x;

    for (int flags = 0; flags <= MP_QUEUE_ONE_TO_ONE; flags++) {
        new_scene(4, flags);
        struct mp_process producer = start_asleep(put_on, &index_of[0]);
        dies(&producer);
        for (long i = 1; i <= 4; i++) {
            ck_assert_int_eq(try_get(&x), 0);
            ck_assert_int_eq(x, i);
        }
        ck_assert_int_eq(mp_queue_get_timed(s->q, &x, sizeof x, MP_MS(20)),
                         ETIMEDOUT);
        ck_assert_int_eq(try_put(6), 0); /* another goes on in its place */
        ck_assert_int_eq(try_get(&x), 0);
        mp_queue_close(s->q);
        ck_assert_int_eq(mp_queue_get(s->q, &x, sizeof x), ENODATA);
        end_scene();
    }
}
END_TEST

/* Hold both ends' locks until killed. */
static int sit_on_both(void *unused)
{
    (void)unused;
    if (mp_lock_acquire(&s->q->producers.lock) ||
        mp_lock_acquire(&s->q->consumers.lock))
        return 1;
    raise_flag(&s->in);
    while (s->q)
        sched_yield();
    return 2;
}

START_TEST(one_who_died_in_a_call_is_no_obstacle)
{
    long x;

    new_scene(4, 0);
    ck_assert_int_eq(try_put(1), 0);
    for (int i = 0; i < 3; i++) {
        struct mp_process p = start(sit_on_both, NULL);
        await_flag(&s->in);
        dies(&p);
        ck_assert_int_eq(try_put(2), 0);
        ck_assert_int_eq(try_get(&x), 0);
        ck_assert_int_eq(try_put(3), 0);
        ck_assert_int_eq(try_get(&x), 0);
        s->in = 0;
    }
    /* Somebody may have been waiting for him. */
    struct mp_process p = start(sit_on_both, NULL);
    await_flag(&s->in);
    struct mp_process getter = start_asleep(get_on, &index_of[0]);
    struct mp_process putter = start_asleep(put_on, &index_of[1]);
    dies(&p);
    while (s->q->consumers.index < 1000) /* both go on */
        sched_yield();
    mp_queue_close(s->q);
    ends(&getter);
    ends(&putter);
    end_scene();
}
END_TEST

START_TEST(a_stopped_producer_is_a_pause_and_not_a_fault)
{
    long x, next = 1;

    new_scene(4, 0);
    struct mp_process producer = start_asleep(put_on, &index_of[0]);
    ck_assert_int_eq(kill(producer.pid, SIGSTOP), 0);
    for (; next <= 4; next++) {
        ck_assert_int_eq(mp_queue_get(s->q, &x, sizeof x), 0);
        ck_assert_int_eq(x, next);
    }
    ck_assert_int_eq(mp_queue_get_timed(s->q, &x, sizeof x, MP_MS(20)),
                     ETIMEDOUT);
    ck_assert_int_eq(kill(producer.pid, SIGCONT), 0);
    ck_assert_int_eq(mp_queue_get(s->q, &x, sizeof x), 0);
    ck_assert_int_eq(x, next);
    mp_queue_close(s->q);
    ends(&producer);
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
        close_ends_the_put_of_a_producer_and_loses_nothing_that_was_put,
        a_producers_death_is_not_the_end, one_who_died_in_a_call_is_no_obstacle,
        a_stopped_producer_is_a_pause_and_not_a_fault, NULL);
}
