/* test_block.c - what block.h promises, with operations of made-up length. */
#include "common.h"

#include "kit/block.h"
#include "mp/clock.h"

const char program_doc[] = "";

static int64_t cost; /* ns an operation */
static int hiccup;   /* the call that takes 50 ms more; 0: none */
static int calls;
static long least, most; /* the counts that were asked for */

static int64_t made_up(long count)
{
    if (++calls == 1 || count < least)
        least = count;
    if (calls == 1 || count > most)
        most = count;
    return cost * count + (calls == hiccup ? MP_MS(50) : 0);
}

static double each(int64_t ns, int bad_call)
{
    long count;

    cost = ns;
    hiccup = bad_call;
    calls = 0;
    double took = block_each(made_up, &count);
    ck_assert_int_eq(count, most);
    return took;
}

START_TEST(a_block_takes_at_least_two_milliseconds)
{
    static const int64_t costs[] = {1, 7, 300, 99999, 2000000, 500000000};

    for (int i = 0; i < 6; i++) {
        ck_assert_double_eq(each(costs[i], 0), (double)costs[i]);
        ck_assert_int_ge(most * costs[i], MP_MS(2));
        ck_assert(most == 1 || most / 2 * costs[i] < MP_MS(2));
        ck_assert_int_eq(least, 1);
    }
}
END_TEST

START_TEST(a_hiccup_decides_nothing_whenever_it_comes)
{
    for (int call = 1; call < 30; call++)
        ck_assert_double_eq(each(100, call), 100);
}
END_TEST

int main(void)
{
    return run_tests("block", a_block_takes_at_least_two_milliseconds,
                     a_hiccup_decides_nothing_whenever_it_comes, NULL);
}
