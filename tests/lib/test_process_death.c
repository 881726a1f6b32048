/* test_process_death.c - children of children; the parent is killed; a process
 * cannot be started.
 */
#include "children.h"
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/process.h"

/* --- children of children ---------------------------------------------------
 */

/* The number of processes in a tree of this depth, two children each. */
static int plant_tree(void *depth)
{
    int below = *(int *)depth - 1, sum = 1;

    for (int i = 0; below >= 0 && i < 2; i++) {
        struct mp_process p = mp_process(plant_tree, &below);
        if (mp_process_start(&p) != 0 || mp_process_join(&p) != 0)
            return 255;
        sum += p.exitcode;
    }
    return sum;
}

START_TEST(a_child_may_start_children_of_its_own)
{
    int depth = 4;

    ck_assert_int_eq(outcome(plant_tree, &depth), 31);
}
END_TEST

/* --- the parent is killed ---------------------------------------------------
 */

/* A pipe that the workers hold open: at its end when the last is gone. */
static int lifeline[2];

static int hold_the_line(void *unused)
{
    if (write(lifeline[1], "x", 1) != 1)
        return 1;
    return live_on(unused);
}

static int start_workers_and_live_on(void)
{
    for (int i = 0; i < 4; i++) {
        struct mp_process p = mp_process(hold_the_line, NULL);
        mp_process_start(&p);
    }
    return live_on(NULL);
}

static int start_workers_and_die(void)
{
    for (int i = 0; i < 2; i++) {
        struct mp_process p = mp_process(live_on, NULL);
        mp_process_start(&p);
    }
    return raise(SIGKILL);
}

START_TEST(when_the_parent_is_killed_its_workers_are_gone_within_two_seconds)
{
    char byte;

    adopt_orphans();
    ck_assert_int_eq(pipe(lifeline), 0);
    pid_t parent = fork();
    if (parent == 0)
        _exit(start_workers_and_live_on());
    close(lifeline[1]);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(read(lifeline[0], &byte, 1), 1);
    kill(parent, SIGKILL);
    ck_assert(readable_within(lifeline[0], 2000));
    ck_assert_int_eq(read(lifeline[0], &byte, 1), 0);
    close(lifeline[0]);
    reap_orphans(5);
}
END_TEST

START_TEST(a_parent_killed_right_after_start_takes_its_workers_along)
{
    char byte;

    for (int i = 0; i < 100; i++) {
        adopt_orphans();
        ck_assert_int_eq(pipe(lifeline), 0);
        ck_assert_int_eq(in_child(start_workers_and_die), -SIGKILL);
        close(lifeline[1]);
        ck_assert(readable_within(lifeline[0], 2000));
        ck_assert_int_eq(read(lifeline[0], &byte, 1), 0);
        close(lifeline[0]);
        reap_orphans(2);
    }
}
END_TEST

/* --- no process to be had ---------------------------------------------------
 */

START_TEST(a_fork_that_fails_is_reported_and_leaves_nothing)
{
    const int errors[] = {EAGAIN, ENOMEM};
    int code = 6;

    for (int i = 0; i < 2; i++) {
        struct mp_process p = mp_process(give_back, &code);
        fail_at(FAULT_FORK, 1, errors[i]);
        ck_assert_int_eq(mp_process_start(&p), errors[i]);
        ck_assert_int_eq(p.state, MP_CREATED);
        ck_assert_int_eq(mp_process_join(&p), ESRCH);
        assert_nothing_left();
        ck_assert_int_eq(mp_process_start(&p), 0); /* it may be tried again */
        ck_assert_int_eq(mp_process_join(&p), 0);
        ck_assert_int_eq(p.exitcode, 6);
    }
}
END_TEST

static int start_too_many(void)
{
    int code = 0, error = 0, started = 0;
    struct rlimit limit;
    struct mp_process p[8];

    become_ordinary_user();
    if (getrlimit(RLIMIT_NPROC, &limit) != 0)
        return 1;
    limit.rlim_cur = 4;
    if (setrlimit(RLIMIT_NPROC, &limit) != 0)
        return 2;
    for (int i = 0; i < 8 && !error; i++) {
        p[i] = mp_process(live_on, NULL);
        error = mp_process_start(&p[i]);
        started += !error;
    }
    for (int i = 0; i < started; i++)
        if (mp_process_kill(&p[i]) != 0 || mp_process_join(&p[i]) != 0)
            return 3;
    if (error != EAGAIN || started > 4 || waitpid(-1, NULL, 0) != -1)
        return 4;
    /* With the others gone there is room again, if they were ours. */
    return started == 0 || outcome(give_back, &code) == 0 ? 0 : 5;
}

START_TEST(over_the_limit_of_processes_start_says_eagain)
{
    ck_assert_int_eq(in_child(start_too_many), 0);
}
END_TEST

int main(void)
{
    return run_tests(
        "process_death", a_child_may_start_children_of_its_own,
        when_the_parent_is_killed_its_workers_are_gone_within_two_seconds,
        a_parent_killed_right_after_start_takes_its_workers_along,
        a_fork_that_fails_is_reported_and_leaves_nothing,
        over_the_limit_of_processes_start_says_eagain, NULL);
}
