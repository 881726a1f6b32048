/* From notes to an order: races made by hand, by the notation itself, whose
 * outcome is known. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "kit/trace.h"

static struct trace trace;
static struct trace_order order;

/* Write the notes that a race in this order would leave. */
static void act(const char *text, int tellers)
{
    long made[TRACE_TELLERS] = {0};
    uint64_t account = 0;
    int64_t now = 1000;

    memset(&trace, 0, sizeof trace);
    for (; *text; text++, now += 10) {
        int t = (*text | 0x20) - 'a';
        struct trace_update *n = &trace.notes[t][made[t]];
        ck_assert_int_lt(t, tellers);
        if (*text >= 'a') {
            n->began = now;
            n->saw = account;
            n->has_read = now + 5;
            continue;
        }
        n->wrote =
            trace_word(trace_balance(n->saw) + (t % 2 ? -1 : 1), t, made[t]);
        n->replaced = account;
        n->has_written = now + 5;
        account = n->wrote;
        made[t]++;
    }
    atomic_store_explicit(&trace.account, account, memory_order_relaxed);
}

/* The order found is the one acted, and so are balance and losses. */
static void assert_found(const char *text, int tellers, const int *updates)
{
    struct schedule s = {0};
    struct schedule_state state = schedule_start();

    act(text, tellers);
    ck_assert_int_eq(trace_order(&trace, tellers, updates, &order), 0);
    char *found = trace_schedule(&order, tellers);
    ck_assert_str_eq(found, text);
    free(found);
    ck_assert_int_eq(schedule_parse(text, false, &s, NULL), 0);
    for (size_t i = 0; i < s.length; i++)
        schedule_step(&state, s.steps[i], false);
    ck_assert_int_eq(order.balance, state.balance);
    ck_assert_int_eq(order.lost, state.lost);
    ck_assert_int_eq(order.overwrites, state.overwrites);
    ck_assert_int_eq(order.disagree, 0);
    schedule_free(&s);
}

START_TEST(the_order_of_a_race_is_found)
{
    assert_found("aAbB", 2, (int[]){1, 1});
    assert_found("abAB", 2, (int[]){1, 1});
    assert_found("baBAbaABbaBA", 2, (int[]){3, 3});
    assert_found("aAaAaAbB", 2, (int[]){3, 1});
    assert_found("cabBbBCAcC", 3, (int[]){1, 2, 2});
    assert_found("dcbaABCDabcdDCBA", 4, (int[]){2, 2, 2, 2});
}
END_TEST

/* Any order of any number of updates: a fair draw of the next teller. */
START_TEST(random_races_are_found)
{
    uint64_t seed = test_seed();

    for (int round = 0; round < 3000; round++) {
        int tellers = 2 + (int)(next_random(&seed) % 3);
        int updates[TRACE_TELLERS], made[TRACE_TELLERS] = {0}, left = 0;
        char text[TRACE_STEPS + 1], *end = text;
        for (int t = 0; t < tellers; t++) {
            updates[t] = 1 + (int)(next_random(&seed) % TRACE_UPDATES);
            left += 2 * updates[t];
        }
        while (left > 0) {
            int t = (int)(next_random(&seed) % (unsigned)tellers);
            if (made[t] == 2 * updates[t])
                continue;
            *end++ = (char)((made[t]++ % 2 ? 'A' : 'a') + t);
            left--;
        }
        *end = '\0';
        assert_found(text, tellers, updates);
    }
}
END_TEST

START_TEST(what_stands_on_a_side_branch_is_lost_too)
{
    /* B1 is overwritten by A1; B2 was built on B1, and nobody saw it. */
    act("abBbBA", 2);
    ck_assert_int_eq(trace_order(&trace, 2, (int[]){1, 2}, &order), 0);
    ck_assert_int_eq(order.balance, 1);
    ck_assert_int_eq(order.lost, 2);
    ck_assert_int_eq(order.overwrites, 1);
    ck_assert(order.steps[5].overwrites && !order.steps[5].lost);
    ck_assert(order.steps[2].lost && order.steps[4].lost);
}
END_TEST

START_TEST(the_order_comes_from_versions_whatever_the_clock_says)
{
    act("abAB", 2);
    trace.notes[0][0].has_written += 500; /* A's clock is ahead */
    ck_assert_int_eq(trace_order(&trace, 2, (int[]){1, 1}, &order), 0);
    char *found = trace_schedule(&order, 2);
    ck_assert_str_eq(found, "abAB");
    free(found);
    ck_assert_int_eq(order.disagree, 1);
}
END_TEST

START_TEST(notes_that_contradict_each_other_are_refused)
{
    const int updates[] = {2, 2};

    act("abABaAbB", 2);
    trace.notes[1][1].replaced = 12345; /* nobody wrote that */
    ck_assert_int_eq(trace_order(&trace, 2, updates, &order), EPROTO);
    act("abABaAbB", 2);
    trace.notes[0][1].saw = 12345;
    ck_assert_int_eq(trace_order(&trace, 2, updates, &order), EPROTO);
    act("abABaAbB", 2);
    trace.notes[0][0].replaced = trace.notes[1][1].wrote; /* a circle */
    ck_assert_int_eq(trace_order(&trace, 2, updates, &order), EPROTO);
    act("abABaAbB", 2); /* the account says something else */
    atomic_store_explicit(&trace.account, trace.notes[0][1].wrote,
                          memory_order_relaxed);
    ck_assert_int_eq(trace_order(&trace, 2, updates, &order), EPROTO);
}
END_TEST

START_TEST(a_word_keeps_balance_and_author)
{
    ck_assert_int_eq(trace_balance(trace_word(-7, 3, 31)), -7);
    ck_assert_int_eq(trace_balance(trace_word(INT32_MAX, 0, 0)), INT32_MAX);
    ck_assert_int_eq(trace_balance(trace_word(INT32_MIN, 0, 0)), INT32_MIN);
    ck_assert_uint_ne(trace_word(0, 0, 0), 0); /* 0: nobody has written */
    ck_assert_uint_ne(trace_word(1, 0, 1), trace_word(1, 1, 0));
}
END_TEST

int main(void)
{
    return run_tests("trace", the_order_of_a_race_is_found,
                     random_races_are_found,
                     what_stands_on_a_side_branch_is_lost_too,
                     the_order_comes_from_versions_whatever_the_clock_says,
                     notes_that_contradict_each_other_are_refused,
                     a_word_keeps_balance_and_author, NULL);
}
