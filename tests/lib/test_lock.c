/* test_lock.c - what lock.h promises. test_kill_lock.c kills the holder at each
 * instruction; test_lock_death.c has what its death means, test_lock_mistakes.c what is
 * refused.
 */
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>

#include "hold_scene.h"
#include "mp/clock.h"
#include "mp/team.h"

enum { WORKERS = 4, MILLION = 1000000 };

/* --- exclusion ------------------------------------------------------------ */

static int increment(int index, void *times)
{
    (void)index;
    for (long i = 0; i < *(long *)times; i++) {
        if (mp_lock_acquire(&h->lock))
            return 1;
        h->count++;
        if (mp_lock_release(&h->lock))
            return 2;
    }
    return 0;
}

static void increments_are_exact(enum mp_kind kind, int workers)
{
    long each = MILLION / workers;

    new_lock();
    ck_assert_int_eq(mp_team_run(kind, workers, increment, &each, NULL), 0);
    ck_assert_int_eq(h->count, each * workers);
    end_lock();
}

START_TEST(a_million_increments_by_threads_are_exact)
{
    increments_are_exact(MP_THREADS, 2);
    increments_are_exact(MP_THREADS, WORKERS);
}
END_TEST

START_TEST(a_million_increments_by_processes_are_exact)
{
    increments_are_exact(MP_PROCESSES, 2);
    increments_are_exact(MP_PROCESSES, WORKERS);
}
END_TEST

START_TEST(signals_in_the_middle_change_nothing)
{
    storm_begin();
    increments_are_exact(MP_PROCESSES, WORKERS);
    storm_end();
}
END_TEST

/* --- time ----------------------------------------------------------------- */

/* A timed acquire of a lock that another holds. */
static void gives_up_on_time(int64_t timeout)
{
    int64_t start = mp_clock_now();

    ck_assert_int_eq(mp_lock_acquire_timed(&h->lock, timeout), ETIMEDOUT);
    int64_t took = mp_clock_now() - start;
    ck_assert_int_ge(took, timeout);
    ck_assert_int_lt(took, timeout + MP_S(2));
}

START_TEST(a_timed_acquire_gives_up_on_time)
{
    new_lock();
    struct mp_process holder = start_holder();
    gives_up_on_time(1);
    gives_up_on_time(MP_MS(20));
    gives_up_on_time(MP_MS(600)); /* more than a slice */
    end_holder(&holder);
    end_lock();
}
END_TEST

START_TEST(a_timed_acquire_is_on_time_under_a_storm_of_signals)
{
    new_lock();
    storm_begin();
    struct mp_process holder = start_holder();
    gives_up_on_time(MP_MS(300));
    storm_end();
    end_holder(&holder);
    end_lock();
}
END_TEST

START_TEST(a_try_does_not_wait)
{
    new_lock();
    struct mp_process holder = start_holder();
    ck_assert_int_eq(mp_lock_acquire_timed(&h->lock, 0), EAGAIN);
    end_holder(&holder);
    ck_assert_int_eq(mp_lock_acquire_timed(&h->lock, 0), 0);
    ck_assert_int_eq(mp_lock_release(&h->lock), 0);
    end_lock();
}
END_TEST

START_TEST(a_timed_acquire_gets_what_is_released_in_time)
{
    new_lock();
    ck_assert_int_eq(mp_lock_acquire_timed(&h->lock, MP_S(20)), 0);
    struct mp_process waiter = start_asleep(hold, NULL);
    ck_assert_int_eq(atomic_load(&h->held), 0);
    ck_assert_int_eq(mp_lock_release(&h->lock), 0);
    await_flag(&h->held);
    end_holder(&waiter);
    end_lock();
}
END_TEST

START_TEST(a_stopped_holder_is_a_pause_and_not_a_fault)
{
    new_lock();
    struct mp_process holder = start_holder();
    ck_assert_int_eq(kill(holder.pid, SIGSTOP), 0);
    raise_flag(&h->let_go);
    gives_up_on_time(MP_MS(50));
    ck_assert_int_eq(kill(holder.pid, SIGCONT), 0);
    ck_assert_int_eq(mp_lock_acquire(&h->lock), 0);
    ck_assert_int_eq(mp_lock_release(&h->lock), 0);
    end_holder(&holder);
    end_lock();
}
END_TEST

int main(void)
{
    return run_tests(
        "lock", a_million_increments_by_threads_are_exact,
        a_million_increments_by_processes_are_exact,
        signals_in_the_middle_change_nothing, a_timed_acquire_gives_up_on_time,
        a_timed_acquire_is_on_time_under_a_storm_of_signals,
        a_try_does_not_wait, a_timed_acquire_gets_what_is_released_in_time,
        a_stopped_holder_is_a_pause_and_not_a_fault, NULL);
}
