/* test_team_faults.c - members that fail, die at work, or cannot be started.
 */
#include "common.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/process.h"
#include "mp/shared.h"
#include "mp/team.h"

enum { MEMBERS = 5 };

/* What members and test share: who has done its work, and who is to fail. */
static struct board {
    atomic_int done;
    int code[MEMBERS]; /* what a member returns; negative: the signal it dies
                          of, after its work */
} * board;

static void new_board(void)
{
    board = mp_value(sizeof *board);
    ck_assert_ptr_nonnull(board);
}

static int work(int index, void *arg)
{
    struct board *b = arg;

    sleep_ms(index == 0 ? 20 : 0); /* so that the others fail before */
    atomic_fetch_add_explicit(&b->done, 1, memory_order_relaxed);
    return b->code[index] < 0 ? raise(-b->code[index]) : b->code[index];
}

/* Run the team; it is to report this member with this code, and all the others
 * (or all) have done their work. */
static void reports(enum mp_kind kind, int failed, int code, int done)
{
    struct mp_team team;

    ck_assert_int_eq(mp_team_run(kind, MEMBERS, work, board, &team), ECHILD);
    ck_assert_int_eq(team.failed, failed);
    ck_assert_int_eq(team.code, code);
    ck_assert_int_eq(atomic_load(&board->done), done);
    ck_assert(team.elapsed_ns >= MP_MS(20) || failed == 0);
    assert_nothing_left();
    mp_array_free(board);
}

START_TEST(a_member_that_fails_is_reported_by_index)
{
    for (int i = 0; i < MEMBERS; i++)
        for (int kind = MP_THREADS; kind <= MP_PROCESSES; kind++) {
            new_board();
            board->code[i] = 100 + i;
            reports((enum mp_kind)kind, i, 100 + i, MEMBERS);
        }
}
END_TEST

START_TEST(of_several_that_fail_the_lowest_is_reported)
{
    for (int kind = MP_THREADS; kind <= MP_PROCESSES; kind++) {
        new_board();
        board->code[1] = 255;
        board->code[2] = 3;
        board->code[4] = 4;
        reports((enum mp_kind)kind, 1, 255, MEMBERS);
    }
}
END_TEST

START_TEST(a_code_is_taken_modulo_256_for_both_kinds)
{
    for (int kind = MP_THREADS; kind <= MP_PROCESSES; kind++) {
        new_board();
        board->code[1] = 256; /* is 0 */
        board->code[2] = 259;
        reports((enum mp_kind)kind, 2, 3, MEMBERS);
    }
}
END_TEST

START_TEST(a_member_that_dies_is_reported_by_index)
{
    for (int i = 0; i < MEMBERS; i++) {
        new_board();
        board->code[i] = -SIGKILL;
        reports(MP_PROCESSES, i, -SIGKILL, MEMBERS);
    }
}
END_TEST

static int leave_early(int index, void *arg)
{
    struct board *b = arg;

    if (index == 2)
        pthread_exit(NULL);
    return work(index, b);
}

START_TEST(a_thread_that_leaves_by_pthread_exit_is_reported)
{
    struct mp_team team;

    new_board();
    ck_assert_int_eq(
        mp_team_run(MP_THREADS, MEMBERS, leave_early, board, &team), ECHILD);
    ck_assert_int_eq(team.failed, 2);
    ck_assert_int_eq(team.code, MP_UNKNOWN);
    mp_array_free(board);
}
END_TEST

START_TEST(no_member_and_no_function_are_errors)
{
    struct mp_team team;

    for (int kind = MP_THREADS; kind <= MP_PROCESSES; kind++) {
        enum mp_kind k = (enum mp_kind)kind;
        ck_assert_int_eq(mp_team_run(k, 0, work, NULL, &team), EINVAL);
        ck_assert_int_eq(mp_team_run(k, -1, work, NULL, &team), EINVAL);
        ck_assert_int_eq(mp_team_run(k, 2, NULL, NULL, &team), EINVAL);
    }
}
END_TEST

/* --- no more to be had
 * ------------------------------------------------------------ */

START_TEST(a_member_that_cannot_be_started_undoes_those_before_it)
{
    struct mp_team team;

    new_board();
    for (int k = 1; k <= MEMBERS; k++)
        for (int kind = MP_THREADS; kind <= MP_PROCESSES; kind++) {
            fail_at(kind == MP_THREADS ? FAULT_THREAD : FAULT_FORK, k, EAGAIN);
            ck_assert_int_eq(
                mp_team_run((enum mp_kind)kind, MEMBERS, work, board, &team),
                EAGAIN);
            ck_assert_int_eq(atomic_load(&board->done), 0);
            ck_assert_int_eq(team.failed, -1);
            ck_assert_int_eq(team.elapsed_ns, 0);
            assert_nothing_left();
        }
    mp_array_free(board);
}
END_TEST

START_TEST(without_memory_the_call_fails_and_leaves_nothing)
{
    fail_at(FAULT_MMAP, 1, ENOMEM);
    ck_assert_int_eq(mp_team_run(MP_PROCESSES, 2, work, NULL, NULL), ENOMEM);
    fail_at(FAULT_MALLOC, 1, ENOMEM);
    ck_assert_int_eq(mp_team_run(MP_THREADS, 2, work, NULL, NULL), ENOMEM);
    fail_at(FAULT_FORK, 2, ENOMEM);
    ck_assert_int_eq(mp_team_run(MP_PROCESSES, 2, work, NULL, NULL), ENOMEM);
}
END_TEST

START_TEST(a_team_needs_no_descriptor)
{
    forbid_descriptors();
    new_board();
    for (int kind = MP_THREADS; kind <= MP_PROCESSES; kind++)
        ck_assert_int_eq(
            mp_team_run((enum mp_kind)kind, MEMBERS, work, board, NULL), 0);
    ck_assert_int_eq(atomic_load(&board->done), 2 * MEMBERS);
    allow_descriptors();
    mp_array_free(board);
}
END_TEST

START_TEST(members_reaped_by_somebody_else_still_report_their_results)
{
    signal(SIGCHLD, SIG_IGN);
    new_board();
    ck_assert_int_eq(mp_team_run(MP_PROCESSES, MEMBERS, work, board, NULL), 0);
    mp_array_free(board);
    new_board();
    board->code[3] = 33;
    reports(MP_PROCESSES, 3, 33, MEMBERS);
    signal(SIGCHLD, SIG_DFL);
}
END_TEST

START_TEST(errno_is_left_alone)
{
    errno = 1234;
    new_board();
    mp_team_run(MP_THREADS, 2, work, board, NULL);
    mp_team_run(MP_PROCESSES, 2, work, board, NULL);
    fail_at(FAULT_THREAD, 2, EAGAIN);
    mp_team_run(MP_THREADS, 2, work, board, NULL);
    fail_at(FAULT_FORK, 2, EAGAIN);
    mp_team_run(MP_PROCESSES, 2, work, board, NULL);
    fail_at(FAULT_MMAP, 1, ENOMEM);
    mp_team_run(MP_PROCESSES, 2, work, board, NULL);
    mp_array_free(board);
    ck_assert_int_eq(errno, 1234);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("team_faults");

    add_tests(suite, "threads", no_member_and_no_function_are_errors,
              errno_is_left_alone, a_member_that_fails_is_reported_by_index,
              of_several_that_fail_the_lowest_is_reported,
              a_code_is_taken_modulo_256_for_both_kinds,
              a_member_that_dies_is_reported_by_index,
              a_thread_that_leaves_by_pthread_exit_is_reported,
              a_member_that_cannot_be_started_undoes_those_before_it,
              without_memory_the_call_fails_and_leaves_nothing,
              a_team_needs_no_descriptor,
              members_reaped_by_somebody_else_still_report_their_results, NULL);
    return run_suite(suite);
}
