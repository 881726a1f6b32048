/* test_schedule_orders.c - every order there is of a few updates, against a
 * bank that is written here, from the notation's definition alone. */
#include "common.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "kit/schedule.h"

/* The balance after these letters. Serial: no read between another's read and
 * write, so that nothing can be lost. */
static long naive_balance(const char *text, bool witness, bool *serial)
{
    long balance = 0, reg[26] = {0};
    char open = 0;

    *serial = true;
    for (const char *c = text; *c; c++) {
        int teller = tolower((unsigned char)*c) - 'a';
        if (islower((unsigned char)*c)) {
            *serial = *serial && !open;
            open = *c;
            reg[teller] = balance;
        } else {
            open = 0;
            balance = reg[teller] + (witness || teller % 2 == 0 ? 1 : -1);
        }
    }
    return balance;
}

struct count {
    bool witness;
    long orders, serial, lossless, least, most;
    long ends[64]; /* how many end at balance i - 32 */
};

static void visit(const char *text, void *arg)
{
    struct count *count = arg;
    struct schedule_state state = schedule_start();
    struct schedule s = {0};
    bool serial;

    long balance = naive_balance(text, count->witness, &serial);
    ck_assert_int_eq(schedule_parse(text, false, &s, NULL), 0);
    ck_assert_msg(schedule_simulate(&s, count->witness) == balance,
                  "%s ends at %ld, not at %ld", text,
                  schedule_simulate(&s, count->witness), balance);
    for (size_t i = 0; i < s.length; i++)
        schedule_step(&state, s.steps[i], count->witness);
    ck_assert_int_eq(state.writes, (long)s.length / 2);
    if (count->witness)
        ck_assert_int_eq(state.lost, state.writes - balance);
    ck_assert_int_eq(state.overwrites == 0, state.lost == 0);
    count->orders++;
    count->serial += serial;
    count->lossless += state.lost == 0;
    count->ends[balance + 32]++;
    schedule_free(&s);
}

/* Each order of the steps that are left: a's and b's in turn read and write. */
static void each_order(char *text, size_t at, int a, int b,
                       void (*fn)(const char *, void *), void *arg)
{
    if (a + b == 0) {
        text[at] = '\0';
        fn(text, arg);
        return;
    }
    if (a > 0) {
        text[at] = a % 2 ? 'A' : 'a';
        each_order(text, at + 1, a - 1, b, fn, arg);
    }
    if (b > 0) {
        text[at] = b % 2 ? 'B' : 'b';
        each_order(text, at + 1, a, b - 1, fn, arg);
    }
}

static struct count counted(int a, int b, bool witness)
{
    struct count count = {.witness = witness};
    char text[64];

    each_order(text, 0, 2 * a, 2 * b, visit, &count);
    for (count.least = -32; count.ends[count.least + 32] == 0;)
        count.least++;
    for (count.most = 31; count.ends[count.most + 32] == 0;)
        count.most--;
    return count;
}

START_TEST(each_of_the_70_orders_of_2_by_2_is_simulated_right)
{
    struct count c = counted(2, 2, false);

    ck_assert_int_eq(c.orders, 70);
    ck_assert_int_eq(c.lossless, 6);
    ck_assert_int_eq(c.least, -2);
    ck_assert_int_eq(c.most, 2);
    c = counted(2, 2, true);
    ck_assert_int_eq(c.orders, 70);
    ck_assert_int_eq(c.ends[32 + 4], 6);
    ck_assert_int_eq(c.least, 2);
}
END_TEST

START_TEST(of_924_orders_of_3_by_3_180_end_at_0_and_20_lose_nothing)
{
    struct count c = counted(3, 3, false);

    ck_assert_int_eq(c.orders, 924);
    ck_assert_int_eq(c.ends[32], 180);
    ck_assert_int_eq(c.serial, 20);
    ck_assert_int_eq(c.lossless, 20);
    ck_assert_int_eq(c.least, -3);
    ck_assert_int_eq(c.most, 3);
}
END_TEST

START_TEST(of_924_orders_of_3_by_3_deposits_20_are_right_and_8_end_at_2)
{
    struct count c = counted(3, 3, true);

    ck_assert_int_eq(c.orders, 924);
    ck_assert_int_eq(c.ends[32 + 6], 20);
    ck_assert_int_eq(c.lossless, 20);
    ck_assert_int_eq(c.least, 2);
    ck_assert_int_eq(c.ends[32 + 2], 8);
    ck_assert_int_eq(c.most, 6);
}
END_TEST

int main(void)
{
    return run_tests(
        "schedule, orders", each_of_the_70_orders_of_2_by_2_is_simulated_right,
        of_924_orders_of_3_by_3_180_end_at_0_and_20_lose_nothing,
        of_924_orders_of_3_by_3_deposits_20_are_right_and_8_end_at_2, NULL);
}
