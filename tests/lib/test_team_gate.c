/* test_team_gate.c - death before the gate opens, of members and of the caller.
 */
#include "children.h"
#include "common.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <unistd.h>

#include "mp/shared.h"
#include "mp/team.h"

enum { MEMBERS = 5 };

static int count_me(int index, void *done)
{
    (void)index;
    atomic_fetch_add_explicit((atomic_int *)done, 1, memory_order_relaxed);
    return 0;
}

/* --- the gate's own trace ---------------------------------------------------
 */

static int count_cpus(int index, void *counts)
{
    cpu_set_t mine;

    if (sched_getaffinity(0, sizeof mine, &mine) != 0)
        return 1;
    ((int *)counts)[index] = CPU_COUNT(&mine);
    return 0;
}

START_TEST(members_have_the_callers_affinity)
{
    int *count = mp_array(3, sizeof *count);

    count_cpus(2, count);
    for (int kind = MP_THREADS; kind <= MP_PROCESSES; kind++) {
        count[0] = count[1] = 0;
        ck_assert_int_eq(
            mp_team_run((enum mp_kind)kind, 2, count_cpus, count, NULL), 0);
        ck_assert_int_eq(count[0], count[2]);
        ck_assert_int_eq(count[1], count[2]);
    }
    mp_array_free(count);
}
END_TEST

/* --- death before the gate
 * ---------------------------------------------------- */

static int starts;               /* forks so far, counted in the parent */
static int doomed_first, doomed; /* these members die at birth */
static bool at_gate;             /* no: at the gate */

static void count_start(void)
{
    /* Let those before come to the gate, and die there. */
    if (at_gate && ++starts == MEMBERS)
        sleep_ms(100);
    else if (!at_gate)
        starts++;
}

/* Runs in each child, before anything of the library's does. */
static void at_birth(void)
{
    struct itimerval soon = {.it_value.tv_usec = 20000};

    if (starts - 1 < doomed_first || starts - 1 >= doomed_first + doomed)
        return;
    if (at_gate)
        setitimer(ITIMER_REAL, &soon, NULL);
    else
        raise(SIGKILL);
}

static void dooms(bool gate, int first, int count, int code)
{
    static bool registered;

    if (!registered)
        ck_assert_int_eq(pthread_atfork(NULL, NULL, at_birth), 0);
    registered = true;
    starts = 0;
    at_gate = gate;
    doomed_first = first;
    doomed = count;
    signal(SIGALRM, SIG_DFL);
    before_each(FAULT_FORK, count_start);
    atomic_int *done = mp_value(sizeof *done);
    struct mp_team team;
    ck_assert_int_eq(mp_team_run(MP_PROCESSES, MEMBERS, count_me, done, &team),
                     ECHILD);
    ck_assert_int_eq(team.failed, first);
    ck_assert_int_eq(team.code, code);
    ck_assert_int_eq(atomic_load(done), MEMBERS - count);
    ck_assert_int_ge(team.elapsed_ns, 0);
    mp_array_free(done);
    before_each(FAULT_FORK, NULL);
    doomed = 0;
}

START_TEST(a_member_that_dies_before_it_comes_does_not_hold_up_the_others)
{
    for (int i = 0; i < MEMBERS; i++)
        dooms(false, i, 1, -SIGKILL);
    dooms(false, 1, 3, -SIGKILL);
}
END_TEST

START_TEST(a_member_that_dies_at_the_gate_does_not_hold_up_the_others)
{
    for (int i = 0; i < MEMBERS - 1; i++)
        dooms(true, i, 1, -SIGALRM);
    dooms(true, 0, 3, -SIGALRM);
}
END_TEST

START_TEST(when_all_members_die_before_the_gate_the_call_returns)
{
    dooms(false, 0, MEMBERS, -SIGKILL);
}
END_TEST

/* --- death of the caller
 * ----------------------------------------------------------- */

static int lifeline[2];

static int hold_the_line(int index, void *arg)
{
    (void)arg;
    if (index == 0 && write(lifeline[1], "x", 1) != 1)
        return 1;
    return pause();
}

static int die_while_the_team_works(void)
{
    return mp_team_run(MP_PROCESSES, MEMBERS, hold_the_line, NULL, NULL);
}

static void raise_sigkill(void)
{
    if (++starts == MEMBERS)
        raise(SIGKILL);
}

static int die_while_the_team_waits(void)
{
    starts = 0;
    before_each(FAULT_FORK, raise_sigkill);
    return die_while_the_team_works();
}

/* Run caller in a process, kill it (again) after its members' first byte or its
 * own end, and see its members gone. */
static void leaves_no_member(int (*caller)(void), int members)
{
    char byte;

    adopt_orphans();
    ck_assert_int_eq(pipe(lifeline), 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(caller());
    close(lifeline[1]);
    ck_assert(readable_within(lifeline[0], 20000));
    if (read(lifeline[0], &byte, 1) == 1) {
        kill(pid, SIGKILL);
        ck_assert(readable_within(lifeline[0], 2000));
        ck_assert_int_eq(read(lifeline[0], &byte, 1), 0);
    }
    close(lifeline[0]);
    reap_orphans(members + 1);
}

START_TEST(when_the_caller_is_killed_its_members_are_gone_within_two_seconds)
{
    leaves_no_member(die_while_the_team_works, MEMBERS);
    leaves_no_member(die_while_the_team_waits, MEMBERS - 1);
}
END_TEST

int main(void)
{
    return run_tests(
        "team_gate", members_have_the_callers_affinity,
        a_member_that_dies_before_it_comes_does_not_hold_up_the_others,
        a_member_that_dies_at_the_gate_does_not_hold_up_the_others,
        when_all_members_die_before_the_gate_the_call_returns,
        when_the_caller_is_killed_its_members_are_gone_within_two_seconds,
        NULL);
}
