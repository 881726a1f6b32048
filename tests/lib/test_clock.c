/* test_clock.c - what clock.h promises. */
#include "common.h"
#include "mp/clock.h"
#include "mp/process.h"
#include "mp/shared.h"

START_TEST(the_clock_never_goes_back)
{
    int64_t last = mp_clock_now();

    for (int i = 0; i < 1000000; i++) {
        int64_t now = mp_clock_now();
        if (now < last)
            ck_abort_msg("back by %lld ns", (long long)(last - now));
        last = now;
    }
}
END_TEST

START_TEST(the_clock_counts_nanoseconds)
{
    struct timespec before, after;

    clock_gettime(CLOCK_MONOTONIC, &before);
    int64_t now = mp_clock_now();
    clock_gettime(CLOCK_MONOTONIC, &after);
    ck_assert_int_ge(now, before.tv_sec * MP_S(1) + before.tv_nsec);
    ck_assert_int_le(now, after.tv_sec * MP_S(1) + after.tv_nsec);
}
END_TEST

static int read_clock(void *reading)
{
    *(int64_t *)reading = mp_clock_now();
    return 0;
}

START_TEST(the_clock_is_the_same_in_all_processes)
{
    int64_t *reading = mp_value(sizeof *reading);
    struct mp_process child = mp_process(read_clock, reading);

    int64_t before = mp_clock_now();
    ck_assert_int_eq(mp_process_start(&child), 0);
    ck_assert_int_eq(mp_process_join(&child), 0);
    ck_assert_int_le(before, *reading);
    ck_assert_int_le(*reading, mp_clock_now());
    mp_array_free(reading);
}
END_TEST

START_TEST(a_reading_costs_something)
{
    for (int i = 0; i < 10; i++)
        ck_assert_int_ge(mp_clock_cost(), 1);
}
END_TEST

START_TEST(a_deadline_lies_the_timeout_ahead)
{
    int64_t before = mp_clock_now(), deadline = mp_clock_deadline(MP_MS(5));

    ck_assert_int_ge(deadline, before + MP_MS(5));
    ck_assert_int_le(deadline, mp_clock_now() + MP_MS(5));
    ck_assert_int_le(mp_clock_left(deadline), MP_MS(5));
}
END_TEST

START_TEST(a_timeout_of_forever_and_one_that_overflows_never_end)
{
    ck_assert_int_eq(mp_clock_deadline(MP_FOREVER), INT64_MAX);
    ck_assert_int_eq(mp_clock_deadline(INT64_MAX), INT64_MAX);
    ck_assert_int_eq(mp_clock_deadline(INT64_MAX - 1), INT64_MAX);
    ck_assert_int_eq(mp_clock_left(INT64_MAX), INT64_MAX);
}
END_TEST

START_TEST(a_negative_timeout_is_over_at_once)
{
    int64_t deadline = mp_clock_deadline(-2);

    ck_assert_int_le(deadline, mp_clock_now());
    ck_assert_int_le(mp_clock_deadline(INT64_MIN), mp_clock_now());
    ck_assert_int_eq(mp_clock_left(deadline), 0);
}
END_TEST

START_TEST(what_is_left_is_never_negative)
{
    ck_assert_int_eq(mp_clock_left(0), 0);
    ck_assert_int_eq(mp_clock_left(mp_clock_now() - MP_S(1)), 0);
}
END_TEST

START_TEST(a_timespec_is_seconds_and_nanoseconds)
{
    struct timespec t = mp_clock_timespec(MP_S(3) + MP_MS(2) + MP_US(1) + 7);

    ck_assert_int_eq(t.tv_sec, 3);
    ck_assert_int_eq(t.tv_nsec, 2001007);
}
END_TEST

int main(void)
{
    return run_tests(
        "clock", the_clock_never_goes_back, the_clock_counts_nanoseconds,
        the_clock_is_the_same_in_all_processes, a_reading_costs_something,
        a_deadline_lies_the_timeout_ahead,
        a_timeout_of_forever_and_one_that_overflows_never_end,
        a_negative_timeout_is_over_at_once, what_is_left_is_never_negative,
        a_timespec_is_seconds_and_nanoseconds, NULL);
}
