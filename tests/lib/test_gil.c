/* test_gil.c - what gil.h promises. Whether N threads take N times as long is
 * measured, not tested. */
#include "common.h"

#include <pthread.h>

#include "kit/gil.h"
#include "mp/clock.h"

enum { THREADS = 6, STEPS = 100000, TURNS = 3 };

static struct gil *gil;

static struct gil *make_gil(int64_t interval)
{
    struct gil *made = gil_create(interval);

    ck_assert_ptr_nonnull(made);
    return made;
}

static void run_threads(int n, void *(*body)(void *))
{
    pthread_t threads[THREADS];
    static int number[THREADS];

    for (int i = 0; i < n; i++) {
        number[i] = i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, body, &number[i]),
                         0);
    }
    for (int i = 0; i < n; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}

static long counter; /* plain: only the holder touches it */

static void *count_up(void *unused)
{
    (void)unused;
    gil_acquire(gil);
    for (int i = 0; i < STEPS; i++) {
        counter++;
        gil_check(gil);
        if (i % 1000 == 0) { /* as around a blocking call */
            gil_release(gil);
            gil_acquire(gil);
        }
    }
    gil_release(gil);
    return NULL;
}

START_TEST(only_the_holder_computes)
{
    counter = 0;
    gil = make_gil(MP_US(50));
    run_threads(THREADS, count_up);
    ck_assert_int_eq(counter, (long)THREADS * STEPS);
    gil_destroy(gil);
}
END_TEST

static int runner;          /* who computed last */
static long turns[THREADS]; /* how often each one got the lock by asking */

static bool all_had_turns(int n)
{
    for (int i = 0; i < n; i++)
        if (turns[i] < TURNS)
            return false;
    return true;
}

/* Compute until all have had some turns. A hand-over that comes back without
 * another's step in between would be none: that is counted as a failure. */
static atomic_long won_back;

static void *take_turns(void *number)
{
    int me = *(int *)number;

    gil_acquire(gil);
    runner = me;
    while (!all_had_turns(THREADS)) {
        bool wanted = atomic_load_explicit(&gil->wanted, memory_order_relaxed);
        gil_check(gil);
        if (wanted && runner == me)
            won_back++;
        turns[me] += runner != me;
        runner = me;
    }
    gil_release(gil);
    return NULL;
}

START_TEST(each_thread_gets_its_turns_and_none_wins_back_the_lock_at_once)
{
    won_back = 0;
    for (int i = 0; i < THREADS; i++)
        turns[i] = 0;
    gil = make_gil(MP_US(200));
    run_threads(THREADS, take_turns);
    ck_assert_int_eq(won_back, 0);
    ck_assert_int_ge(gil_switches(gil), TURNS * THREADS);
    gil_destroy(gil);
}
END_TEST

static atomic_bool waiter_had_it;
static int64_t waited;

static void *wait_once(void *unused)
{
    int64_t start = mp_clock_now();

    (void)unused;
    gil_acquire(gil);
    waited = mp_clock_now() - start;
    waiter_had_it = true;
    gil_release(gil);
    return NULL;
}

START_TEST(a_holder_keeps_the_lock_for_an_interval_and_then_hands_it_over)
{
    pthread_t waiter;

    waiter_had_it = false;
    gil = make_gil(MP_MS(30));
    gil_acquire(gil);
    ck_assert_int_eq(pthread_create(&waiter, NULL, wait_once, NULL), 0);
    while (!waiter_had_it)
        gil_check(gil);
    gil_release(gil);
    ck_assert_int_eq(pthread_join(waiter, NULL), 0);
    ck_assert_int_ge(waited, MP_MS(30));
    ck_assert_int_eq(gil_switches(gil), 1);
    gil_destroy(gil);
}
END_TEST

/* The interval is for those who do not let go. */
START_TEST(a_release_wakes_a_waiter_long_before_its_interval_is_over)
{
    pthread_t waiter;

    gil = make_gil(MP_S(3600));
    gil_acquire(gil);
    ck_assert_int_eq(pthread_create(&waiter, NULL, wait_once, NULL), 0);
    sleep_ms(20); /* let it wait; the result is the same if it does not */
    gil_release(gil);
    ck_assert_int_eq(pthread_join(waiter, NULL), 0);
    ck_assert_int_eq(gil_switches(gil), 0);
    gil_destroy(gil);
}
END_TEST

START_TEST(alone_nobody_asks)
{
    gil = make_gil(GIL_INTERVAL_NS);
    gil_acquire(gil);
    for (int i = 0; i < STEPS; i++)
        gil_check(gil);
    gil_release(gil);
    ck_assert_int_eq(gil_switches(gil), 0);
    gil_destroy(gil);
}
END_TEST

START_TEST(null_is_no_lock)
{
    for (int twice = 0; twice < 2; twice++)
        gil_acquire(NULL);
    gil_check(NULL);
    gil_release(NULL);
    gil_destroy(NULL);
}
END_TEST

int main(void)
{
    return run_tests(
        "gil", only_the_holder_computes,
        each_thread_gets_its_turns_and_none_wins_back_the_lock_at_once,
        a_holder_keeps_the_lock_for_an_interval_and_then_hands_it_over,
        a_release_wakes_a_waiter_long_before_its_interval_is_over,
        alone_nobody_asks, null_is_no_lock, NULL);
}
