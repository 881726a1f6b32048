/* test_schedule.c - the notation: what is read, refused, printed. */
#include "common.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/schedule.h"

static struct schedule parsed(const char *text)
{
    struct schedule s;
    struct schedule_error error = {.text = ""};

    ck_assert_msg(schedule_parse(text, false, &s, &error) == 0,
                  "'%s' is refused: %s", text, error.text);
    return s;
}

START_TEST(letters_are_steps_of_tellers)
{
    static const struct step steps[] = {
        {0, STEP_READ}, {25, STEP_READ},  {0, STEP_WRITE}, {0, STEP_READ},
        {2, STEP_READ}, {25, STEP_WRITE}, {0, STEP_WRITE}, {2, STEP_WRITE}};
    struct schedule s = parsed("azAacZAC");

    ck_assert_uint_eq(s.length, 8);
    ck_assert_int_eq(s.tellers, 26);
    ck_assert(!s.locked);
    for (size_t i = 0; i < s.length; i++) {
        ck_assert_int_eq(s.steps[i].teller, steps[i].teller);
        ck_assert_int_eq(s.steps[i].kind, steps[i].kind);
    }
    schedule_free(&s);
}
END_TEST

START_TEST(signs_are_steps_with_the_lock)
{
    static const enum step_kind kinds[] = {
        STEP_TAKE, STEP_WAIT, STEP_READ,  STEP_WRITE,  STEP_RELEASE,
        STEP_TAKE, STEP_READ, STEP_WRITE, STEP_RELEASE};
    struct schedule s = parsed("a+b.aAa-b+bBb-");

    ck_assert(s.locked);
    ck_assert_int_eq(s.tellers, 2);
    ck_assert_uint_eq(s.length, 9);
    for (size_t i = 0; i < s.length; i++)
        ck_assert_int_eq(s.steps[i].kind, kinds[i]);
    ck_assert_int_eq(schedule_simulate(&s, true), 2);
    schedule_free(&s);
}
END_TEST

START_TEST(parse_and_print_are_inverse)
{
    static const char *const texts[] = {
        "abAB", "aA", "zZ", "a+aAaAa-", "a+b.c.aAa-c+cCc-b+bBb-", "a+a-"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct schedule s = parsed(texts[i]);
        char *text = schedule_print(&s);
        ck_assert_str_eq(text, texts[i]);
        free(text);
        schedule_free(&s);
    }
}
END_TEST

/* What is wrong, where, and whose fault it is. */
static const struct {
    const char *text;
    size_t at;
    bool by_lock;
    const char *says;
} bad[] = {
    {"", 0, false, "at least one step"},
    {"a1A", 1, false, "step 2 '1' is no letter"},
    {" aA", 0, false, "step 1 ' ' is no letter"},
    {"aA\n", 2, false, "step 3 '?' is no letter"},
    {"aA\xc3\xa9", 2, false, "step 3 '?' is no letter"},
    {"\xff", 0, false, "step 1 '?' is no letter"},
    {"+aA", 0, false, "a sign without a small letter"},
    {"aA+", 2, false, "a sign without a small letter"},
    {"a+-", 2, false, "a sign without a small letter"},
    {"a++aAa-", 2, false, "a sign without a small letter"},
    {"A", 0, false, "step 1 'A': A writes before it has read"},
    {"aAA", 2, false, "step 3 'A': A writes before it has read"},
    {"abBA"
     "aB",
     5, false, "step 6 'B': B writes before it has read"},
    {"abaA", 2, false, "step 3 'a': A reads twice"},
    {"a+aa", 3, false, "step 3 'a': A reads twice"},
    {"a", 1, false, "incomplete: A has read and not written"},
    {"abAcC", 5, false, "incomplete: B has read and not written"},
    {"a+aA", 4, false, "incomplete: A still holds the lock"},
    {"a+b.aAa-", 8, false, "incomplete: B still waits for the lock"},
    {"a+b+", 2, true, "step 2 'b+': B cannot take the lock, A holds it"},
    {"a+a+", 2, true, "A holds the lock already"},
    {"a+a.", 2, true, "A holds the lock already"},
    {"aA"
     "a+a-",
     0, true, "step 1 'a': A does not hold the lock, nobody"},
    {"b+aAb-", 2, true, "step 2 'a': A does not hold the lock, B does"},
    {"a+aAa-bB", 6, true, "step 5 'b': B does not hold the lock, nobody"},
    {"a-", 0, true, "step 1 'a-': A does not hold the lock, nobody"},
    {"a+b-", 2, true, "step 2 'b-': B does not hold the lock, A does"},
    {"a+aa-Aa-", 3, true, "A has read and not written"},
    {"b.", 0, true, "B need not wait, nobody holds the lock"},
    {"a+b.b.", 4, true, "B waits already"},
    {"a+b.bB", 4, true, "step 3 'b': B does not hold the lock, A does"},
    {"a+b.b-", 4, true, "B does not hold the lock, A does"},
};

static void is_refused(const char *text, size_t at, bool by_lock,
                       const char *says)
{
    struct schedule s;
    struct schedule_error error = {.text = ""};

    ck_assert_msg(schedule_parse(text, false, &s, &error) == EINVAL,
                  "'%s' is not refused", text);
    ck_assert_msg(strstr(error.text, says), "'%s': '%s' does not say '%s'",
                  text, error.text, says);
    ck_assert_uint_eq(error.at, at);
    ck_assert_int_eq(error.by_lock, by_lock);
    ck_assert_uint_lt(strlen(error.text), 80);
    for (const char *c = error.text; *c; c++)
        ck_assert(isprint((unsigned char)*c));
    ck_assert_int_eq(schedule_parse(text, false, &s, NULL), EINVAL);
}

START_TEST(what_is_impossible_or_incomplete_is_refused_with_the_reason)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        is_refused(bad[i].text, bad[i].at, bad[i].by_lock, bad[i].says);
}
END_TEST

START_TEST(every_byte_but_letters_and_signs_is_refused)
{
    for (int c = 1; c < 256; c++) {
        char text[] = {'a', 'A', (char)c, 0};
        struct schedule s;
        bool small = c >= 'a' && c <= 'z';
        int result = schedule_parse(text, true, &s, NULL);
        ck_assert_int_eq(result, small ? 0 : EINVAL);
        if (!result)
            schedule_free(&s);
    }
}
END_TEST

/* Longer texts by repeating aA. */
static char *repeated(size_t updates)
{
    char *text = malloc(2 * updates + 1);

    for (size_t i = 0; i < updates; i++)
        memcpy(text + 2 * i, "aA", 2);
    text[2 * updates] = '\0';
    return text;
}

START_TEST(a_megabyte_is_refused_with_one_short_line)
{
    char *text = repeated(1 << 19);

    is_refused(text, SCHEDULE_STEPS_MAX, false, "more than 4096 steps");
    memset(text, 'a', 1 << 20);
    is_refused(text, SCHEDULE_STEPS_MAX, false, "more than 4096 steps");
    memset(text, '+', 1 << 20);
    is_refused(text, 0, false, "a sign without");
    for (size_t i = 0; i < 1 << 20; i++)
        text[i] = i % 2 ? '+' : 'a';
    is_refused(text, 2 * SCHEDULE_STEPS_MAX, false, "more than 4096 steps");
    free(text);
}
END_TEST

START_TEST(the_longest_schedule_is_read)
{
    char *text = repeated(SCHEDULE_STEPS_MAX / 2);
    struct schedule s = parsed(text);

    ck_assert_uint_eq(s.length, SCHEDULE_STEPS_MAX);
    ck_assert_int_eq(schedule_simulate(&s, false), SCHEDULE_STEPS_MAX / 2);
    schedule_free(&s);
    free(text);
}
END_TEST

START_TEST(a_prefix_may_be_empty_or_unfinished_but_not_impossible)
{
    static const char *const good[] = {"",   "a",    "ab",     "abA",
                                       "a+", "a+b.", "a+b.aA", "a+a"};
    static const char *const not_good[] = {"A", "aa", "a+b+", "b.", "a+-", "1"};
    struct schedule s;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(schedule_parse(good[i], true, &s, NULL) == 0, "'%s'",
                      good[i]);
        schedule_free(&s);
    }
    for (size_t i = 0; i < sizeof not_good / sizeof *not_good; i++)
        ck_assert_int_eq(schedule_parse(not_good[i], true, &s, NULL), EINVAL);
}
END_TEST

/* The example of the race: one stale write erases many updates. */
START_TEST(overwrites_and_lost_updates_are_counted_apart)
{
    static const struct {
        const char *text;
        long balance, overwrites, lost;
    } cases[] = {
        {"aAbB", 0, 0, 0},       {"abAB", -1, 1, 1},      {"aAbBcC", 1, 0, 0},
        {"cabBbBbBAC", 1, 2, 4}, {"aAcCabBbBA", 3, 1, 2}, {"abcACB", -1, 2, 2},
        {"abBcCA", 1, 1, 2}, /* the balance that was read, and yet stale */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct schedule_state state = schedule_start();
        struct schedule s = parsed(cases[i].text);
        for (size_t k = 0; k < s.length; k++)
            schedule_step(&state, s.steps[k], false);
        schedule_free(&s);
        ck_assert_msg(state.overwrites == cases[i].overwrites &&
                          state.lost == cases[i].lost &&
                          state.balance == cases[i].balance,
                      "%s: balance %ld, %ld overwrites, %ld lost",
                      cases[i].text, state.balance, state.overwrites,
                      state.lost);
    }
}
END_TEST

int main(void)
{
    return run_tests(
        "schedule", letters_are_steps_of_tellers, signs_are_steps_with_the_lock,
        parse_and_print_are_inverse,
        what_is_impossible_or_incomplete_is_refused_with_the_reason,
        every_byte_but_letters_and_signs_is_refused,
        a_megabyte_is_refused_with_one_short_line, the_longest_schedule_is_read,
        a_prefix_may_be_empty_or_unfinished_but_not_impossible,
        overwrites_and_lost_updates_are_counted_apart, NULL);
}
