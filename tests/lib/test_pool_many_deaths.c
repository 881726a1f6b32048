/* test_pool_many_deaths.c - workers die, many or at once. */
#include "common.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "mp/mp.h"
#include "pool_scene.h"

/* --- many deaths ------------------------------------------------------------
 */

START_TEST(every_item_may_kill_its_worker)
{
    enum { FEW = 60 };
    struct mp_map_report report;

    for (int workers = 1; workers <= 4; workers += 3) {
        for (size_t chunk = 0; chunk <= 20; chunk += 10) {
            set_pool_scene(workers, -1);
            ck_assert_int_eq(
                run_map(square_or_die, FEW, chunk, &report, MP_FOREVER),
                ECANCELED);
            ck_assert_uint_eq(report.failed, FEW);
            ck_assert_int_eq(report.deaths, FEW);
            for (int i = 0; i < FEW; i++) {
                ck_assert_int_eq(report.errors[i].signal, SIGKILL);
                ck_assert_int_eq(scene->runs[i], 1);
            }
            check_the_others(&report, FEW);
            free(report.errors);
            check_pool_is_whole();
            end_pool_scene();
        }
    }
}
END_TEST

static int die_together(const void *input, void *result)
{
    int i = (int)*(const size_t *)input;

    atomic_fetch_add(&scene->runs[i], 1);
    if (i == 0 || i == N - 1) {
        atomic_fetch_add(&scene->waiting, 1);
        while (scene->waiting < 2)
            sleep_ms(1);
        die_as_told();
    }
    *(int *)result = i * i;
    return 0;
}

START_TEST(two_workers_that_die_at_once_cost_two_items)
{
    for (int workers = 2; workers <= 3; workers++) {
        struct mp_map_report report;

        set_pool_scene(workers, N);
        ck_assert_int_eq(run_map(die_together, N, 0, &report, MP_FOREVER),
                         ECANCELED);
        ck_assert_uint_eq(report.failed, 2);
        ck_assert_int_eq(report.deaths, 2);
        ck_assert_uint_eq(report.errors[0].index, 0);
        ck_assert_uint_eq(report.errors[1].index, N - 1);
        check_the_others(&report, N);
        free(report.errors);
        check_pool_is_whole();
        end_pool_scene();
    }
}
END_TEST

static int fail_or_die(const void *input, void *result)
{
    int i = (int)*(const size_t *)input;

    square_or_die(input, result);
    return i % 3 == 1 ? 7 : 0;
}

START_TEST(failures_before_and_after_a_death_are_all_reported)
{
    struct mp_map_report report;

    for (size_t chunk = 0; chunk <= N; chunk += 80) {
        set_pool_scene(2, 60);
        ck_assert_int_eq(run_map(fail_or_die, N, chunk, &report, MP_FOREVER),
                         ECANCELED);
        ck_assert_uint_eq(report.failed, N / 3 + 1);
        for (size_t e = 0, i = 0; e < report.failed; e++) {
            while (i != 60 && i % 3 != 1)
                i++;
            ck_assert_uint_eq(report.errors[e].index, i);
            ck_assert_int_eq(report.errors[e].error, i == 60 ? 0 : 7);
            i++;
        }
        check_the_others(&report, N);
        free(report.errors);
        end_pool_scene();
    }
}
END_TEST

/* Long enough to be killed in. */
static int square_slowly(const void *input, void *result)
{
    int64_t end = mp_clock_now() + MP_US(30);

    while (mp_clock_now() < end)
        ;
    return square_or_die(input, result);
}

/* Kills workers of the pool at random moments, until told to stop. */
static atomic_bool enough;
static uint64_t seed;

static void *killer(void *unused)
{
    (void)unused;
    while (!enough) {
        pid_t pid = mp_pool_pid(pool, (int)(next_random(&seed) % 3));
        struct timespec pause = {0, (long)(next_random(&seed) % 3000000)};

        if (pid > 0) /* may be reaped meanwhile; pids are not reused so soon */
            kill(pid, SIGKILL);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

START_TEST(workers_killed_at_random_moments_cost_an_item_each_at_most)
{
    int64_t end = mp_clock_now() + MP_S(2);
    int lost = 0, deaths = 0;
    pthread_t thread;

    uint64_t first = seed = test_seed();
    set_pool_scene(3, N);
    enough = false;
    ck_assert_int_eq(pthread_create(&thread, NULL, killer, NULL), 0);
    for (size_t chunk = 0; mp_clock_now() < end; chunk = (chunk + 1) % 9) {
        struct mp_map_report report;
        int error = run_map(square_slowly, N, chunk, &report, MP_FOREVER);

        ck_assert_int_eq(error, report.failed > 0 ? ECANCELED : 0);
        ck_assert_int_le((int)report.failed, report.deaths);
        for (size_t e = 0; e < report.failed; e++)
            ck_assert_msg(report.errors[e].signal == SIGKILL,
                          "seed %ju, item %zu: signal %d, status %d, error %d",
                          (uintmax_t)first, report.errors[e].index,
                          report.errors[e].signal, report.errors[e].status,
                          report.errors[e].error);
        check_the_others(&report, N);
        lost += (int)report.failed;
        deaths += report.deaths;
        free(report.errors);
    }
    enough = true;
    pthread_join(thread, NULL);
    fprintf(stderr, "%d workers died, %d items lost\n", deaths, lost);
    ck_assert_int_gt(deaths, 0);
    end_pool_scene();
}
END_TEST

int main(void)
{
    return run_tests("pool, many deaths", every_item_may_kill_its_worker,
                     two_workers_that_die_at_once_cost_two_items,
                     failures_before_and_after_a_death_are_all_reported,
                     workers_killed_at_random_moments_cost_an_item_each_at_most,
                     NULL);
}
