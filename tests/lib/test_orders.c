/* All orders counted: against the formula, against trying each, and each
 * example against the rules of the game. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "kit/orders.h"
#include "kit/schedule.h"

START_TEST(three_deposits_and_three_more_have_924_orders_20_right_2_from_8)
{
    static const int expected[] = {8, 300, 416, 180, 20};
    struct orders *o = orders_new(3, 3, true);

    ck_assert(orders_total(o) == 924);
    ck_assert_int_eq(orders_least(o), 2);
    ck_assert_int_eq(orders_most(o), 6);
    for (int b = 2; b <= 6; b++)
        ck_assert(orders_ending(o, b) == (orders_count)expected[b - 2]);
    ck_assert(orders_ending(o, 1) == 0 && orders_ending(o, 7) == 0);
    ck_assert(orders_lossless(o) == 20);
    orders_free(o);
}
END_TEST

START_TEST(three_deposits_and_withdrawals_180_of_924_end_at_0_20_lose_nothing)
{
    struct orders *o = orders_new(3, 3, false);

    ck_assert(orders_total(o) == 924);
    ck_assert_int_eq(orders_right(o), 0);
    ck_assert(orders_ending(o, 0) == 180);
    ck_assert(orders_lossless(o) == 20);
    orders_free(o);
}
END_TEST

START_TEST(counting_agrees_with_trying_each_order)
{
    for (int n = 1; n <= 4; n++)
        for (int m = 1; m <= 4; m++)
            for (int witness = 0; witness < 2; witness++) {
                struct orders *o = orders_new(n, m, witness);
                ck_assert_msg(orders_agree(o), "n %d, m %d, witness %d", n, m,
                              witness);
                orders_free(o);
            }
}
END_TEST

/* Total = (2n+2m)! / (2n)!(2m)!, by Pascal's triangle modulo 2^128: exact as
 * long as nothing is larger, and 128 over 64 is 2.4e37. */
START_TEST(the_total_is_the_binomial_up_to_32_by_32)
{
    static orders_count pascal[129][129];

    for (int i = 0; i <= 128; i++)
        for (int k = 0; k <= i; k++)
            pascal[i][k] =
                k == 0 || k == i ? 1 : pascal[i - 1][k - 1] + pascal[i - 1][k];
    for (int n = 1; n <= 32; n++) {
        int m = n % 3 ? 33 - n : n;
        struct orders *o = orders_new(n, m, n % 2);
        ck_assert(orders_total(o) == pascal[2 * n + 2 * m][2 * n]);
        ck_assert(orders_lossless(o) == pascal[n + m][n]);
        orders_free(o);
    }
    struct orders *o = orders_new(32, 32, false);
    ck_assert_str_eq(orders_digits(orders_total(o)),
                     "23951146041928082866135587776380551750");
    ck_assert_str_eq(orders_brief(orders_total(o)), "2.395e+37");
    ck_assert_str_eq(orders_brief(924), "924");
    orders_free(o);
}
END_TEST

START_TEST(with_two_or_more_deposits_each_the_least_is_2)
{
    for (int n = 2; n <= 32; n++) {
        struct orders *o = orders_new(n, n, true);
        ck_assert_int_eq(orders_least(o), 2);
        ck_assert_int_eq(orders_most(o), 2 * n);
        ck_assert(orders_ending(o, 2 * n) == orders_lossless(o));
        orders_free(o);
    }
}
END_TEST

START_TEST(deposits_and_withdrawals_of_equal_number_are_symmetric)
{
    struct orders *o = orders_new(17, 17, false);

    for (int b = 0; b <= 17; b++)
        ck_assert(orders_ending(o, b) == orders_ending(o, -b));
    orders_free(o);
}
END_TEST

static void assert_example(const struct orders *o, int balance)
{
    struct schedule s = {0};
    struct schedule_error error;
    char *text = orders_example(o, balance);

    ck_assert_ptr_nonnull(text);
    ck_assert_msg(schedule_parse(text, false, &s, &error) == 0, "%s: %s", text,
                  error.text);
    ck_assert_int_eq((int)s.length,
                     2 * (orders_updates(o, 0) + orders_updates(o, 1)));
    ck_assert_int_eq(schedule_simulate(&s, orders_witness(o)), balance);
    schedule_free(&s);
    free(text);
}

START_TEST(each_balance_has_an_example_that_ends_there)
{
    static const int sizes[][2] = {{1, 1}, {1, 5}, {4, 3}, {7, 7}, {32, 32}};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int witness = 0; witness < 2; witness++) {
            struct orders *o = orders_new(sizes[i][0], sizes[i][1], witness);
            for (int b = orders_least(o); b <= orders_most(o); b++)
                assert_example(o, b);
            ck_assert_ptr_null(orders_example(o, orders_most(o) + 1));
            ck_assert_ptr_null(orders_example(o, orders_least(o) - 1));
            orders_free(o);
        }
}
END_TEST

static void note(const char *schedule, long balance, bool lossless, void *arg)
{
    (void)balance;
    (void)lossless;
    strcat(strcat(arg, schedule), " ");
}

START_TEST(orders_are_tried_in_order_each_once)
{
    char all[200] = "";

    orders_each(1, 1, false, note, all);
    ck_assert_str_eq(all, "aAbB abAB abBA baAB baBA bBaA ");
}
END_TEST

START_TEST(sizes_out_of_range_are_refused)
{
    static const int sizes[][2] = {{0, 1}, {1, 0}, {-1, 3}, {33, 1}, {1, 33}};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        errno = 0;
        ck_assert_ptr_null(orders_new(sizes[i][0], sizes[i][1], false));
        ck_assert_int_eq(errno, EINVAL);
    }
}
END_TEST

int main(void)
{
    return run_tests(
        "orders",
        three_deposits_and_three_more_have_924_orders_20_right_2_from_8,
        three_deposits_and_withdrawals_180_of_924_end_at_0_20_lose_nothing,
        counting_agrees_with_trying_each_order,
        the_total_is_the_binomial_up_to_32_by_32,
        with_two_or_more_deposits_each_the_least_is_2,
        deposits_and_withdrawals_of_equal_number_are_symmetric,
        each_balance_has_an_example_that_ends_there,
        orders_are_tried_in_order_each_once, sizes_out_of_range_are_refused,
        NULL);
}
