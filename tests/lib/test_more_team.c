/* test_more_team.c - the gate opens when the last has come, not when it has
 * been started. (test_team.c has the rest, test_team_gate.c those who die.)
 */
#include "common.h"

#include <pthread.h>

#include "mp/clock.h"
#include "mp/shared.h"
#include "mp/team.h"

enum { MEMBERS = 5 };

/* Of the last member: it was forked, but not at the gate before this time. */
static struct lateness {
    bool expected;
    int64_t over;
    int64_t begun[MEMBERS];
} * late;
static int forks; /* so far, counted in the parent */

static void count_fork(void)
{
    forks++;
}

static void come_late(void)
{
    if (!late || !late->expected || forks != MEMBERS)
        return;
    sleep_ms(100);
    late->over = mp_clock_now();
}

static int stamp(int index, void *unused)
{
    (void)unused;
    late->begun[index] = mp_clock_now();
    return 0;
}

START_TEST(none_begins_before_the_last_has_come_to_the_gate)
{
    static bool registered;

    if (!registered)
        ck_assert_int_eq(pthread_atfork(NULL, NULL, come_late), 0);
    registered = true;
    late = mp_value(sizeof *late);
    late->expected = true;
    forks = 0;
    before_each(FAULT_FORK, count_fork);
    ck_assert_int_eq(mp_team_run(MP_PROCESSES, MEMBERS, stamp, NULL, NULL), 0);
    before_each(FAULT_FORK, NULL);
    ck_assert_int_gt(late->over, 0);
    for (int i = 0; i < MEMBERS; i++)
        ck_assert_msg(late->begun[i] >= late->over,
                      "member %d began %lld us before", i,
                      (long long)(late->over - late->begun[i]) / 1000);
    mp_array_free(late);
    late = NULL;
}
END_TEST

int main(void)
{
    return run_tests("more_team",
                     none_begins_before_the_last_has_come_to_the_gate, NULL);
}
