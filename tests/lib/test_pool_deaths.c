/* test_pool_deaths.c - a worker dies. */
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/mp.h"
#include "pool_scene.h"

/* --- one death --------------------------------------------------------------
 */

static void lose_one(int workers, int victim, size_t chunk)
{
    struct mp_map_report report;
    pid_t before[16];
    bool known = false, replaced = false;

    set_pool_scene(workers, victim);
    for (int i = 0; i < workers; i++)
        before[i] = mp_pool_pid(pool, i);
    ck_assert_int_eq(run_map(square_or_die, N, chunk, &report, MP_FOREVER),
                     ECANCELED);
    ck_assert_int_eq(report.deaths, 1);
    ck_assert_uint_eq(report.failed, 1);
    struct mp_map_error *error = report.errors;
    ck_assert_uint_eq(error->index, (size_t)victim);
    ck_assert_int_eq(error->error, 0);
    ck_assert_int_eq(error->signal, SIGKILL);
    ck_assert_int_eq(error->status, 0);
    ck_assert_int_eq(scene->runs[victim], 1);
    for (int i = 0; i < workers; i++) {
        known = known || before[i] == error->pid;
        replaced = replaced || (before[i] == error->pid &&
                                mp_pool_pid(pool, i) != error->pid);
    }
    ck_assert(known && replaced);
    check_the_others(&report, N);
    free(report.errors);
    check_pool_is_whole();
    end_pool_scene();
}

START_TEST(a_killed_worker_is_named_and_costs_the_item_it_had_begun)
{
    const int workers[] = {1, 2, 3, 13};
    const int victims[] = {0, 1, 77, N / 2, N - 1};
    const size_t chunks[] = {0, 1, 7, N};

    for (int w = 0; w < 4; w++)
        for (int v = 0; v < 5; v++)
            for (int c = 0; c < 4; c++)
                lose_one(workers[w], victims[v], chunks[c]);
}
END_TEST

/* From the death of one to the map's return, with no time limit of its own. The
 * best of three: another program may have had the CPU for once. */
START_TEST(an_untimed_map_returns_within_two_seconds_of_a_death)
{
    struct mp_map_report report;
    int64_t least = INT64_MAX;

    for (int i = 0; i < 3; i++) {
        set_pool_scene(2, 5);
        int64_t start = mp_clock_now();
        ck_assert_int_eq(run_map(square_or_die, N, 0, &report, MP_FOREVER),
                         ECANCELED);
        int64_t took = mp_clock_now() - start;
        least = took < least ? took : least;
        free(report.errors);
        end_pool_scene();
    }
    ck_assert_int_lt(least, MP_S(2));
}
END_TEST

START_TEST(a_death_is_told_by_signal_or_by_status)
{
    const int ends[][2] = {{SIGKILL, 0}, {SIGTERM, 0}, {SIGALRM, 0},
                           {SIGPIPE, 0}, {0, 0},       {0, 3},
                           {0, 255}};
    struct mp_map_report report;

    set_pool_scene(2, 5);
    mp_pool_destroy(pool);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        scene->signal = ends[i][0];
        scene->status = ends[i][1];
        scene->victim = 5;
        pool = mp_pool_create(2);
        ck_assert_int_eq(run_map(square_or_die, N, 0, &report, MP_FOREVER),
                         ECANCELED);
        ck_assert_uint_eq(report.failed, 1);
        ck_assert_int_eq(report.errors->signal, ends[i][0]);
        ck_assert_int_eq(report.errors->status, ends[i][1]);
        check_the_others(&report, N);
        free(report.errors);
        mp_pool_destroy(pool);
    }
    mp_array_free(scene);
}
END_TEST

START_TEST(where_somebody_else_reaps_the_status_is_unknown)
{
    struct mp_map_report report;

    set_pool_scene(2, 9);
    signal(SIGCHLD, SIG_IGN); /* the kernel reaps */
    ck_assert_int_eq(run_map(square_or_die, N, 0, &report, MP_FOREVER),
                     ECANCELED);
    ck_assert_uint_eq(report.failed, 1);
    ck_assert_uint_eq(report.errors->index, 9);
    ck_assert_int_gt(report.errors->pid, 0);
    ck_assert_int_eq(report.errors->signal, 0);
    ck_assert_int_eq(report.errors->status, MP_UNKNOWN);
    check_the_others(&report, N);
    free(report.errors);
    check_pool_is_whole();
    mp_pool_destroy(pool);
    signal(SIGCHLD, SIG_DFL);
    mp_array_free(scene);
}
END_TEST

START_TEST(a_worker_that_dies_idle_is_replaced_and_costs_nothing)
{
    set_pool_scene(2, N);
    for (int i = 0; i < 2; i++) {
        pid_t pid = mp_pool_pid(pool, i);
        siginfo_t info;

        kill(pid, SIGKILL);
        ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    }
    struct mp_map_report report;
    ck_assert_int_eq(run_map(square_or_die, N, 0, &report, MP_FOREVER), 0);
    check_the_others(&report, N);
    check_pool_is_whole();
    end_pool_scene();
}
END_TEST

/* --- the caller dies --------------------------------------------------------
 */

static int sleep_on(const void *input, void *result)
{
    (void)input;
    (void)result;
    atomic_fetch_add(&scene->waiting, 1);
    do
        pause();
    while (true);
    return 0;
}

static int map_for_ever(void *unused)
{
    (void)unused;
    pool = mp_pool_create(2);
    return mp_pool_map(pool, &(struct mp_map){.task = sleep_on, .n = 2}, NULL);
}

START_TEST(when_the_caller_is_killed_its_workers_are_gone_within_two_seconds)
{
    int fds[2];
    struct mp_process caller = mp_process(map_for_ever, NULL);

    scene = mp_value(sizeof *scene);
    ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
    ck_assert_int_eq(mp_process_start(&caller), 0);
    close(fds[1]); /* the caller and the workers have it */
    while (scene->waiting < 2)
        sleep_ms(1);
    ck_assert(!readable_within(fds[0], 0));
    mp_process_kill(&caller);
    ck_assert_int_eq(mp_process_join(&caller), 0);
    ck_assert(readable_within(fds[0], 2000));
    close(fds[0]);
    mp_array_free(scene);
}
END_TEST

int main(void)
{
    return run_tests(
        "pool deaths", a_killed_worker_is_named_and_costs_the_item_it_had_begun,
        an_untimed_map_returns_within_two_seconds_of_a_death,
        a_death_is_told_by_signal_or_by_status,
        where_somebody_else_reaps_the_status_is_unknown,
        a_worker_that_dies_idle_is_replaced_and_costs_nothing,
        when_the_caller_is_killed_its_workers_are_gone_within_two_seconds,
        NULL);
}
