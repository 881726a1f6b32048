/* test_lock.c - what lock.h promises. test_kill_lock.c kills the holder at each
 * instruction; test_lock_death.c has what its death means.
 */
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>

#include "mp/clock.h"
#include "mp/lock.h"
#include "mp/shared.h"
#include "mp/team.h"
#include "sleepers.h"

enum { WORKERS = 4, MILLION = 1000000 };

/* What the test and its children share. */
static struct scene {
    struct mp_lock lock;
    long count; /* protected by the lock */
    atomic_int held, let_go;
    int error;
} * s;

static void new_scene(void)
{
    s = mp_value(sizeof *s);
    ck_assert_ptr_nonnull(s);
    ck_assert_int_eq(mp_lock_init(&s->lock), 0);
}

static void end_scene(void)
{
    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, 0), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    mp_lock_destroy(&s->lock);
    mp_array_free(s);
}

/* A child that holds the lock until it is let go. */
static int hold(void *unused)
{
    (void)unused;
    if (mp_lock_acquire(&s->lock))
        return 1;
    raise_flag(&s->held);
    await_flag(&s->let_go);
    return mp_lock_release(&s->lock);
}

static struct mp_process start_holder(void)
{
    struct mp_process holder = start(hold, NULL);

    await_flag(&s->held);
    return holder;
}

static void end_holder(struct mp_process *holder)
{
    raise_flag(&s->let_go);
    ends(holder);
}

/* --- exclusion ------------------------------------------------------------ */

static int increment(int index, void *times)
{
    (void)index;
    for (long i = 0; i < *(long *)times; i++) {
        if (mp_lock_acquire(&s->lock))
            return 1;
        s->count++;
        if (mp_lock_release(&s->lock))
            return 2;
    }
    return 0;
}

static void increments_are_exact(enum mp_kind kind, int workers)
{
    long each = MILLION / workers;

    new_scene();
    ck_assert_int_eq(mp_team_run(kind, workers, increment, &each, NULL), 0);
    ck_assert_int_eq(s->count, each * workers);
    end_scene();
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

    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, timeout), ETIMEDOUT);
    int64_t took = mp_clock_now() - start;
    ck_assert_int_ge(took, timeout);
    ck_assert_int_lt(took, timeout + MP_S(2));
}

START_TEST(a_timed_acquire_gives_up_on_time)
{
    new_scene();
    struct mp_process holder = start_holder();
    gives_up_on_time(1);
    gives_up_on_time(MP_MS(20));
    gives_up_on_time(MP_MS(600)); /* more than a slice */
    end_holder(&holder);
    end_scene();
}
END_TEST

START_TEST(a_timed_acquire_is_on_time_under_a_storm_of_signals)
{
    new_scene();
    storm_begin();
    struct mp_process holder = start_holder();
    gives_up_on_time(MP_MS(300));
    storm_end();
    end_holder(&holder);
    end_scene();
}
END_TEST

START_TEST(a_try_does_not_wait)
{
    new_scene();
    struct mp_process holder = start_holder();
    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, 0), EAGAIN);
    end_holder(&holder);
    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, 0), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

START_TEST(a_timed_acquire_gets_what_is_released_in_time)
{
    new_scene();
    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, MP_S(20)), 0);
    struct mp_process waiter = start_asleep(hold, NULL);
    ck_assert_int_eq(atomic_load(&s->held), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    await_flag(&s->held);
    end_holder(&waiter);
    end_scene();
}
END_TEST

START_TEST(a_stopped_holder_is_a_pause_and_not_a_fault)
{
    new_scene();
    struct mp_process holder = start_holder();
    ck_assert_int_eq(kill(holder.pid, SIGSTOP), 0);
    raise_flag(&s->let_go);
    gives_up_on_time(MP_MS(50));
    ck_assert_int_eq(kill(holder.pid, SIGCONT), 0);
    ck_assert_int_eq(mp_lock_acquire(&s->lock), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_holder(&holder);
    end_scene();
}
END_TEST

/* --- mistakes ------------------------------------------------------------- */

/* The thread sanitizer would stop at them: they are made on purpose. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
    return "report_mutex_bugs=0";
}

START_TEST(a_release_by_another_process_is_an_error)
{
    new_scene();
    struct mp_process holder = start_holder();
    ck_assert_int_eq(mp_lock_release(&s->lock), EPERM);
    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, 0), EAGAIN);
    end_holder(&holder);
    end_scene();
}
END_TEST

static int release(int index, void *unused)
{
    (void)index;
    (void)unused;
    return mp_lock_release(&s->lock) == EPERM ? 0 : 1;
}

START_TEST(a_release_by_another_thread_is_an_error)
{
    new_scene();
    ck_assert_int_eq(mp_lock_acquire(&s->lock), 0);
    ck_assert_int_eq(mp_team_run(MP_THREADS, 1, release, NULL, NULL), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

START_TEST(a_child_does_not_inherit_the_hold)
{
    new_scene();
    ck_assert_int_eq(mp_lock_acquire(&s->lock), 0);
    ck_assert_int_eq(mp_team_run(MP_PROCESSES, 1, release, NULL, NULL), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
}
END_TEST

START_TEST(a_second_release_is_an_error)
{
    new_scene();
    ck_assert_int_eq(mp_lock_release(&s->lock), EPERM);
    ck_assert_int_eq(mp_lock_acquire(&s->lock), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    ck_assert_int_eq(mp_lock_release(&s->lock), EPERM);
    end_scene();
}
END_TEST

START_TEST(a_second_acquire_is_an_error_and_not_a_hang)
{
    new_scene();
    ck_assert_int_eq(mp_lock_acquire(&s->lock), 0);
    ck_assert_int_eq(mp_lock_acquire(&s->lock), EDEADLK);
    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, MP_S(20)), EDEADLK);
    ck_assert_int_eq(mp_lock_acquire_timed(&s->lock, 0), EDEADLK);
    ck_assert_int_eq(mp_lock_release(&s->lock), 0);
    end_scene();
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
        a_stopped_holder_is_a_pause_and_not_a_fault,
        a_release_by_another_process_is_an_error,
        a_release_by_another_thread_is_an_error,
        a_child_does_not_inherit_the_hold, a_second_release_is_an_error,
        a_second_acquire_is_an_error_and_not_a_hang, NULL);
}
