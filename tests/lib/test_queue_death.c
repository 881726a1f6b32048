/* test_queue_death.c - who is killed or stopped at a queue is no obstacle to the
 * others. (Killed at each instruction: test_kill_queue.c.)
 */
#include "common.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>

#include "few_scene.h"
#include "mp/clock.h"
#include "mp/ring.h"

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
    return run_tests("queue_death", a_producers_death_is_not_the_end,
                     one_who_died_in_a_call_is_no_obstacle,
                     a_stopped_producer_is_a_pause_and_not_a_fault, NULL);
}
