/* The same with others who wait for the lock: whoever is killed, holder, waker
 * or woken, nobody is left asleep. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lock_scene.h"
#include "mp/futex.h"

static void killed_before_waiters(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {
        .call = account_update, .arg = c, .before_death = start_waiters};

    point_kill(p, &k);
    join_waiters(p, c, p->killed.time, TOLD_WITHIN);
}

START_TEST(those_who_wait_for_a_killed_holder_are_told)
{
    char *seen = sweep(&(struct sweep){.name = "lock update, waited for",
                                       .point = killed_before_waiters,
                                       .jobs = 4,
                                       .at_least = 60});

    ck_assert_str_eq(sweep_shape(seen), ".uhw=");
    free(seen);
}
END_TEST

/* The victim holds the lock, and sleeps for a moment in which others come to
 * wait: its release then takes the way that wakes. */
static void nap_and_update(void *arg)
{
    struct account *c = arg;

    mp_lock_acquire(&c->lock);
    mp_futex_wait(&c->go, 0, MP_FOREVER);
    c->a++;
    c->b++;
    mp_lock_release(&c->lock);
}

static bool waiters_come(void *arg, int n)
{
    struct account *c = arg;

    if (n > 0)
        return false;
    start_waiters(c);
    atomic_store(&c->go, 1);
    mp_futex_wake(&c->go, 1);
    return true;
}

static void killed_with_waiters(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {.call = nap_and_update,
                       .arg = c,
                       .asleep = waiters_come,
                       .from_sleep = true};

    point_kill(p, &k);
    if (!c->waiter[0])
        start_waiters(c);
    join_waiters(p, c, p->killed.time, TOLD_WITHIN);
}

START_TEST(a_release_cut_short_strands_none_who_waits)
{
    char *seen = sweep(&(struct sweep){.name = "lock release, waited for",
                                       .point = killed_with_waiters,
                                       .jobs = 4,
                                       .at_least = 40});

    ck_assert_str_eq(sweep_shape(seen), "uhw=");
    free(seen);
}
END_TEST

/* The other way round: the victim waits, is handed the lock, and dies anywhere
 * from there on. Others wait behind it. */
static bool release_to_it(void *arg, int n)
{
    struct account *c = arg;

    if (n > 0)
        return false;
    start_waiters(c);
    must(mp_lock_release(&c->lock) == 0, "release");
    return true;
}

static void killed_in_waiting(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {.call = account_update,
                       .arg = c,
                       .asleep = release_to_it,
                       .from_sleep = true};

    must(mp_lock_acquire(&c->lock) == 0, "acquire");
    point_kill(p, &k);
    if (!c->waiter[0])
        release_to_it(c, 0);
    /* The victim may not have been the holder yet: half a second then. */
    join_waiters(p, c, p->killed.time,
                 c->seen[0].error ? TOLD_WITHIN : MP_MS(500));
}

START_TEST(a_waiter_killed_when_it_is_handed_the_lock_strands_no_other)
{
    char *seen = sweep(&(struct sweep){.name = "lock acquire, handed over",
                                       .point = killed_in_waiting,
                                       .jobs = 8,
                                       .at_least = 60});

    ck_assert_str_eq(sweep_shape(seen), ".uhw=");
    free(seen);
}
END_TEST

/* And the worst: the victim is woken, a third takes the lock, the victim dies.
 * The third has seen nobody wait. */
static void barge(void *arg)
{
    struct account *c = arg;

    c->barged = mp_lock_acquire_timed(&c->lock, 0) == 0;
}

static void killed_after_a_third_came(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {.call = account_update,
                       .arg = c,
                       .asleep = release_to_it,
                       .from_sleep = true,
                       .before_death = barge};

    must(mp_lock_acquire(&c->lock) == 0, "acquire");
    point_kill(p, &k);
    if (c->waiter[0] && c->barged)
        must(mp_lock_release(&c->lock) == 0, "release");
    if (!c->waiter[0])
        release_to_it(c, 0);
    join_waiters(p, c, mp_clock_now(), MP_MS(500));
}

START_TEST(a_waiter_killed_when_a_third_came_first_strands_no_other)
{
    char *seen = sweep(&(struct sweep){.name = "lock acquire, third came",
                                       .point = killed_after_a_third_came,
                                       .jobs = 32,
                                       .at_least = 60});

    ck_assert_str_eq(sweep_shape(seen), ".uhw=");
    free(seen);
}
END_TEST

static void give_up_waiting(void *arg)
{
    struct account *c = arg;

    if (mp_lock_acquire_timed(&c->lock, MP_MS(1)) == 0)
        mp_lock_release(&c->lock);
}

static void killed_giving_up(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {
        .call = give_up_waiting, .arg = c, .asleep = killer_keep_waiting};

    must(mp_lock_acquire(&c->lock) == 0, "acquire");
    point_kill(p, &k);
    start_waiters(c);
    must(mp_lock_release(&c->lock) == 0, "release");
    join_waiters(p, c, mp_clock_now(), TOLD_WITHIN);
}

START_TEST(a_timed_acquire_killed_anywhere_changes_nothing)
{
    char *seen = sweep(&(struct sweep){.name = "lock acquire, timed out",
                                       .point = killed_giving_up,
                                       .jobs = 8,
                                       .at_least = 100});

    ck_assert_str_eq(sweep_shape(seen), ".");
    free(seen);
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "kill_lock_waiter", argv, those_who_wait_for_a_killed_holder_are_told,
        a_release_cut_short_strands_none_who_waits,
        a_waiter_killed_when_it_is_handed_the_lock_strands_no_other,
        a_waiter_killed_when_a_third_came_first_strands_no_other,
        a_timed_acquire_killed_anywhere_changes_nothing, NULL);
}
