/* test_pool_vacancies.c - dead workers cannot be replaced. */
#include "common.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "mp/mp.h"
#include "pool_scene.h"

/* --- no new workers ---------------------------------------------------------
 */

static void forks_fail(void)
{
    fail_at(FAULT_FORK, 1, EAGAIN);
}

START_TEST(where_none_can_be_forked_the_pool_goes_on_with_fewer)
{
    struct mp_map_report report;

    set_pool_scene(3, 10);
    before_each(FAULT_FORK, forks_fail);
    ck_assert_int_eq(run_map(square_or_die, N, 0, &report, MP_FOREVER),
                     ECANCELED);
    ck_assert_uint_eq(report.failed, 1);
    check_the_others(&report, N);
    free(report.errors);
    int empty = 0;
    for (int i = 0; i < 3; i++)
        empty += mp_pool_pid(pool, i) == 0;
    ck_assert_int_eq(empty, 1);
    scene->victim = N;
    ck_assert_int_eq(run_map(square_or_die, N, 0, &report, MP_FOREVER), 0);
    check_the_others(&report, N);
    before_each(FAULT_FORK, NULL);
    fail_at(FAULT_FORK, 0, 0);
    ck_assert_int_eq(run_map(square_or_die, N, 0, &report, MP_FOREVER), 0);
    check_pool_is_whole();
    end_pool_scene();
}
END_TEST

START_TEST(where_no_worker_is_left_the_rest_comes_back_with_eagain)
{
    struct mp_map_report report;

    set_pool_scene(2, -1);
    before_each(FAULT_FORK, forks_fail);
    for (int maps = 0; maps < 2; maps++) {
        int dead = maps == 0 ? 2 : 0;

        ck_assert_int_eq(run_map(square_or_die, N, 5, &report, MP_FOREVER),
                         ECANCELED);
        ck_assert_int_eq(report.deaths, dead);
        ck_assert_uint_eq(report.failed, N);
        for (size_t e = 0; e < report.failed; e++) {
            dead -= report.errors[e].signal == SIGKILL;
            ck_assert_int_eq(report.errors[e].error,
                             report.errors[e].signal ? 0 : EAGAIN);
        }
        ck_assert_int_eq(dead, 0);
        free(report.errors);
    }
    before_each(FAULT_FORK, NULL);
    fail_at(FAULT_FORK, 0, 0);
    scene->victim = N;
    ck_assert_int_eq(run_map(square_or_die, N, 5, &report, MP_FOREVER), 0);
    check_pool_is_whole();
    end_pool_scene();
}
END_TEST

static bool doomed;

static void die_if_doomed(void)
{
    if (doomed)
        _exit(9);
}

START_TEST(workers_that_die_at_birth_are_not_forked_without_bound)
{
    struct mp_map_report report;

    pthread_atfork(NULL, NULL, die_if_doomed);
    set_pool_scene(1, 0);
    doomed = true;
    ck_assert_int_eq(run_map(square_or_die, N, 0, &report, MP_FOREVER),
                     ECANCELED);
    ck_assert_uint_eq(report.failed, N);
    ck_assert_int_eq(report.errors[0].signal, SIGKILL);
    ck_assert_int_eq(report.errors[N - 1].error, EAGAIN);
    free(report.errors);
    doomed = false;
    scene->victim = N;
    ck_assert_int_eq(run_map(square_or_die, N, 0, &report, MP_FOREVER), 0);
    check_pool_is_whole();
    end_pool_scene();
}
END_TEST

int main(void)
{
    return run_tests(
        "pool vacancies", where_none_can_be_forked_the_pool_goes_on_with_fewer,
        where_no_worker_is_left_the_rest_comes_back_with_eagain,
        workers_that_die_at_birth_are_not_forked_without_bound, NULL);
}
