/* test_delay.c - what delay.h promises. */
#include "common.h"

#include <errno.h>
#include <time.h>

#include "kit/delay.h"
#include "kit/opts.h"
#include "mp/clock.h"

const char program_doc[] = "";

static int64_t cpu_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return MP_S(now.tv_sec) + now.tv_nsec;
}

/* The shortest of many: load makes them longer, nothing makes them shorter. */
static int64_t shortest(int64_t ns, int times)
{
    int64_t least = INT64_MAX;

    for (int i = 0; i < 50; i++) {
        int64_t start = mp_clock_now();
        for (int k = 0; k < times; k++)
            delay_spin(ns);
        int64_t took = (mp_clock_now() - start) / times;
        if (took < least)
            least = took;
    }
    return least;
}

/* Both ways of spinning, by turns and by the clock. */
START_TEST(a_spin_takes_about_as_long_as_asked)
{
    static const int64_t each[] = {100, 300, 2000, 10000, 200000};

    for (int i = 0; i < 5; i++) {
        int64_t took = shortest(each[i], each[i] < 1000 ? 1000 : 10);
        ck_assert_int_gt(took, each[i] / 2);
        ck_assert_int_lt(took, each[i] * 3);
    }
}
END_TEST

START_TEST(a_spin_of_nothing_returns)
{
    delay_spin(0);
    delay_spin(-5);
    delay_spin(INT64_MIN);
}
END_TEST

START_TEST(a_spin_keeps_the_cpu_and_a_sleep_gives_it_up)
{
    int64_t start = cpu_time();

    delay_spin(MP_MS(1));
    for (int i = 0; i < 20; i++) /* where it is not alone on its core */
        delay_spin(MP_MS(1));
    ck_assert_int_gt(cpu_time() - start, MP_US(500));
    start = cpu_time();
    delay_sleep(MP_MS(50));
    ck_assert_int_lt(cpu_time() - start, MP_MS(25));
}
END_TEST

START_TEST(a_sleep_lasts_at_least_as_long_as_asked_whatever_signals_come)
{
    storm_begin();
    for (int i = 0; i < 5; i++) {
        int64_t start = mp_clock_now();
        delay_sleep(MP_MS(30));
        ck_assert_int_ge(mp_clock_now() - start, MP_MS(30));
    }
    storm_end();
    delay_sleep(0);
    delay_sleep(-1);
}
END_TEST

START_TEST(windows_are_parsed_as_durations_or_words)
{
    static const struct {
        const char *text;
        int error;
        int64_t window;
    } cases[] = {{"none", 0, DELAY_NONE},
                 {"yield", 0, DELAY_YIELD},
                 {"sleep", 0, DELAY_SLEEP},
                 {"200ns", 0, 200},
                 {"5us", 0, 5000},
                 {"1ms", 0, MP_MS(1)},
                 {"1s", 0, MP_S(1)},
                 {"0", 0, 0},
                 {"0ns", 0, 0},
                 {"1001ms", ERANGE, 0},
                 {"2s", ERANGE, 0},
                 {"9223372036854775808ns", ERANGE, 0},
                 {"9223372036854775807s", ERANGE, 0},
                 {"", EINVAL, 0},
                 {"200", EINVAL, 0},
                 {"-1ns", EINVAL, 0},
                 {"+5us", EINVAL, 0},
                 {" 5us", EINVAL, 0},
                 {"5 us", EINVAL, 0},
                 {"5us ", EINVAL, 0},
                 {"1e3ns", EINVAL, 0},
                 {"0x10ns", EINVAL, 0},
                 {"1,5us", EINVAL, 0},
                 {"1.5us", EINVAL, 0},
                 {"nan", EINVAL, 0},
                 {"inf", EINVAL, 0},
                 {"5\xc2\xb5s", EINVAL, 0},
                 {"5m", EINVAL, 0},
                 {"5usx", EINVAL, 0},
                 {"nones", EINVAL, 0},
                 {"Yield", EINVAL, 0}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t window = -77;
        int error = delay_parse(cases[i].text, &window);
        ck_assert_msg(error == cases[i].error, "'%s': %d, not %d",
                      cases[i].text, error, cases[i].error);
        if (!error)
            ck_assert_int_eq(window, cases[i].window);
    }
}
END_TEST

START_TEST(a_windows_name_parses_to_the_same_window)
{
    static const int64_t each[] = {
        DELAY_NONE, DELAY_YIELD, DELAY_SLEEP, 1,       999,
        1000,       1001,        5000000,     MP_S(1), 999999999};
    int64_t window;

    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        ck_assert_int_eq(delay_parse(delay_name(each[i]), &window), 0);
        ck_assert_int_eq(window, each[i]);
    }
    ck_assert_str_eq(delay_name(0), "none");
    ck_assert_str_eq(delay_name(-1), "yield");
    ck_assert_str_eq(delay_name(200), "200ns");
    ck_assert_str_eq(delay_name(5000), "5us");
    ck_assert_str_eq(delay_name(1500), "1500ns");
}
END_TEST

START_TEST(a_window_passes)
{
    int64_t start = mp_clock_now();

    delay_window(DELAY_NONE);
    delay_window(DELAY_YIELD);
    delay_window(DELAY_SLEEP);
    delay_window(MP_MS(2));
    ck_assert_int_ge(mp_clock_now() - start, MP_MS(1));
}
END_TEST

int main(void)
{
    return run_tests(
        "delay", a_spin_takes_about_as_long_as_asked, a_spin_of_nothing_returns,
        a_spin_keeps_the_cpu_and_a_sleep_gives_it_up,
        a_sleep_lasts_at_least_as_long_as_asked_whatever_signals_come,
        windows_are_parsed_as_durations_or_words,
        a_windows_name_parses_to_the_same_window, a_window_passes, NULL);
}
