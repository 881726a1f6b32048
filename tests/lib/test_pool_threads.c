/* test_pool_threads.c - what pool.h promises to several threads. */
#include "common.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "mp/mp.h"
#include "mp/pool_internal.h"
#include "pool_tasks.h"

static struct mp_pool *pool;

/* A thread that maps, and what came of it. */
struct mapper {
    pthread_t thread;
    mp_task_fn *task;
    int64_t timeout;
    int error;
    struct mp_map_report report;
};

enum { N = 50 };

static void *map_once(void *arg)
{
    struct mapper *m = arg;

    m->error = mp_pool_map_timed(
        pool, &(struct mp_map){.task = m->task, .n = N, .chunk = 1}, &m->report,
        m->timeout);
    return NULL;
}

static void start(struct mapper *m, mp_task_fn *task, int64_t timeout)
{
    m->task = task;
    m->timeout = timeout;
    ck_assert_int_eq(pthread_create(&m->thread, NULL, map_once, m), 0);
}

static void join(struct mapper *m)
{
    ck_assert_int_eq(pthread_join(m->thread, NULL), 0);
}

/* Item 0 waits at the gate, which the test opens. Shared. */
static struct gate {
    atomic_bool reached, open;
} * gate;

static int wait_at_gate(const void *input, void *result)
{
    (void)result;
    if (*(const size_t *)input == 0) {
        gate->reached = true;
        while (!gate->open)
            sleep_ms(1);
    }
    return 0;
}

static void set_scene(void)
{
    gate = mp_value(sizeof *gate);
    pool = mp_pool_create(2);
    ck_assert_ptr_nonnull(pool);
}

static void await_gate(void)
{
    while (!gate->reached)
        sleep_ms(1);
}

static void end_scene(void)
{
    mp_pool_destroy(pool);
    mp_array_free(gate);
}

enum { SQUARES = 1000, MAPS = 50 };

static void *map_squares(void *arg)
{
    int first = *(int *)arg, in[SQUARES], out[SQUARES];

    for (int i = 0; i < SQUARES; i++)
        in[i] = first + i;
    for (int maps = 0; maps < MAPS; maps++) {
        for (int i = 0; i < SQUARES; i++)
            out[i] = 0;
        ck_assert_int_eq(map_ints(pool, square, SQUARES, in, out, NULL), 0);
        for (int i = 0; i < SQUARES; i++)
            if (out[i] != in[i] * in[i])
                ck_abort_msg("%d squared is %d", in[i], out[i]);
    }
    return NULL;
}

START_TEST(two_threads_that_map_at_once_take_turns)
{
    pthread_t thread[2];
    int first[2] = {0, 5000};

    set_scene();
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(
            pthread_create(&thread[i], NULL, map_squares, &first[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    end_scene();
}
END_TEST

START_TEST(a_timed_map_gives_up_waiting_for_its_turn)
{
    struct mapper first = {0}, second = {0};

    set_scene();
    start(&first, wait_at_gate, MP_FOREVER);
    await_gate();
    start(&second, fail_unless_no_result, MP_MS(50));
    join(&second);
    ck_assert_int_eq(second.error, ETIMEDOUT);
    ck_assert_uint_eq(second.report.failed, N);
    ck_assert_int_eq(second.report.errors[N - 1].error, ETIMEDOUT);
    free(second.report.errors);
    gate->open = true;
    join(&first);
    ck_assert_int_eq(first.error, 0);
    end_scene();
}
END_TEST

static atomic_bool closed;

static void *close_pool(void *unused)
{
    (void)unused;
    ck_assert_int_eq(mp_pool_close(pool), 0);
    closed = true;
    return NULL;
}

START_TEST(close_waits_for_the_map_in_progress_and_lets_in_no_more)
{
    struct mapper begun = {0}, late = {0};
    pthread_t closer;

    set_scene();
    closed = false;
    start(&begun, wait_at_gate, MP_FOREVER);
    await_gate();
    ck_assert_int_eq(pthread_create(&closer, NULL, close_pool, NULL), 0);
    do {
        start(&late, fail_unless_no_result, MP_MS(5));
        join(&late);
        free(late.report.errors);
    } while (late.error == ETIMEDOUT); /* as long as it is not yet closed */
    ck_assert_int_eq(late.error, EPIPE);
    ck_assert(!closed);
    gate->open = true;
    join(&begun);
    pthread_join(closer, NULL);
    ck_assert(closed);
    ck_assert_int_eq(begun.error, 0);
    end_scene();
}
END_TEST

START_TEST(close_waits_for_maps_that_wait_for_their_turn)
{
    pthread_t closer;

    set_scene();
    closed = false;
    /* As a map does, and then nothing for a while. */
    ck_assert_int_eq(mp_pool_enter(pool), 0);
    ck_assert_int_eq(pthread_create(&closer, NULL, close_pool, NULL), 0);
    while (!(pool->gate & MP_POOL_CLOSED))
        sleep_ms(1);
    sleep_ms(100); /* a chance to do it wrong */
    ck_assert(!closed);
    ck_assert_int_gt(mp_pool_pid(pool, 0), 0);
    mp_pool_leave(pool);
    pthread_join(closer, NULL);
    ck_assert(closed);
    end_scene();
}
END_TEST

START_TEST(terminate_is_prompt_and_the_map_in_progress_says_canceled)
{
    struct mapper begun = {0};
    struct mp_map_report *report = &begun.report;
    int64_t before;

    set_scene();
    start(&begun, wait_at_gate, MP_FOREVER);
    await_gate();  /* which stays closed */
    sleep_ms(300); /* so long that the caller's sleeps are at their longest */
    before = mp_clock_now();
    ck_assert_int_eq(mp_pool_terminate(pool), 0);
    ck_assert_int_lt(mp_clock_now() - before, MP_S(2));
    join(&begun);
    ck_assert_int_eq(begun.error, ECANCELED);
    ck_assert_int_eq(report->deaths, 2);
    ck_assert_uint_ge(report->failed, 1);
    ck_assert_uint_eq(report->errors[0].index, 0);
    ck_assert_int_gt(report->errors[0].pid, 0);
    ck_assert_int_eq(report->errors[0].signal, SIGKILL);
    free(report->errors);
    end_scene();
}
END_TEST

START_TEST(a_thread_cancelled_in_a_map_finishes_it)
{
    struct mapper begun = {0};

    set_scene();
    start(&begun, wait_at_gate, MP_FOREVER);
    await_gate();
    pthread_cancel(begun.thread);
    gate->open = true;
    join(&begun);
    ck_assert_int_eq(
        mp_pool_map(pool,
                    &(struct mp_map){.task = fail_unless_no_result, .n = 5},
                    NULL),
        0);
    end_scene();
}
END_TEST

int main(void)
{
    /* The case's name: these go under the thread sanitizer. */
    return run_tests("threads", two_threads_that_map_at_once_take_turns,
                     a_timed_map_gives_up_waiting_for_its_turn,
                     close_waits_for_the_map_in_progress_and_lets_in_no_more,
                     close_waits_for_maps_that_wait_for_their_turn,
                     terminate_is_prompt_and_the_map_in_progress_says_canceled,
                     a_thread_cancelled_in_a_map_finishes_it, NULL);
}
