/* test_lock_mistakes.c - what a lock refuses, where others hang. */
#include "common.h"

#include <errno.h>

#include "hold_scene.h"
#include "mp/clock.h"
#include "mp/team.h"

/* The thread sanitizer would stop at them: they are made on purpose. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
    return "report_mutex_bugs=0";
}

START_TEST(a_release_by_another_process_is_an_error)
{
    new_lock();
    struct mp_process holder = start_holder();
    ck_assert_int_eq(mp_lock_release(&h->lock), EPERM);
    ck_assert_int_eq(mp_lock_acquire_timed(&h->lock, 0), EAGAIN);
    end_holder(&holder);
    end_lock();
}
END_TEST

static int release(int index, void *unused)
{
    (void)index;
    (void)unused;
    return mp_lock_release(&h->lock) == EPERM ? 0 : 1;
}

START_TEST(a_release_by_another_thread_is_an_error)
{
    new_lock();
    ck_assert_int_eq(mp_lock_acquire(&h->lock), 0);
    ck_assert_int_eq(mp_team_run(MP_THREADS, 1, release, NULL, NULL), 0);
    ck_assert_int_eq(mp_lock_release(&h->lock), 0);
    end_lock();
}
END_TEST

START_TEST(a_child_does_not_inherit_the_hold)
{
    new_lock();
    ck_assert_int_eq(mp_lock_acquire(&h->lock), 0);
    ck_assert_int_eq(mp_team_run(MP_PROCESSES, 1, release, NULL, NULL), 0);
    ck_assert_int_eq(mp_lock_release(&h->lock), 0);
    end_lock();
}
END_TEST

START_TEST(a_second_release_is_an_error)
{
    new_lock();
    ck_assert_int_eq(mp_lock_release(&h->lock), EPERM);
    ck_assert_int_eq(mp_lock_acquire(&h->lock), 0);
    ck_assert_int_eq(mp_lock_release(&h->lock), 0);
    ck_assert_int_eq(mp_lock_release(&h->lock), EPERM);
    end_lock();
}
END_TEST

START_TEST(a_second_acquire_is_an_error_and_not_a_hang)
{
    new_lock();
    ck_assert_int_eq(mp_lock_acquire(&h->lock), 0);
    ck_assert_int_eq(mp_lock_acquire(&h->lock), EDEADLK);
    ck_assert_int_eq(mp_lock_acquire_timed(&h->lock, MP_S(20)), EDEADLK);
    ck_assert_int_eq(mp_lock_acquire_timed(&h->lock, 0), EDEADLK);
    ck_assert_int_eq(mp_lock_release(&h->lock), 0);
    end_lock();
}
END_TEST

int main(void)
{
    return run_tests("lock_mistakes", a_release_by_another_process_is_an_error,
                     a_release_by_another_thread_is_an_error,
                     a_child_does_not_inherit_the_hold,
                     a_second_release_is_an_error,
                     a_second_acquire_is_an_error_and_not_a_hang, NULL);
}
