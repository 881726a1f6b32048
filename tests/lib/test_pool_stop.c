/* test_pool_stop.c - workers are stopped, and maps end on time. */
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mp/mp.h"
#include "pool_scene.h"

/* --- SIGSTOP ----------------------------------------------------------------
 */

static bool is_stopped(pid_t pid)
{
    char path[40], line[300], *state;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    file = fopen(path, "r");
    if (!file)
        return false;
    state = fgets(line, sizeof line, file);
    fclose(file);
    return state && (state = strrchr(line, ')')) && state[2] == 'T';
}

/* Item 0 stops its worker. The last item waits until it is stopped, and a
 * while, and lets it go on. */
static int stop_and_go_on(const void *input, void *result)
{
    int i = (int)*(const size_t *)input;

    atomic_fetch_add(&scene->runs[i], 1);
    if (i == 0) {
        scene->pid = getpid();
        raise(SIGSTOP);
    } else if (i == N - 1) {
        while (scene->pid == 0 || !is_stopped(scene->pid))
            sleep_ms(1);
        sleep_ms(300);
        if (scene->victim == N)
            kill(scene->pid, SIGCONT);
    }
    *(int *)result = i * i;
    return 0;
}

START_TEST(a_stopped_worker_is_waited_for_and_sigcont_completes)
{
    struct mp_map_report report;

    for (size_t chunk = 0; chunk < 2; chunk++) {
        set_pool_scene(2, N);
        ck_assert_int_eq(run_map(stop_and_go_on, N, chunk, &report, MP_FOREVER),
                         0);
        ck_assert_int_eq(report.deaths, 0);
        check_the_others(&report, N);
        end_pool_scene();
    }
}
END_TEST

START_TEST(a_timed_map_with_a_stopped_worker_ends_on_time)
{
    struct mp_map_report report;
    int64_t start, took;
    pid_t stopped;

    set_pool_scene(2, 0); /* nobody lets it go on */
    start = mp_clock_now();
    ck_assert_int_eq(run_map(stop_and_go_on, N, 1, &report, MP_MS(600)),
                     ETIMEDOUT);
    took = mp_clock_now() - start;
    ck_assert_int_ge(took, MP_MS(600));
    ck_assert_int_lt(took, MP_MS(2600));
    ck_assert_uint_ge(report.failed, 1);
    ck_assert_int_eq(report.deaths, 1);
    ck_assert_uint_eq(report.errors[0].index, 0);
    for (size_t e = 0; e < report.failed; e++)
        ck_assert_int_eq(report.errors[e].error, ETIMEDOUT);
    stopped = report.errors[0].pid;
    ck_assert_int_eq(stopped, scene->pid);
    ck_assert_int_eq(report.errors[0].signal, SIGKILL);
    check_the_others(&report, N);
    free(report.errors);
    ck_assert_int_ne(mp_pool_pid(pool, 0), stopped);
    ck_assert_int_ne(mp_pool_pid(pool, 1), stopped);
    check_pool_is_whole();
    end_pool_scene();
}
END_TEST

static int64_t task_ends; /* as of the fork */

static int square_until(const void *input, void *result)
{
    while (mp_clock_now() < task_ends)
        sleep_ms(1);
    return square_or_die(input, result);
}

START_TEST(when_time_is_up_what_was_begun_is_finished_and_the_rest_is_not_begun)
{
    struct mp_map_report report;

    for (size_t chunk = 1; chunk < 50; chunk *= 7) {
        task_ends = mp_clock_now() + MP_MS(400);
        set_pool_scene(2, N);
        ck_assert_int_eq(run_map(square_until, N, chunk, &report, MP_MS(200)),
                         ETIMEDOUT);
        ck_assert_int_ge(mp_clock_now(), task_ends);
        ck_assert_uint_eq(report.failed, N - 2);
        ck_assert_int_eq(report.deaths, 0);
        for (size_t e = 0; e < report.failed; e++) {
            ck_assert_int_eq(report.errors[e].error, ETIMEDOUT);
            ck_assert_int_eq(report.errors[e].pid, 0);
            ck_assert_int_eq(scene->runs[report.errors[e].index], 0);
        }
        check_the_others(&report, N);
        free(report.errors);
        /* A timed map that is through in time is as any. */
        ck_assert_int_eq(run_map(square_or_die, N, chunk, &report, MP_S(20)),
                         0);
        check_the_others(&report, N);
        end_pool_scene();
    }
}
END_TEST

int main(void)
{
    return run_tests(
        "pool stop", a_stopped_worker_is_waited_for_and_sigcont_completes,
        a_timed_map_with_a_stopped_worker_ends_on_time,
        when_time_is_up_what_was_begun_is_finished_and_the_rest_is_not_begun,
        NULL);
}
