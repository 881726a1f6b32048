/* test_queue_wait.c - how a queue's put and get wait: on time, for room and not
 * for others, until the close, and cheaply.
 */
#include "common.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "killer.h"
#include "mp/clock.h"
#include "mp/process.h"
#include "mp/queue.h"
#include "mp/ring.h"
#include "mp/shared.h"

enum { CHILDREN = 3 };

static struct scene {
    struct mp_queue *q;
    atomic_int in, out; /* of a child that sits on a lock */
    long item[CHILDREN];
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

static struct mp_process start(mp_process_fn *fn, void *arg)
{
    struct mp_process p = mp_process(fn, arg);

    ck_assert_int_eq(mp_process_start(&p), 0);
    return p;
}

static struct mp_process start_asleep(mp_process_fn *fn, void *arg)
{
    struct mp_process p = start(fn, arg);

    killer_await_sleep(p.pid);
    return p;
}

static void ends(struct mp_process *p)
{
    ck_assert_int_eq(mp_process_join_timed(p, MP_S(20)), 0);
    ck_assert_int_eq(p->exitcode, 0);
}

static int index_of[CHILDREN] = {0, 1, 2};

static int put_one(void *index)
{
    int i = *(int *)index;

    s->error[i] = mp_queue_put(s->q, &s->item[i], sizeof(long));
    return 0;
}

static int get_one(void *index)
{
    int i = *(int *)index;

    s->error[i] = mp_queue_get(s->q, &s->item[i], sizeof(long));
    return 0;
}

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
    atomic_store_explicit(&s->in, 1, memory_order_release);
    while (!atomic_load_explicit(&s->out, memory_order_acquire))
        sched_yield();
    return mp_lock_release(&e->lock);
}

static struct mp_process start_sitting(struct mp_end *end)
{
    struct mp_process p = start(sit_on, end);

    while (!atomic_load_explicit(&s->in, memory_order_acquire))
        sched_yield();
    return p;
}

static void let_out(struct mp_process *p)
{
    atomic_store_explicit(&s->out, 1, memory_order_release);
    ends(p);
}

START_TEST(a_try_does_not_say_empty_because_another_is_in_a_call)
{
    new_scene(2, 0);
    ck_assert_int_eq(try_put(7), 0);
    struct mp_process other = start_sitting(&s->q->consumers);
    struct mp_process getter = start_asleep(get_one, &index_of[0]);
    let_out(&other);
    ends(&getter);
    ck_assert_int_eq(s->error[0], 0);
    ck_assert_int_eq(s->item[0], 7);
    end_scene();
}
END_TEST

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
    atomic_store_explicit(&s->in, 1, memory_order_release);
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
    while (!atomic_load_explicit(&s->in, memory_order_acquire))
        sched_yield();
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

/* --- sleep ---------------------------------------------------------------- */

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

static int sleep_a_second(void *flags)
{
    struct rusage before, after;
    long x;

    (void)flags;
    getrusage(RUSAGE_SELF, &before);
    int error = mp_queue_get_timed(s->q, &x, sizeof x, MP_S(1));
    getrusage(RUSAGE_SELF, &after);
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
    long x;

    new_scene(2, 0);
    /* Killed asleep, at both ends: nobody is there, but the bells say so. */
    struct mp_process getter = start_asleep(get_one, &index_of[0]);
    ck_assert_int_eq(mp_process_kill(&getter), 0);
    ck_assert_int_eq(mp_process_join(&getter), 0);
    ck_assert_int_eq(try_put(1), 0);
    ck_assert_int_eq(try_put(2), 0);
    struct mp_process putter = start_asleep(put_one, &index_of[0]);
    ck_assert_int_eq(mp_process_kill(&putter), 0);
    ck_assert_int_eq(mp_process_join(&putter), 0);
    ck_assert_int_eq(try_get(&x), 0);
    unsigned before = s->q->producers.bell + s->q->consumers.bell;
    for (int i = 0; i < 1000000; i++) {
        ck_assert_int_eq(mp_queue_put(s->q, &x, sizeof x), 0);
        ck_assert_int_eq(mp_queue_get(s->q, &x, sizeof x), 0);
    }
    /* Each wake makes a bell count on. */
    ck_assert_uint_eq(s->q->producers.bell + s->q->consumers.bell, before);
    end_scene();
}
END_TEST

int main(void)
{
    return run_tests(
        "queue_wait", a_timed_put_on_full_and_get_on_empty_fail_on_time,
        they_are_on_time_under_a_storm_of_signals,
        a_try_does_not_say_empty_because_another_is_in_a_call,
        a_try_waits_for_the_call_of_another_but_not_for_room,
        full_and_empty_are_said_though_another_is_stopped_in_a_call,
        one_deadline_bounds_the_whole_call,
        a_put_wakes_a_sleeping_getter_and_a_get_a_putter,
        one_batch_wakes_as_many_as_it_has_items_for,
        a_putter_of_one_goes_in_where_a_batch_has_no_room_yet,
        an_idle_sleeper_wakes_four_times_a_second_at_most,
        a_stale_bell_costs_a_bounded_number_of_wakes, NULL);
}
