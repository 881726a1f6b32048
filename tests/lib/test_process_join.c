/* test_process_join.c - join with a timeout, under signals, and when somebody
 * else has reaped the child.
 */
#include "children.h"
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "mp/clock.h"
#include "mp/process.h"

/* --- timeouts --------------------------------------------------- */

/* A join that must time out does so, not before its time. */
static void times_out(struct mp_process *p, int64_t timeout)
{
    int64_t start = mp_clock_now();

    ck_assert_int_eq(mp_process_join_timed(p, timeout), ETIMEDOUT);
    ck_assert_int_ge(mp_clock_now() - start, timeout);
    ck_assert_int_eq(p->state, MP_STARTED);
}

static void timed_joins_work(void)
{
    int ms = 30;
    struct mp_process p = mp_process(live_on, NULL);
    struct mp_process q = mp_process(live_for_a_while, &ms);

    ck_assert_int_eq(mp_process_start(&p), 0);
    times_out(&p, 1);
    times_out(&p, MP_US(100));
    times_out(&p, MP_MS(30));
    ck_assert_int_eq(mp_process_join_timed(&p, 0), EAGAIN);
    ck_assert_int_eq(mp_process_join_timed(&p, -2), EAGAIN);
    ck_assert_int_eq(mp_process_kill(&p), 0);
    ck_assert_int_eq(mp_process_join_timed(&p, MP_S(20)), 0);
    ck_assert_int_eq(p.exitcode, -SIGKILL);

    int64_t start = mp_clock_now();
    ck_assert_int_eq(mp_process_start(&q), 0);
    ck_assert_int_eq(mp_process_join_timed(&q, MP_S(20)), 0);
    ck_assert_int_lt(mp_clock_now() - start, MP_S(20));
    ck_assert_int_eq(q.exitcode, 5);
}

START_TEST(join_with_a_timeout_returns_on_time_and_says_that_the_child_lives)
{
    timed_joins_work();
}
END_TEST

/* On time also means not late: not a second timeout, not the child's life. */
START_TEST(a_timed_join_is_never_two_seconds_late)
{
    const int64_t timeouts[] = {1, MP_MS(10), MP_MS(600)};
    struct mp_process p = mp_process(live_on, NULL);

    ck_assert_int_eq(mp_process_start(&p), 0);
    for (int i = 0; i < 3; i++) {
        int64_t start = mp_clock_now();
        times_out(&p, timeouts[i]);
        ck_assert_int_lt(mp_clock_now() - start, timeouts[i] + MP_S(2));
    }
    ck_assert_int_eq(mp_process_kill(&p), 0);
    ck_assert_int_eq(mp_process_join(&p), 0);
}
END_TEST

START_TEST(join_with_a_timeout_needs_no_descriptor)
{
    forbid_descriptors();
    timed_joins_work();
    allow_descriptors();
}
END_TEST

START_TEST(the_longest_timeouts_do_not_overflow)
{
    int ms = 20;
    const int64_t timeouts[] = {MP_FOREVER, INT64_MAX, INT64_MAX - 1,
                                INT64_MAX / 2};

    for (int i = 0; i < 4; i++) {
        struct mp_process p = mp_process(live_for_a_while, &ms);
        ck_assert_int_eq(mp_process_start(&p), 0);
        ck_assert_int_eq(mp_process_join_timed(&p, timeouts[i]), 0);
        ck_assert_int_eq(p.exitcode, 5);
    }
}
END_TEST

START_TEST(a_stopped_child_has_not_ended)
{
    struct mp_process p = mp_process(live_on, NULL);
    siginfo_t info;

    ck_assert_int_eq(mp_process_start(&p), 0);
    ck_assert_int_eq(kill(p.pid, SIGSTOP), 0);
    ck_assert_int_eq(waitid(P_PID, (id_t)p.pid, &info, WSTOPPED | WNOWAIT), 0);
    ck_assert_int_eq(mp_process_join_timed(&p, 0), EAGAIN);
    times_out(&p, MP_MS(20));
    ck_assert_int_eq(kill(p.pid, SIGCONT), 0);
    times_out(&p, MP_MS(20));
    ck_assert_int_eq(mp_process_terminate(&p), 0);
    ck_assert_int_eq(mp_process_join(&p), 0);
    ck_assert_int_eq(p.exitcode, -SIGTERM);
}
END_TEST

/* --- others meddle --------------------------------------------------- */

START_TEST(a_child_reaped_by_somebody_else_has_an_unknown_exit_code)
{
    int code = 3;
    struct mp_process p = mp_process(give_back, &code);

    ck_assert_int_eq(mp_process_start(&p), 0);
    ck_assert_int_eq(waitpid(p.pid, NULL, 0), p.pid);
    ck_assert_int_eq(mp_process_kill(&p), 0);
    ck_assert_int_eq(mp_process_join(&p), 0);
    ck_assert_int_eq(p.exitcode, MP_UNKNOWN);
    ck_assert_int_eq(mp_process_join(&p), 0);
}
END_TEST

START_TEST(with_sigchld_ignored_a_join_waits_and_the_exit_code_is_unknown)
{
    int ms = 50;
    struct mp_process p = mp_process(live_for_a_while, &ms), q = p, r = p;

    signal(SIGCHLD, SIG_IGN);
    ck_assert_int_eq(mp_process_start(&p), 0);
    ck_assert_int_eq(mp_process_join(&p), 0);
    ck_assert_int_eq(p.exitcode, MP_UNKNOWN);
    ck_assert_int_eq(mp_process_start(&q), 0);
    ck_assert_int_eq(mp_process_join_timed(&q, MP_S(20)), 0);
    ck_assert_int_eq(q.exitcode, MP_UNKNOWN);
    forbid_descriptors();
    ck_assert_int_eq(mp_process_start(&r), 0);
    ck_assert_int_eq(mp_process_join_timed(&r, MP_S(20)), 0);
    ck_assert_int_eq(r.exitcode, MP_UNKNOWN);
    allow_descriptors();
    signal(SIGCHLD, SIG_DFL);
}
END_TEST

START_TEST(a_thousand_signals_a_second_change_nothing)
{
    int ms = 200, code = 8;
    struct mp_process p = mp_process(live_for_a_while, &ms), q = p;

    storm_begin();
    ck_assert_int_eq(mp_process_start(&p), 0);
    times_out(&p, MP_MS(50));
    ck_assert_int_eq(mp_process_join(&p), 0);
    ck_assert_int_eq(p.exitcode, 5);
    forbid_descriptors();
    ck_assert_int_eq(mp_process_start(&q), 0);
    times_out(&q, MP_MS(50));
    ck_assert_int_eq(mp_process_join_timed(&q, MP_S(20)), 0);
    ck_assert_int_eq(q.exitcode, 5);
    allow_descriptors();
    for (int i = 0; i < 200; i++)
        ck_assert_int_eq(outcome(give_back, &code), 8);
    storm_end();
}
END_TEST

START_TEST(errno_is_left_alone)
{
    int ms = 2;
    struct mp_process p = mp_process(live_for_a_while, &ms), q = p;

    errno = 1234;
    mp_process_start(&p);
    mp_process_join_timed(&p, 1);
    mp_process_join(&p);
    fail_at(FAULT_FORK, 1, EAGAIN);
    mp_process_start(&q);
    mp_process_join(&q);
    ck_assert_int_eq(errno, 1234);
}
END_TEST

int main(void)
{
    return run_tests(
        "process_join",
        join_with_a_timeout_returns_on_time_and_says_that_the_child_lives,
        a_timed_join_is_never_two_seconds_late,
        join_with_a_timeout_needs_no_descriptor,
        the_longest_timeouts_do_not_overflow, a_stopped_child_has_not_ended,
        a_child_reaped_by_somebody_else_has_an_unknown_exit_code,
        with_sigchld_ignored_a_join_waits_and_the_exit_code_is_unknown,
        a_thousand_signals_a_second_change_nothing, errno_is_left_alone, NULL);
}
