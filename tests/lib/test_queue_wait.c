/* test_queue_wait.c - how long a queue's put and get wait, and what for.
 */
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>

#include "few_scene.h"
#include "mp/clock.h"
#include "mp/ring.h"
#include "mp/shared.h"

/* --- time ----------------------------------------------------------------- */

static void is_on_time(int error, int64_t timeout, int64_t start)
{
    int64_t took = mp_clock_now() - start;

    ck_assert_int_eq(error, ETIMEDOUT);
    ck_assert_int_ge(took, timeout);
    ck_assert_int_lt(took, timeout + MP_S(2));
}

static void put_and_get_give_up_on_time(int flags, int64_t timeout)
{
    long x[2] = {0};
    size_t got;
    int64_t begun;

    new_scene(2, flags);
    begun = mp_clock_now();
    is_on_time(mp_queue_get_timed(s->q, x, sizeof *x, timeout), timeout, begun);
    begun = mp_clock_now();
    is_on_time(mp_queue_get_many(s->q, x, 2, sizeof *x, &got, timeout), timeout,
               begun);
    ck_assert_int_eq(try_put(1), 0);
    begun = mp_clock_now();
    is_on_time(mp_queue_put_many(s->q, x, 2, sizeof *x, timeout), timeout,
               begun);
    ck_assert_int_eq(try_put(2), 0);
    begun = mp_clock_now();
    is_on_time(mp_queue_put_timed(s->q, x, sizeof *x, timeout), timeout, begun);
    ck_assert_uint_eq(mp_queue_size(s->q), 2);
    end_scene();
}

START_TEST(a_timed_put_on_full_and_get_on_empty_fail_on_time)
{
    static const int64_t timeouts[] = {1, MP_US(50), MP_MS(5), MP_MS(300)};

    for (size_t i = 0; i < sizeof timeouts / sizeof *timeouts; i++) {
        put_and_get_give_up_on_time(0, timeouts[i]);
        put_and_get_give_up_on_time(MP_QUEUE_ONE_TO_ONE, timeouts[i]);
    }
}
END_TEST

START_TEST(they_are_on_time_under_a_storm_of_signals)
{
    storm_begin();
    put_and_get_give_up_on_time(0, MP_MS(300));
    storm_end();
}
END_TEST

/* A child that is in a call at an end, in its middle, until it is let out. */
static int sit_on(void *end)
{
    struct mp_end *e = end;

    if (mp_lock_acquire(&e->lock))
        return 1;
    raise_flag(&s->in);
    await_flag(&s->out);
    return mp_lock_release(&e->lock);
}

static struct mp_process start_sitting(struct mp_end *end)
{
    struct mp_process p = start(sit_on, end);

    await_flag(&s->in);
    return p;
}

static void let_out(struct mp_process *p)
{
    raise_flag(&s->out);
    ends(p);
}

static int try_to_get(void *unused)
{
    (void)unused;
    s->error[0] = try_get(&s->item[0]);
    return 0;
}

static int try_to_put(void *unused)
{
    (void)unused;
    s->error[0] = try_put(8);
    return 0;
}

START_TEST(a_try_waits_for_the_call_of_another_but_not_for_room)
{
    mp_process_fn *fn[] = {try_to_get, try_to_put};

    for (int i = 0; i < 2; i++) {
        new_scene(2, 0);
        ck_assert_int_eq(try_put(7), 0);
        struct mp_process other =
            start_sitting(i ? &s->q->producers : &s->q->consumers);
        struct mp_process tries = start_asleep(fn[i], NULL);
        let_out(&other);
        ends(&tries);
        ck_assert_int_eq(s->error[0], 0);
        ck_assert_uint_eq(mp_queue_size(s->q), i ? 2 : 0);
        end_scene();
    }
}
END_TEST

START_TEST(full_and_empty_are_said_though_another_is_stopped_in_a_call)
{
    long x;

    new_scene(1, 0);
    struct mp_process other = start_sitting(&s->q->consumers);
    ck_assert_int_eq(kill(other.pid, SIGSTOP), 0);
    ck_assert_int_eq(try_get(&x), EAGAIN);
    ck_assert_int_eq(mp_queue_get_timed(s->q, &x, sizeof x, MP_MS(20)),
                     ETIMEDOUT);
    mp_queue_close(s->q);
    ck_assert_int_eq(mp_queue_get(s->q, &x, sizeof x), ENODATA);
    ck_assert_int_eq(kill(other.pid, SIGCONT), 0);
    let_out(&other);
    end_scene();

    new_scene(1, 0);
    other = start_sitting(&s->q->producers);
    ck_assert_int_eq(kill(other.pid, SIGSTOP), 0);
    x = 1;
    ck_assert_int_eq(mp_queue_put_timed(s->q, &x, sizeof x, MP_MS(20)),
                     ETIMEDOUT); /* room, but no way to it */
    /* The same where the time is over before the end's lock is asked for. */
    ck_assert_int_eq(mp_queue_put_timed(s->q, &x, sizeof x, 1), ETIMEDOUT);
    mp_queue_close(s->q);
    ck_assert_int_eq(mp_queue_put(s->q, &x, sizeof x), EPIPE);
    ck_assert_int_eq(kill(other.pid, SIGCONT), 0);
    let_out(&other);
    end_scene();
}
END_TEST

/* Most of the time goes by at the lock, the rest in an empty queue. */
static int sit_for_a_while(void *unused)
{
    (void)unused;
    if (mp_lock_acquire(&s->q->consumers.lock))
        return 1;
    raise_flag(&s->in);
    sleep_ms(900);
    /* Take the item that made the getter wait here. */
    s->q->consumers.seen = atomic_load(&s->q->producers.index);
    atomic_store(&s->q->consumers.index, s->q->consumers.seen);
    return mp_lock_release(&s->q->consumers.lock);
}

START_TEST(one_deadline_bounds_the_whole_call)
{
    long x;

    new_scene(2, 0);
    ck_assert_int_eq(try_put(7), 0);
    struct mp_process other = start(sit_for_a_while, NULL);
    await_flag(&s->in);
    int64_t begun = mp_clock_now();
    int error = mp_queue_get_timed(s->q, &x, sizeof x, MP_S(1));
    int64_t took = mp_clock_now() - begun;
    ck_assert_int_eq(error, ETIMEDOUT);
    ck_assert_int_ge(took, MP_S(1));
    ck_assert_int_lt(took, MP_MS(1800)); /* 900 + 1000 would be two deadlines */
    ends(&other);
    end_scene();
}
END_TEST

int main(void)
{
    return run_tests(
        "queue_wait", a_timed_put_on_full_and_get_on_empty_fail_on_time,
        they_are_on_time_under_a_storm_of_signals,
        a_try_waits_for_the_call_of_another_but_not_for_room,
        full_and_empty_are_said_though_another_is_stopped_in_a_call,
        one_deadline_bounds_the_whole_call, NULL);
}
