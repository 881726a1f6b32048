/* test_stats.c - what stats.h promises. */
#include "common.h"

#include <float.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kit/stats.h"

/* n, n-1, ... 1: so that a value is its own rank. */
static struct stats of_ranks(size_t n)
{
    double *values = malloc(n * sizeof *values);

    for (size_t i = 0; i < n; i++)
        values[i] = (double)(n - i);
    struct stats s = stats_of(values, n);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(values[i] == (double)(i + 1), "not sorted");
    free(values);
    return s;
}

START_TEST(median_least_and_most_of_odd_and_even_numbers_of_values)
{
    for (size_t n = 1; n < 100; n++) {
        struct stats s = of_ranks(n);
        ck_assert_uint_eq(s.n, n);
        ck_assert_double_eq(s.min, 1);
        ck_assert_double_eq(s.max, (double)n);
        ck_assert_double_eq(s.median, (double)(n + 1) / 2);
    }
}
END_TEST

/* Le Boudec, Performance Evaluation of Computer and Communication Systems,
 * table A.1, the symmetric ones. */
START_TEST(the_interval_has_the_ranks_of_the_printed_table)
{
    static const size_t table[][3] = {{1, 1, 1},    {2, 1, 2},    {5, 1, 5},
                                      {6, 1, 6},    {8, 1, 8},    {9, 2, 8},
                                      {10, 2, 9},   {12, 3, 10},  {20, 6, 15},
                                      {30, 10, 21}, {50, 18, 33}, {70, 27, 44}};

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct stats s = of_ranks(table[i][0]);
        ck_assert_double_eq(s.low, (double)table[i][1]);
        ck_assert_double_eq(s.high, (double)table[i][2]);
    }
}
END_TEST

__extension__ typedef unsigned __int128 whole;

/* The largest k with 2 * P(fewer than k heads of n coins) <= 1/20, in whole
 * numbers; 1 where there is none. */
static size_t exact_rank(size_t n)
{
    whole ways = 1, below = 0; /* C(n, k), and the sum of those before */
    size_t k = 0;

    for (; 40 * (below + ways) <= (whole)1 << n; k++) {
        below += ways;
        ways = ways * (n - k) / (k + 1);
    }
    return k > 0 ? k : 1;
}

START_TEST(the_interval_has_the_ranks_of_exact_whole_numbers)
{
    for (size_t n = 1; n < 110; n++) {
        struct stats s = of_ranks(n);
        ck_assert_double_eq(s.low, (double)exact_rank(n));
        ck_assert_double_eq(s.high, (double)(n + 1 - exact_rank(n)));
    }
}
END_TEST

/* Where 2^n is beyond all numbers: as the normal law says, within a rank. */
START_TEST(the_interval_of_a_million_values_is_the_normal_laws)
{
    static const size_t each[] = {2000, 10001, 1000000};

    for (int i = 0; i < 3; i++) {
        double n = (double)each[i];
        struct stats s = of_ranks(each[i]);
        double half = 0.5 * 1.959964, middle = (n + 1) / 2;
        double root = n; /* Newton, to do without libm */
        for (int k = 0; k < 100; k++)
            root = (root + n / root) / 2;
        ck_assert_double_eq_tol(s.low, middle - half * root, 1.01);
        ck_assert_double_eq_tol(s.high, middle + half * root, 1.01);
    }
}
END_TEST

START_TEST(equal_and_extreme_values_are_kept)
{
    double same[] = {3, 3, 3, 3, 3, 3, 3};
    double wide[] = {DBL_MAX, -DBL_MAX, 0, DBL_MIN, -1, 1, 1e-300};

    struct stats s = stats_of(same, 7);
    ck_assert(s.min == 3 && s.low == 3 && s.median == 3 && s.high == 3 &&
              s.max == 3);
    s = stats_of(wide, 7);
    ck_assert_double_eq(s.min, -DBL_MAX);
    ck_assert_double_eq(s.median, DBL_MIN);
    ck_assert_double_eq(s.max, DBL_MAX);
    ck_assert(isfinite(stats_quantile(wide, 7, 0.93)));
}
END_TEST

static int of_nan(void)
{
    double values[] = {1, NAN, 2};
    struct rlimit no_core = {0, 0};

    setrlimit(RLIMIT_CORE, &no_core);
    close(STDERR_FILENO);
    stats_of(values, 3);
    return 0;
}

START_TEST(nan_is_not_allowed)
{
    ck_assert_int_eq(in_child(of_nan), -SIGABRT);
}
END_TEST

/* Figures from R's quantile(c(1, 2, 4, 8), p), whose default is type 7. */
START_TEST(quantiles_are_those_of_r)
{
    static const double v[] = {1, 2, 4, 8};
    static const double cases[][2] = {{0, 1},     {0.25, 1.75}, {1.0 / 3, 2},
                                      {0.5, 3},   {0.75, 5},    {0.9, 6.8},
                                      {0.1, 1.3}, {1, 8}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_double_eq_tol(stats_quantile(v, 4, cases[i][0]), cases[i][1],
                                1e-12);
    ck_assert_double_eq(stats_quantile(v, 1, 0.7), 1);
}
END_TEST

static void histogram_is(const double *values, size_t n, double min, double max,
                         size_t bins, const size_t *expected)
{
    size_t counts[8] = {99, 99, 99, 99, 99, 99, 99, 99};

    stats_histogram(values, n, min, max, counts, bins);
    for (size_t i = 0; i < bins; i++)
        ck_assert_uint_eq(counts[i], expected[i]);
    ck_assert_msg(bins == 8 || counts[bins] == 99, "beyond the last bin");
}

START_TEST(a_histogram_counts_both_ends_and_nothing_outside)
{
    static const double v[] = {0, 1, 1.99, 2, 3, 4, -0.01, 4.01, 8, -5};

    histogram_is(v, 10, 0, 4, 4, (const size_t[]){1, 2, 1, 2});
    histogram_is(v, 10, 0, 4, 1, (const size_t[]){6});
    histogram_is(v, 10, 2, 2, 3, (const size_t[]){1, 0, 0});
    histogram_is(v, 10, -5, 8, 2, (const size_t[]){4, 6});
    histogram_is(v, 0, 0, 1, 2, (const size_t[]){0, 0});
}
END_TEST

int main(void)
{
    return run_tests("stats",
                     median_least_and_most_of_odd_and_even_numbers_of_values,
                     the_interval_has_the_ranks_of_the_printed_table,
                     the_interval_has_the_ranks_of_exact_whole_numbers,
                     the_interval_of_a_million_values_is_the_normal_laws,
                     equal_and_extreme_values_are_kept, nan_is_not_allowed,
                     quantiles_are_those_of_r,
                     a_histogram_counts_both_ends_and_nothing_outside, NULL);
}
