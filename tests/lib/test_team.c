/* test_team.c - what team.h promises; each test runs with threads and with
 * processes. test_team_faults.c and test_team_gate.c have what goes wrong.
 */
#include "common.h"

#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/shared.h"
#include "mp/team.h"

enum { MANY = 64 };

/* What members and test share. */
static struct board {
    int members;
    atomic_int here, sum;
    pid_t pid[MANY];
    int64_t begun[MANY], ended[MANY];
} * board;

static void new_board(int members)
{
    board = mp_value(sizeof *board);
    ck_assert_ptr_nonnull(board);
    board->members = members;
}

static void runs_well(enum mp_kind kind, int members, mp_member_fn *fn,
                      struct mp_team *team)
{
    struct mp_team unused;

    team = team ? team : &unused;
    ck_assert_int_eq(mp_team_run(kind, members, fn, board, team), 0);
    ck_assert_int_eq(team->failed, -1);
    ck_assert_int_eq(team->code, 0);
    ck_assert_int_ge(team->elapsed_ns, 0);
}

/* The least or the most of the members' times. */
static int64_t extreme(const int64_t *of, bool most)
{
    int64_t found = of[0];

    for (int i = 1; i < board->members; i++)
        found = (of[i] > found) == most ? of[i] : found;
    return found;
}

/* --- together
 * ----------------------------------------------------------------- */

/* 0 if all the others come while this member is still there. */
static int wait_for_all(int index, void *arg)
{
    struct board *b = arg;
    int64_t deadline = mp_clock_deadline(MP_S(20));

    b->pid[index] = getpid();
    /* Release and acquire: the test's own, as in a barrier. */
    atomic_fetch_add_explicit(&b->here, 1, memory_order_acq_rel);
    while (atomic_load_explicit(&b->here, memory_order_acquire) < b->members) {
        if (mp_clock_left(deadline) == 0)
            return 1;
        sched_yield();
    }
    return 0;
}

static void all_are_there_at_once(enum mp_kind kind, int members)
{
    new_board(members);
    runs_well(kind, members, wait_for_all, NULL);
    ck_assert_int_eq(atomic_load(&board->here), members);
    for (int i = 0; i < members; i++)
        ck_assert(kind == MP_THREADS ? board->pid[i] == getpid()
                                     : board->pid[i] != getpid());
    mp_array_free(board);
}

START_TEST(all_members_work_at_the_same_time)
{
    for (int members = 1; members <= MANY; members += members) {
        all_are_there_at_once(MP_THREADS, members);
        all_are_there_at_once(MP_PROCESSES, members);
    }
}
END_TEST

static int on_one_cpu(void)
{
    use_one_cpu();
    for (int members = 1; members <= 4; members++) {
        all_are_there_at_once(MP_THREADS, members);
        all_are_there_at_once(MP_PROCESSES, members);
    }
    return 0;
}

START_TEST(one_cpu_is_enough)
{
    ck_assert_int_eq(in_child(on_one_cpu), 0);
}
END_TEST

static int64_t last_start;

/* Before each start: let those that are started already come to the gate. */
static void start_slowly(void)
{
    sleep_ms(20);
    last_start = mp_clock_now();
}

static int stamp(int index, void *arg)
{
    struct board *b = arg;

    b->begun[index] = mp_clock_now();
    sleep_ms(5 * (index + 1));
    b->ended[index] = mp_clock_now();
    return 0;
}

static void stamps_are_right(enum mp_kind kind, int members)
{
    struct mp_team team;

    new_board(members);
    before_each(kind == MP_THREADS ? FAULT_THREAD : FAULT_FORK, start_slowly);
    runs_well(kind, members, stamp, &team);
    int64_t end = mp_clock_now();
    before_each(kind == MP_THREADS ? FAULT_THREAD : FAULT_FORK, NULL);

    /* None begins before the last is started. */
    ck_assert_int_ge(extreme(board->begun, false), last_start);
    /* Elapsed time holds the whole work and not the starting. */
    ck_assert_int_ge(team.elapsed_ns, extreme(board->ended, true) -
                                          extreme(board->begun, false));
    ck_assert_int_le(team.elapsed_ns, end - last_start);
    mp_array_free(board);
}

START_TEST(none_begins_before_the_last_is_ready)
{
    stamps_are_right(MP_THREADS, 2);
    stamps_are_right(MP_PROCESSES, 2);
}
END_TEST

START_TEST(elapsed_time_spans_the_gate_to_the_last_finish)
{
    for (int members = 1; members <= 5; members += 2) {
        stamps_are_right(MP_THREADS, members);
        stamps_are_right(MP_PROCESSES, members);
    }
}
END_TEST

/* --- results
 * -------------------------------------------------------------------- */

static int add_up(int index, void *arg)
{
    struct board *b = arg;

    for (int i = 0; i < 1000; i++)
        atomic_fetch_add_explicit(&b->sum, index + i, memory_order_relaxed);
    return 0;
}

static int sum_of(enum mp_kind kind)
{
    new_board(4);
    runs_well(kind, 4, add_up, NULL);
    int sum = atomic_load(&board->sum);
    mp_array_free(board);
    return sum;
}

START_TEST(the_same_function_gives_the_same_result_as_threads_and_as_processes)
{
    ck_assert_int_eq(sum_of(MP_THREADS), 4 * 499500 + 6000);
    ck_assert_int_eq(sum_of(MP_PROCESSES), 4 * 499500 + 6000);
}
END_TEST

START_TEST(a_thousand_signals_a_second_change_nothing)
{
    storm_begin();
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(sum_of(MP_THREADS), 4 * 499500 + 6000);
        ck_assert_int_eq(sum_of(MP_PROCESSES), 4 * 499500 + 6000);
    }
    storm_end();
}
END_TEST

static int nothing(int index, void *arg)
{
    (void)index;
    (void)arg;
    return 0;
}

START_TEST(a_thousand_teams_leave_nothing)
{
    int mappings = count_mappings();

    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(mp_team_run(i % 2 ? MP_THREADS : MP_PROCESSES, 2,
                                     nothing, NULL, NULL),
                         0);
    assert_nothing_left();
    ck_assert_int_lt(count_mappings(), mappings + 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("team");

    add_tests(
        suite, "threads", all_members_work_at_the_same_time, one_cpu_is_enough,
        none_begins_before_the_last_is_ready,
        elapsed_time_spans_the_gate_to_the_last_finish,
        the_same_function_gives_the_same_result_as_threads_and_as_processes,
        a_thousand_signals_a_second_change_nothing,
        a_thousand_teams_leave_nothing, NULL);
    return run_suite(suite);
}
