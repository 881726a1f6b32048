/* test_process.c - what process.h promises: start, join, exit code, kill.
 *
 * test_process_join.c, test_process_output.c and test_process_death.c have the
 * rest.
 */
#include "children.h"
#include "common.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "mp/clock.h"
#include "mp/process.h"

/* --- exit codes --------------------------------------------------- */

START_TEST(an_exit_code_from_0_to_255_comes_back)
{
    for (int code = 0; code < 256; code++)
        ck_assert_int_eq(outcome(give_back, &code), code);
}
END_TEST

START_TEST(an_exit_code_is_taken_modulo_256)
{
    const int codes[] = {256, 257, -1, 65535, 1 << 30};

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        int code = codes[i];
        ck_assert_int_eq(outcome(give_back, &code), code & 0xff);
    }
}
END_TEST

static int die_of(void *sig)
{
    signal(*(int *)sig, SIG_DFL); /* sanitizers handle some */
    return raise(*(int *)sig);
}

START_TEST(death_by_signal_n_comes_back_as_minus_n)
{
    const int signals[] = {SIGKILL, SIGTERM, SIGINT,  SIGSEGV, SIGABRT,
                           SIGBUS,  SIGFPE,  SIGPIPE, SIGUSR1};
    struct rlimit core;

    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &core), 0);
    core.rlim_cur = 0;
    ck_assert_int_eq(setrlimit(RLIMIT_CORE, &core), 0);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        int sig = signals[i];
        ck_assert_int_eq(outcome(die_of, &sig), -sig);
    }
}
END_TEST

/* --- start and join --------------------------------------------------- */

START_TEST(joining_twice_is_safe)
{
    int code = 9;
    struct mp_process p = mp_process(give_back, &code);

    ck_assert_int_eq(mp_process_start(&p), 0);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(mp_process_join(&p), 0);
        ck_assert_int_eq(mp_process_join_timed(&p, 0), 0);
        ck_assert_int_eq(p.exitcode, 9);
    }
}
END_TEST

START_TEST(join_before_start_is_an_error)
{
    struct mp_process p = mp_process(live_on, NULL);

    ck_assert_int_eq(mp_process_join(&p), ESRCH);
    ck_assert_int_eq(mp_process_join_timed(&p, MP_S(1)), ESRCH);
    ck_assert_int_eq(p.state, MP_CREATED);
}
END_TEST

START_TEST(start_twice_is_an_error)
{
    int code = 1;
    struct mp_process p = mp_process(give_back, &code);

    ck_assert_int_eq(mp_process_start(&p), 0);
    ck_assert_int_eq(mp_process_start(&p), EBUSY);
    ck_assert_int_eq(mp_process_join(&p), 0);
    ck_assert_int_eq(mp_process_start(&p), EBUSY);
    ck_assert_int_eq(p.exitcode, 1);
}
END_TEST

START_TEST(start_without_a_target_is_an_error)
{
    struct mp_process p = mp_process(NULL, NULL);

    ck_assert_int_eq(mp_process_start(&p), EINVAL);
    ck_assert_int_eq(p.state, MP_CREATED);
}
END_TEST

static int meddle(void *sibling)
{
    struct mp_process *p = sibling;

    if (mp_process_join(p) != ESRCH || mp_process_join_timed(p, 0) != ESRCH)
        return 1;
    if (mp_process_kill(p) != ESRCH || mp_process_terminate(p) != ESRCH)
        return 2;
    return p->state == MP_STARTED ? 0 : 3;
}

START_TEST(only_who_started_a_child_may_join_or_kill_it)
{
    struct mp_process p = mp_process(live_on, NULL);

    ck_assert_int_eq(mp_process_start(&p), 0);
    ck_assert_int_eq(outcome(meddle, &p), 0);
    ck_assert_int_eq(mp_process_join_timed(&p, 0), EAGAIN);
    ck_assert_int_eq(mp_process_kill(&p), 0);
    ck_assert_int_eq(mp_process_join(&p), 0);
}
END_TEST

static void *start_and_join_some(void *unused)
{
    int wrong = 0;

    for (int code = 1; code <= 20; code++) {
        struct mp_process p = mp_process(give_back, &code);
        wrong += mp_process_start(&p) != 0 || mp_process_join(&p) != 0 ||
                 p.exitcode != code;
    }
    (void)unused;
    return (void *)(intptr_t)wrong;
}

START_TEST(threads_may_start_processes_at_the_same_time)
{
    pthread_t threads[4];
    void *wrong;

    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, start_and_join_some, NULL), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], &wrong);
        ck_assert_ptr_null(wrong);
    }
}
END_TEST

/* --- terminate and kill --------------------------------------------------- */

START_TEST(terminate_gives_minus_15_and_kill_minus_9_right_after_start_too)
{
    for (int i = 0; i < 200; i++) {
        struct mp_process p = mp_process(live_on, NULL), q = p;
        ck_assert_int_eq(mp_process_start(&p), 0);
        ck_assert_int_eq(mp_process_terminate(&p), 0);
        ck_assert_int_eq(mp_process_start(&q), 0);
        ck_assert_int_eq(mp_process_kill(&q), 0);
        ck_assert_int_eq(mp_process_join(&p), 0);
        ck_assert_int_eq(mp_process_join(&q), 0);
        ck_assert_int_eq(p.exitcode, -15);
        ck_assert_int_eq(q.exitcode, -9);
    }
}
END_TEST

START_TEST(killing_a_child_that_has_ended_is_safe)
{
    int code = 4;
    struct mp_process p = mp_process(give_back, &code);
    siginfo_t info;

    ck_assert_int_eq(mp_process_start(&p), 0);
    ck_assert_int_eq(waitid(P_PID, (id_t)p.pid, &info, WEXITED | WNOWAIT), 0);
    ck_assert_int_eq(mp_process_kill(&p), 0);
    ck_assert_int_eq(mp_process_terminate(&p), 0);
    ck_assert_int_eq(mp_process_join(&p), 0);
    ck_assert_int_eq(p.exitcode, 4);
}
END_TEST

START_TEST(killing_before_start_or_after_join_is_an_error)
{
    int code = 0;
    struct mp_process p = mp_process(give_back, &code);

    ck_assert_int_eq(mp_process_kill(&p), ESRCH);
    ck_assert_int_eq(mp_process_terminate(&p), ESRCH);
    ck_assert_int_eq(mp_process_start(&p), 0);
    ck_assert_int_eq(mp_process_join(&p), 0);
    ck_assert_int_eq(mp_process_kill(&p), ESRCH);
    ck_assert_int_eq(mp_process_terminate(&p), ESRCH);
}
END_TEST

START_TEST(a_hundred_children_started_killed_and_joined_leave_nothing)
{
    struct mp_process p[100];

    for (int i = 0; i < 100; i++) {
        p[i] = mp_process(live_on, NULL);
        ck_assert_int_eq(mp_process_start(&p[i]), 0);
    }
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(mp_process_kill(&p[i]), 0);
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(mp_process_join_timed(&p[i], MP_S(20)), 0);
        ck_assert_int_eq(p[i].exitcode, -SIGKILL);
    }
    assert_nothing_left();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("process");

    add_tests(suite, "process", an_exit_code_from_0_to_255_comes_back,
              an_exit_code_is_taken_modulo_256,
              death_by_signal_n_comes_back_as_minus_n, joining_twice_is_safe,
              join_before_start_is_an_error, start_twice_is_an_error,
              start_without_a_target_is_an_error,
              only_who_started_a_child_may_join_or_kill_it,
              terminate_gives_minus_15_and_kill_minus_9_right_after_start_too,
              killing_a_child_that_has_ended_is_safe,
              killing_before_start_or_after_join_is_an_error,
              a_hundred_children_started_killed_and_joined_leave_nothing, NULL);
    add_tests(suite, "threads", threads_may_start_processes_at_the_same_time,
              NULL);
    return run_suite(suite);
}
