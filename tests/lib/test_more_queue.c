/* test_more_queue.c - what test_queue_wait.c and test_queue_sleep.c show of
 * get, shown of put.
 */
#include "common.h"

#include <errno.h>
#include <sys/resource.h>

#include "few_scene.h"
#include "mp/clock.h"
#include "mp/ring.h"
#include "mp/shared.h"

/* Most of the time goes by at the lock, the rest in a full queue. */
static int sit_for_a_while_and_fill(void *unused)
{
    struct mp_end *me = &s->q->producers;

    (void)unused;
    if (mp_lock_acquire(&me->lock))
        return 1;
    raise_flag(&s->in);
    sleep_ms(900);
    /* Put the item for which the putter had seen room. */
    atomic_fetch_add(&me->index, MP_RING_STEP);
    return mp_lock_release(&me->lock);
}

START_TEST(one_deadline_bounds_the_whole_put)
{
    long x = 1;

    new_scene(1, 0);
    struct mp_process other = start(sit_for_a_while_and_fill, NULL);
    await_flag(&s->in);
    int64_t begun = mp_clock_now();
    int error = mp_queue_put_timed(s->q, &x, sizeof x, MP_S(1));
    int64_t took = mp_clock_now() - begun;
    ck_assert_int_eq(error, ETIMEDOUT);
    ck_assert_int_ge(took, MP_S(1));
    ck_assert_int_lt(took, MP_MS(1800)); /* 900 + 1000 would be two deadlines */
    ck_assert_uint_eq(mp_queue_size(s->q), 1);
    ends(&other);
    end_scene();
}
END_TEST

static int sleep_a_second(void *unused)
{
    struct rusage before, after;
    long x = 2;

    (void)unused;
    getrusage(RUSAGE_THREAD, &before);
    int error = mp_queue_put_timed(s->q, &x, sizeof x, MP_S(1));
    getrusage(RUSAGE_THREAD, &after);
    return error == ETIMEDOUT ? (int)(after.ru_nvcsw - before.ru_nvcsw) : 100;
}

START_TEST(an_idle_putter_wakes_four_times_a_second_at_most)
{
    for (int flags = 0; flags <= MP_QUEUE_ONE_TO_ONE; flags++) {
        long x = 1;
        new_scene(1, flags);
        ck_assert_int_eq(mp_queue_put(s->q, &x, sizeof x), 0);
        struct mp_process p = start(sleep_a_second, NULL);
        ck_assert_int_eq(mp_process_join(&p), 0);
        ck_assert_int_ge(p.exitcode, 1);
        ck_assert_int_le(p.exitcode, 5); /* four slices and the rest */
        end_scene();
    }
}
END_TEST

/* Python's queue says empty right after a put, since a thread of its own writes
 * the item to a pipe later. Here also to another process, told by a flag. */
static int put_and_tell(void *item)
{
    int error = mp_queue_put(s->q, item, sizeof(long));

    raise_flag(&s->in);
    return error;
}

START_TEST(after_a_finished_put_the_queue_is_not_empty_to_anybody)
{
    new_scene(200, 0);
    for (long i = 1; i <= 200; i++) {
        s->in = 0;
        struct mp_process p = start(put_and_tell, &i);
        await_flag(&s->in);
        ck_assert(!mp_queue_empty(s->q));
        ck_assert_uint_eq(mp_queue_size(s->q), (size_t)i);
        ends(&p);
    }
    end_scene();
}
END_TEST

int main(void)
{
    return run_tests("more_queue", one_deadline_bounds_the_whole_put,
                     an_idle_putter_wakes_four_times_a_second_at_most,
                     after_a_finished_put_the_queue_is_not_empty_to_anybody,
                     NULL);
}
