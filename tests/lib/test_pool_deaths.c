/* test_pool_deaths.c - what pool.h promises where workers die or stop. */
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/mp.h"
#include "pool_tasks.h"

/* What the tasks are told, and what they tell. Shared. */
enum { N = 240 };
static struct scene {
    int victim;         /* the item that kills its worker; -1: all do */
    int signal;         /* by this; 0: it exits */
    int status;         /* with this */
    atomic_int waiting; /* of those who die together */
    atomic_int pid;     /* who stopped itself */
    atomic_int runs[N]; /* how often each item was begun */
    int results[N];
} * scene;

static struct mp_pool *pool;

static void set_scene(int workers, int victim)
{
    scene = mp_value(sizeof *scene);
    scene->victim = victim;
    scene->signal = SIGKILL;
    pool = mp_pool_create(workers);
    ck_assert_ptr_nonnull(pool);
}

static void end_scene(void)
{
    mp_pool_destroy(pool);
    mp_array_free(scene);
}

static void die(void)
{
    if (scene->signal == 0)
        exit(scene->status);
    signal(scene->signal, SIG_DFL);
    raise(scene->signal);
}

static int square_or_die(const void *input, void *result)
{
    int i = (int)*(const size_t *)input;

    atomic_fetch_add(&scene->runs[i], 1);
    if (scene->victim == i || scene->victim == -1)
        die();
    *(int *)result = i * i;
    return 0;
}

/* Map it over 0..n-1; results are in scene. */
static int run(mp_task_fn *task, size_t n, size_t chunk,
               struct mp_map_report *report, int64_t timeout)
{
    for (int i = 0; i < N; i++) {
        scene->results[i] = -1;
        scene->runs[i] = 0;
    }
    return mp_pool_map_timed(pool,
                             &(struct mp_map){.task = task,
                                              .n = n,
                                              .results = scene->results,
                                              .result_size = sizeof(int),
                                              .chunk = chunk},
                             report, timeout);
}

/* Items that are in no report are right, and were run once. */
static void check_the_others(const struct mp_map_report *report, int n)
{
    size_t e = 0;

    for (int i = 0; i < n; i++) {
        if (e < report->failed && report->errors[e].index == (size_t)i) {
            e++;
            ck_assert_int_le(scene->runs[i], 1);
            ck_assert_int_eq(scene->results[i], -1);
        } else {
            ck_assert_int_eq(scene->runs[i], 1);
            ck_assert_int_eq(scene->results[i], i * i);
        }
    }
    ck_assert_uint_eq(e, report->failed); /* in order, and none twice */
}

/* All workers are there, and a map is right. */
static void check_pool_is_whole(void)
{
    struct mp_map_report report;

    for (int i = 0; i < mp_pool_workers(pool); i++)
        ck_assert_int_eq(kill(mp_pool_pid(pool, i), 0), 0);
    scene->victim = N;
    ck_assert_int_eq(run(square_or_die, N, 1, &report, MP_FOREVER), 0);
    ck_assert_int_eq(report.deaths, 0);
    check_the_others(&report, N);
}

/* --- one death --------------------------------------------------------------
 */

static void lose_one(int workers, int victim, size_t chunk)
{
    struct mp_map_report report;
    pid_t before[16];
    bool known = false, replaced = false;

    set_scene(workers, victim);
    for (int i = 0; i < workers; i++)
        before[i] = mp_pool_pid(pool, i);
    ck_assert_int_eq(run(square_or_die, N, chunk, &report, MP_FOREVER),
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
    end_scene();
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

START_TEST(a_death_is_told_by_signal_or_by_status)
{
    const int ends[][2] = {{SIGKILL, 0}, {SIGTERM, 0}, {SIGALRM, 0},
                           {SIGPIPE, 0}, {0, 0},       {0, 3},
                           {0, 255}};
    struct mp_map_report report;

    set_scene(2, 5);
    mp_pool_destroy(pool);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        scene->signal = ends[i][0];
        scene->status = ends[i][1];
        scene->victim = 5;
        pool = mp_pool_create(2);
        ck_assert_int_eq(run(square_or_die, N, 0, &report, MP_FOREVER),
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

    set_scene(2, 9);
    signal(SIGCHLD, SIG_IGN); /* the kernel reaps */
    ck_assert_int_eq(run(square_or_die, N, 0, &report, MP_FOREVER), ECANCELED);
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
    set_scene(2, N);
    for (int i = 0; i < 2; i++) {
        pid_t pid = mp_pool_pid(pool, i);
        siginfo_t info;

        kill(pid, SIGKILL);
        ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    }
    struct mp_map_report report;
    ck_assert_int_eq(run(square_or_die, N, 0, &report, MP_FOREVER), 0);
    check_the_others(&report, N);
    check_pool_is_whole();
    end_scene();
}
END_TEST

/* --- many deaths ------------------------------------------------------------
 */

START_TEST(every_item_may_kill_its_worker)
{
    enum { FEW = 60 };
    struct mp_map_report report;

    for (int workers = 1; workers <= 4; workers += 3) {
        for (size_t chunk = 0; chunk <= 20; chunk += 10) {
            set_scene(workers, -1);
            ck_assert_int_eq(
                run(square_or_die, FEW, chunk, &report, MP_FOREVER), ECANCELED);
            ck_assert_uint_eq(report.failed, FEW);
            ck_assert_int_eq(report.deaths, FEW);
            for (int i = 0; i < FEW; i++) {
                ck_assert_int_eq(report.errors[i].signal, SIGKILL);
                ck_assert_int_eq(scene->runs[i], 1);
            }
            check_the_others(&report, FEW);
            free(report.errors);
            check_pool_is_whole();
            end_scene();
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
        die();
    }
    *(int *)result = i * i;
    return 0;
}

START_TEST(two_workers_that_die_at_once_cost_two_items)
{
    for (int workers = 2; workers <= 3; workers++) {
        struct mp_map_report report;

        set_scene(workers, N);
        ck_assert_int_eq(run(die_together, N, 0, &report, MP_FOREVER),
                         ECANCELED);
        ck_assert_uint_eq(report.failed, 2);
        ck_assert_int_eq(report.deaths, 2);
        ck_assert_uint_eq(report.errors[0].index, 0);
        ck_assert_uint_eq(report.errors[1].index, N - 1);
        check_the_others(&report, N);
        free(report.errors);
        check_pool_is_whole();
        end_scene();
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
        set_scene(2, 60);
        ck_assert_int_eq(run(fail_or_die, N, chunk, &report, MP_FOREVER),
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
        end_scene();
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

    seed = test_seed();
    set_scene(3, N);
    enough = false;
    ck_assert_int_eq(pthread_create(&thread, NULL, killer, NULL), 0);
    for (size_t chunk = 0; mp_clock_now() < end; chunk = (chunk + 1) % 9) {
        struct mp_map_report report;
        int error = run(square_slowly, N, chunk, &report, MP_FOREVER);

        ck_assert_int_eq(error, report.failed > 0 ? ECANCELED : 0);
        ck_assert_int_le((int)report.failed, report.deaths);
        for (size_t e = 0; e < report.failed; e++)
            ck_assert_int_eq(report.errors[e].signal, SIGKILL);
        check_the_others(&report, N);
        lost += (int)report.failed;
        deaths += report.deaths;
        free(report.errors);
    }
    enough = true;
    pthread_join(thread, NULL);
    fprintf(stderr, "%d workers died, %d items lost\n", deaths, lost);
    ck_assert_int_gt(deaths, 0);
    end_scene();
}
END_TEST

/* --- no new workers ---------------------------------------------------------
 */

static void forks_fail(void)
{
    fail_at(FAULT_FORK, 1, EAGAIN);
}

START_TEST(where_none_can_be_forked_the_pool_goes_on_with_fewer)
{
    struct mp_map_report report;

    set_scene(3, 10);
    before_each(FAULT_FORK, forks_fail);
    ck_assert_int_eq(run(square_or_die, N, 0, &report, MP_FOREVER), ECANCELED);
    ck_assert_uint_eq(report.failed, 1);
    check_the_others(&report, N);
    free(report.errors);
    int empty = 0;
    for (int i = 0; i < 3; i++)
        empty += mp_pool_pid(pool, i) == 0;
    ck_assert_int_eq(empty, 1);
    scene->victim = N;
    ck_assert_int_eq(run(square_or_die, N, 0, &report, MP_FOREVER), 0);
    check_the_others(&report, N);
    before_each(FAULT_FORK, NULL);
    fail_at(FAULT_FORK, 0, 0);
    ck_assert_int_eq(run(square_or_die, N, 0, &report, MP_FOREVER), 0);
    check_pool_is_whole();
    end_scene();
}
END_TEST

START_TEST(where_no_worker_is_left_the_rest_comes_back_with_eagain)
{
    struct mp_map_report report;

    set_scene(2, -1);
    before_each(FAULT_FORK, forks_fail);
    for (int maps = 0; maps < 2; maps++) {
        int dead = maps == 0 ? 2 : 0;

        ck_assert_int_eq(run(square_or_die, N, 5, &report, MP_FOREVER),
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
    ck_assert_int_eq(run(square_or_die, N, 5, &report, MP_FOREVER), 0);
    check_pool_is_whole();
    end_scene();
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
    set_scene(1, 0);
    doomed = true;
    ck_assert_int_eq(run(square_or_die, N, 0, &report, MP_FOREVER), ECANCELED);
    ck_assert_uint_eq(report.failed, N);
    ck_assert_int_eq(report.errors[0].signal, SIGKILL);
    ck_assert_int_eq(report.errors[N - 1].error, EAGAIN);
    free(report.errors);
    doomed = false;
    scene->victim = N;
    ck_assert_int_eq(run(square_or_die, N, 0, &report, MP_FOREVER), 0);
    check_pool_is_whole();
    end_scene();
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
        set_scene(2, N);
        ck_assert_int_eq(run(stop_and_go_on, N, chunk, &report, MP_FOREVER), 0);
        ck_assert_int_eq(report.deaths, 0);
        check_the_others(&report, N);
        end_scene();
    }
}
END_TEST

START_TEST(a_timed_map_with_a_stopped_worker_ends_on_time)
{
    struct mp_map_report report;
    int64_t start, took;
    pid_t stopped;

    set_scene(2, 0); /* nobody lets it go on */
    start = mp_clock_now();
    ck_assert_int_eq(run(stop_and_go_on, N, 1, &report, MP_MS(600)), ETIMEDOUT);
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
    end_scene();
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
        set_scene(2, N);
        ck_assert_int_eq(run(square_until, N, chunk, &report, MP_MS(200)),
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
        ck_assert_int_eq(run(square_or_die, N, chunk, &report, MP_S(20)), 0);
        check_the_others(&report, N);
        end_scene();
    }
}
END_TEST

int main(void)
{
    return run_tests(
        "pool deaths", a_killed_worker_is_named_and_costs_the_item_it_had_begun,
        a_death_is_told_by_signal_or_by_status,
        where_somebody_else_reaps_the_status_is_unknown,
        a_worker_that_dies_idle_is_replaced_and_costs_nothing,
        every_item_may_kill_its_worker,
        two_workers_that_die_at_once_cost_two_items,
        failures_before_and_after_a_death_are_all_reported,
        workers_killed_at_random_moments_cost_an_item_each_at_most,
        where_none_can_be_forked_the_pool_goes_on_with_fewer,
        where_no_worker_is_left_the_rest_comes_back_with_eagain,
        workers_that_die_at_birth_are_not_forked_without_bound,
        when_the_caller_is_killed_its_workers_are_gone_within_two_seconds,
        a_stopped_worker_is_waited_for_and_sigcont_completes,
        a_timed_map_with_a_stopped_worker_ends_on_time,
        when_time_is_up_what_was_begun_is_finished_and_the_rest_is_not_begun,
        NULL);
}
