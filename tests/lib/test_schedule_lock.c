/* test_schedule_lock.c - every order there is of two tellers with a lock,
 * against a bank that is written here, from the notation's definition alone. */
#include "common.h"

#include <errno.h>
#include <stdlib.h>

#include "kit/schedule.h"

enum { TELLERS = 2, UPDATES = 2 };

/* Two tellers, each of which takes, reads, writes and releases, twice. */
struct bank {
    int holder; /* -1: nobody */
    bool asked[TELLERS], has_read[TELLERS];
    int updates[TELLERS], takes[TELLERS];
};

/* Does the lock allow it? From the notation's definition alone. */
static bool allowed(const struct bank *b, struct step step)
{
    bool mine = b->holder == step.teller, free = b->holder < 0;

    switch (step.kind) {
    case STEP_TAKE:
        return free;
    case STEP_WAIT:
        return !free && !mine && !b->asked[step.teller];
    case STEP_WRITE:
        return mine && b->has_read[step.teller];
    default: /* read, release */
        return mine && !b->has_read[step.teller];
    }
}

/* Is it what this teller does next? One update each time it has the lock. */
static bool due(const struct bank *b, struct step step)
{
    int me = step.teller;
    bool updated = b->updates[me] == b->takes[me];

    switch (step.kind) {
    case STEP_TAKE:
    case STEP_WAIT:
        return b->takes[me] < UPDATES;
    case STEP_RELEASE:
        return updated;
    default:
        return !updated;
    }
}

static struct bank after(struct bank b, struct step step)
{
    int me = step.teller;

    b.holder = step.kind == STEP_TAKE      ? me
               : step.kind == STEP_RELEASE ? -1
                                           : b.holder;
    b.takes[me] += step.kind == STEP_TAKE;
    b.asked[me] = step.kind == STEP_WAIT || (b.asked[me] && b.holder != me);
    b.has_read[me] =
        step.kind == STEP_READ || (b.has_read[me] && step.kind != STEP_WRITE);
    b.updates[me] += step.kind == STEP_WRITE;
    return b;
}

static struct step path[64];
static size_t depth;
static long finished, refused;

/* What the parser says to the path, as text. */
static void parses(bool prefix, int expected)
{
    struct schedule s = {depth, path, TELLERS, true}, read;
    struct schedule_error error = {.text = ""};
    char *text = schedule_print(&s);
    int result = schedule_parse(text, prefix, &read, &error);

    ck_assert_msg(result == expected, "%s: %d, %s", text, result, error.text);
    if (result == 0) {
        char *again = schedule_print(&read);
        ck_assert_str_eq(again, text);
        ck_assert(read.locked || depth == 0);
        ck_assert_msg(prefix || schedule_simulate(&read, false) == 0,
                      "%s does not end at 0", text);
        free(again);
        schedule_free(&read);
    }
    free(text);
}

/* Every step at every point: the library and the bank agree whether it may be;
 * those that may, and are due, are taken. */
static void go_on(struct bank bank, struct schedule_state state)
{
    char why[80];

    parses(true, 0);
    if (bank.updates[0] + bank.updates[1] == TELLERS * UPDATES &&
        bank.holder < 0) {
        parses(false, 0);
        finished++;
        return;
    }
    for (int i = 0; i < TELLERS * 5; i++) {
        struct step step = {i % TELLERS, (enum step_kind)(i / TELLERS)};
        bool may = allowed(&bank, step);
        path[depth++] = step;
        ck_assert_int_eq(!schedule_refuses(&state, step, true, why, sizeof why),
                         may);
        if (!may && depth > 1) {
            parses(true, EINVAL);
            refused++;
        }
        if (may && due(&bank, step)) {
            struct schedule_state next = state;
            schedule_step(&next, step, false);
            go_on(after(bank, step), next);
        }
        depth--;
    }
}

START_TEST(every_possible_locked_order_of_2_by_2_ends_at_0)
{
    go_on((struct bank){.holder = -1}, schedule_start());
    ck_assert_int_eq(finished, 198);
    ck_assert_int_gt(refused, finished);
}
END_TEST

int main(void)
{
    return run_tests("schedule, lock",
                     every_possible_locked_order_of_2_by_2_ends_at_0, NULL);
}
