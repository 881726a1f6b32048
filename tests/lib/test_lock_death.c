/* test_lock_death.c - a lock's holder is killed, or one who waits for it: the
 * next one gets the lock and knows. (At each instruction: test_kill_lock.c.)
 */
#include "common.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/lock.h"
#include "mp/shared.h"
#include "mp/team.h"
#include "sleepers.h"

static struct scene {
    struct mp_lock lock;
    long count;
    atomic_int in;
    int told[3]; /* what each acquire returned */
    int64_t time[3];
} * s;

static void new_scene(void)
{
    s = mp_value(sizeof *s);
    ck_assert_ptr_nonnull(s);
    ck_assert_int_eq(mp_lock_init(&s->lock), 0);
}

static void end_scene(void)
{
    mp_lock_destroy(&s->lock);
    mp_array_free(s);
}

/* Acquire and hold until killed. */
static int hold(void *unused)
{
    (void)unused;
    mp_lock_acquire(&s->lock);
    raise_flag(&s->in);
    while (getppid() > 1)
        sched_yield();
    return 0;
}

static struct mp_process start_holder(void)
{
    atomic_store(&s->in, 0);
    struct mp_process holder = start(hold, NULL);
    await_flag(&s->in);
    return holder;
}

static void die_holding(void)
{
    struct mp_process holder = start_holder();

    dies(&holder);
}

/* Acquire, note what was said and when, release. */
static int pass_through(void *index)
{
    int i = *(int *)index;

    s->told[i] = mp_lock_acquire(&s->lock);
    s->time[i] = mp_clock_now();
    return mp_lock_release(&s->lock);
}

static struct mp_process start_waiter(int i)
{
    static int index[3] = {0, 1, 2};

    return start_asleep(pass_through, &index[i]);
}

START_TEST(a_dead_holder_is_reported_to_the_next_acquirer)
{
    new_scene();
    die_holding();
    ck_assert_int_eq(mp_lock_acquire(&s->lock), EOWNERDEAD);
    mp_lock_repaired(&s->lock);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

START_TEST(a_timed_acquire_and_a_try_are_told_too)
{
    new_scene();
    die_holding();
    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, MP_S(20)), EOWNERDEAD);
    mp_lock_repaired(&s->lock);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    die_holding();
    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, 0), EOWNERDEAD);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

START_TEST(those_who_wait_when_the_holder_dies_are_told)
{
    new_scene();
    struct mp_process holder = start_holder(), waiter[2];
    waiter[0] = start_waiter(0);
    waiter[1] = start_waiter(1);
    int64_t death = mp_clock_now();
    dies(&holder);
    for (int i = 0; i < 2; i++) {
        ends(&waiter[i]);
        ck_assert_int_eq(s->told[i], EOWNERDEAD);
        ck_assert_int_lt(s->time[i] - death, MP_S(2));
    }
    end_scene();
}
END_TEST

START_TEST(everyone_is_told_until_somebody_repairs)
{
    new_scene();
    die_holding();
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(mp_lock_acquire(&s->lock), EOWNERDEAD);
        ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    }
    ck_assert_int_eq(mp_lock_acquire(&s->lock), EOWNERDEAD);
    mp_lock_repaired(&s->lock);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    ck_assert_int_eq(mp_lock_acquire(&s->lock), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

START_TEST(the_warning_does_not_die_with_the_one_who_got_it)
{
    new_scene();
    die_holding();
    die_holding(); /* this one was told */
    die_holding();
    ck_assert_int_eq(mp_lock_acquire(&s->lock), EOWNERDEAD);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    ck_assert_int_eq(mp_lock_acquire(&s->lock), EOWNERDEAD);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

START_TEST(a_waiter_that_is_killed_is_no_news)
{
    new_scene();
    ck_assert_int_eq(mp_lock_acquire(&s->lock), 0);
    struct mp_process waiter = start_waiter(0);
    dies(&waiter);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    ck_assert_int_eq(mp_lock_acquire(&s->lock), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

START_TEST(a_killed_waiter_strands_nobody)
{
    new_scene();
    struct mp_process holder = start_holder();
    struct mp_process first = start_waiter(0), second = start_waiter(1);
    dies(&first);
    dies(&holder);
    ends(&second);
    ck_assert_int_eq(s->told[1], EOWNERDEAD);
    end_scene();
}
END_TEST

static int increment(int index, void *unused)
{
    (void)index;
    (void)unused;
    for (int i = 0; i < 100000; i++) {
        if (mp_lock_acquire(&s->lock))
            return 1;
        s->count++;
        if (mp_lock_release(&s->lock))
            return 2;
    }
    return 0;
}

START_TEST(the_lock_works_on_after_a_death)
{
    new_scene();
    die_holding();
    ck_assert_int_eq(mp_lock_acquire(&s->lock), EOWNERDEAD);
    mp_lock_repaired(&s->lock);
    ck_assert_int_eq(mp_lock_acquire(&s->lock), EDEADLK);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    ck_assert_int_eq(mp_team_run(MP_PROCESSES, 3, increment, NULL, NULL), 0);
    ck_assert_int_eq(s->count, 300000);
    end_scene();
}
END_TEST

/* A thread may die holding it, too. */
static int end_holding(int index, void *unused)
{
    (void)index;
    (void)unused;
    return mp_lock_acquire(&s->lock);
}

START_TEST(a_thread_that_ends_holding_is_reported)
{
    new_scene();
    ck_assert_int_eq(mp_team_run(MP_THREADS, 1, end_holding, NULL, NULL), 0);
    ck_assert_int_eq(mp_lock_acquire(&s->lock), EOWNERDEAD);
    mp_lock_repaired(&s->lock);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

START_TEST(a_process_that_ends_holding_is_reported)
{
    new_scene();
    ck_assert_int_eq(mp_team_run(MP_PROCESSES, 1, end_holding, NULL, NULL), 0);
    ck_assert_int_eq(mp_lock_acquire(&s->lock), EOWNERDEAD);
    mp_lock_repaired(&s->lock);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

int main(void)
{
    return run_tests(
        "lock_death", a_dead_holder_is_reported_to_the_next_acquirer,
        a_timed_acquire_and_a_try_are_told_too,
        those_who_wait_when_the_holder_dies_are_told,
        everyone_is_told_until_somebody_repairs,
        the_warning_does_not_die_with_the_one_who_got_it,
        a_waiter_that_is_killed_is_no_news, a_killed_waiter_strands_nobody,
        the_lock_works_on_after_a_death, a_thread_that_ends_holding_is_reported,
        a_process_that_ends_holding_is_reported, NULL);
}
