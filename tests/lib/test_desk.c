/* desk.h: tellers that are real processes and move only when told. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common.h"
#include "kit/desk.h"

static struct desk *desk;

static int step(int teller, enum step_kind kind)
{
    return desk_step(desk, (struct step){teller, kind});
}

static void open_desk(int tellers, bool witness)
{
    desk = desk_open(tellers, witness);
    ck_assert_ptr_nonnull(desk);
}

START_TEST(real_processes_lose_an_update_as_the_schedule_says)
{
    open_desk(2, false);
    ck_assert_int_eq(step(0, STEP_READ), 0);
    ck_assert_int_eq(step(1, STEP_READ), 0);
    ck_assert_int_eq(step(0, STEP_WRITE), 0);
    ck_assert_int_eq(desk_balance(desk), 1);
    ck_assert_int_eq(desk_register(desk, 1), 0);
    ck_assert_int_eq(step(1, STEP_WRITE), 0);
    ck_assert_int_eq(desk_balance(desk), -1);
    desk_close(desk);
}
END_TEST

START_TEST(the_lock_is_a_real_one)
{
    open_desk(2, true);
    ck_assert_int_eq(step(1, STEP_WAIT), EPROTO); /* it is free */
    ck_assert_int_eq(step(0, STEP_TAKE), 0);
    ck_assert_int_eq(step(1, STEP_TAKE), EAGAIN);
    ck_assert_int_eq(step(1, STEP_WAIT), 0);
    ck_assert_int_eq(step(1, STEP_RELEASE), EPERM);
    ck_assert_int_eq(step(0, STEP_RELEASE), 0);
    ck_assert_int_eq(step(1, STEP_TAKE), 0);
    desk_close(desk);
}
END_TEST

START_TEST(a_teller_that_cannot_be_had_undoes_those_before_it)
{
    fail_at(FAULT_FORK, 3, EAGAIN);
    ck_assert_ptr_null(desk_open(4, false));
    ck_assert_int_eq(errno, EAGAIN);
    for (int k = 1; k <= 6; k++) { /* each mapping in turn */
        fail_at(FAULT_MMAP, k, ENOMEM);
        desk = desk_open(2, false);
        ck_assert(desk || errno == ENOMEM);
        desk_close(desk);
    }
    fail_at(FAULT_MMAP, 0, 0);
}
END_TEST

START_TEST(a_dead_teller_is_reported_and_not_waited_for)
{
    char path[64], pids[64] = "";

    open_desk(1, false);
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)gettid());
    FILE *children = fopen(path, "re");
    if (children) {
        ck_assert_ptr_nonnull(fgets(pids, sizeof pids, children));
        fclose(children);
        kill((pid_t)strtol(pids, NULL, 10), SIGKILL);
        ck_assert_int_eq(step(0, STEP_READ), ECHILD);
    }
    desk_close(desk);
}
END_TEST

static int move_wrongly(void)
{
    fclose(stderr); /* it says why, as it should */
    close(STDERR_FILENO);
    desk = desk_open(1, false);
    if (!desk)
        return 2;
    desk_move(desk, (struct step){0, STEP_READ}, 0);
    desk_move(desk, (struct step){0, STEP_WRITE}, 7);
    return 0;
}

START_TEST(a_balance_that_the_notation_does_not_say_ends_the_program)
{
    ck_assert_int_eq(in_child(move_wrongly), 1);
}
END_TEST

int main(void)
{
    return run_tests("desk", real_processes_lose_an_update_as_the_schedule_says,
                     the_lock_is_a_real_one,
                     a_teller_that_cannot_be_had_undoes_those_before_it,
                     a_dead_teller_is_reported_and_not_waited_for,
                     a_balance_that_the_notation_does_not_say_ends_the_program,
                     NULL);
}
