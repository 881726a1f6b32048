/* A process killed at each instruction of acquire, update and release: the next
 * one gets the lock at once, and is told unless the data is sure. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/lock.h"
#include "mp/shared.h"
#include "sweep.h"

#define TOLD_WITHIN MP_MS(100)

/* Two halves of a balance that the lock keeps equal. */
struct account {
    struct mp_lock lock;
    volatile long a, b;
    atomic_uint go;  /* what a victim that naps waits for */
    bool barged;     /* a third took it before the victim could */
    pid_t waiter[2]; /* survivors that wait for the lock */
    struct seen {    /* what each of them saw */
        int error;
        long a, b;
        int64_t time;
    } seen[2];
};

static struct account *open_account(void)
{
    struct account *c = mp_value(sizeof *c);

    must(c, "no memory");
    must(mp_lock_init(&c->lock) == 0, "init");
    return c;
}

/* --- the victims ---------------------------------------------------------- */

static void update(void *arg)
{
    struct account *c = arg;

    mp_lock_acquire(&c->lock);
    c->a++;
    c->b++;
    mp_lock_release(&c->lock);
}

static void repair(void *arg)
{
    struct account *c = arg;

    if (mp_lock_acquire(&c->lock) == EOWNERDEAD) {
        c->a = c->b = 1;
        mp_lock_repaired(&c->lock);
    }
    mp_lock_release(&c->lock);
}

static void give_up_waiting(void *arg)
{
    struct account *c = arg;

    if (mp_lock_acquire_timed(&c->lock, MP_MS(1)) == 0)
        mp_lock_release(&c->lock);
}

/* --- the survivors -------------------------------------------------------- */

/* Take the lock, look, give it back; the note that the data is suspect stays
 * for the next one. */
static int look(struct account *c, struct seen *seen)
{
    seen->error = mp_lock_acquire_timed(&c->lock, MP_S(3));
    seen->time = mp_clock_now();
    seen->a = c->a;
    seen->b = c->b;
    if (seen->error != 0 && seen->error != EOWNERDEAD)
        return 1;
    return mp_lock_release(&c->lock) != 0;
}

static int wait_first(void *arg)
{
    struct account *c = arg;

    return look(c, &c->seen[0]);
}

static int wait_second(void *arg)
{
    struct account *c = arg;

    return look(c, &c->seen[1]);
}

static void start_waiters(void *arg)
{
    struct account *c = arg;

    c->waiter[0] = point_start_asleep(wait_first, c);
    c->waiter[1] = point_start_asleep(wait_second, c);
}

/* One letter for what an acquirer sees: told nothing, and the data as it was
 * (.) or updated (=); told, and the data as it was (u), half (h), whole (w). */
static char letter(const struct seen *seen)
{
    if (seen->error == 0) {
        must(seen->a == seen->b, "not told of half an update");
        return seen->a ? '=' : '.';
    }
    must(seen->error == EOWNERDEAD, "acquire: %s", strerror(seen->error));
    return seen->a != seen->b ? 'h' : seen->a ? 'w' : 'u';
}

/* The lock has no waiter and no holder: does it work, and does the note last
 * until somebody repairs? */
static void works_on(struct account *c, int expected)
{
    struct seen seen;

    must(look(c, &seen) == 0 && seen.error == expected, "the note: %s",
         strerror(seen.error));
    must(mp_lock_acquire(&c->lock) == expected, "the note is gone");
    must(mp_lock_acquire(&c->lock) == EDEADLK, "not held");
    mp_lock_repaired(&c->lock);
    must(mp_lock_release(&c->lock) == 0, "release");
    must(mp_lock_acquire_timed(&c->lock, 0) == 0, "repaired and still noted");
    must(mp_lock_release(&c->lock) == 0, "release");
    must(mp_lock_release(&c->lock) == EPERM, "released twice");
}

/* Wait for the two waiters. What they saw agrees with each other; and neither
 * got it later than allowed, counted from when it could. */
static void join_waiters(struct point *p, struct account *c, int64_t since,
                         int64_t within)
{
    for (int i = 0; i < 2; i++) {
        must(point_join(c->waiter[i]) == 0, "waiter %d: %s", i,
             strerror(c->seen[i].error));
        if (c->seen[i].time - since > within)
            p->late = true;
    }
    p->outcome = letter(&c->seen[0]);
    /* Where the first one got it before the victim, they may differ. */
    must(c->seen[1].error == c->seen[0].error || c->seen[1].error == EOWNERDEAD,
         "the second was not told");
    works_on(c, c->seen[1].error);
}

/* --- alone ---------------------------------------------------------------- */

static void killed_in_update(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {.call = update, .arg = c};
    struct seen seen;

    point_kill(p, &k);
    /* At once: the kernel has handed it on before the death is reported. */
    seen.error = mp_lock_acquire_timed(&c->lock, 0);
    seen.a = c->a;
    seen.b = c->b;
    p->outcome = letter(&seen);
    must(mp_lock_release(&c->lock) == 0, "release");
    works_on(c, seen.error);
}

START_TEST(a_holder_killed_at_any_instruction_is_reported_and_no_one_else)
{
    char *seen = sweep(&(struct sweep){
        .name = "lock update", .point = killed_in_update, .at_least = 60});

    ck_assert_str_eq(sweep_shape(seen), ".uhw=");
    free(seen);
}
END_TEST

static int die_holding(void *arg)
{
    struct account *c = arg;

    mp_lock_acquire(&c->lock);
    c->a = 1;
    raise(SIGKILL);
    return 0;
}

static void killed_in_repair(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {.call = repair, .arg = c};
    struct seen seen;

    must(point_join(point_start(die_holding, c)) == -SIGKILL, "lives");
    point_kill(p, &k);
    must(look(c, &seen) == 0, "acquire: %s", strerror(seen.error));
    p->outcome = letter(&seen);
    works_on(c, seen.error);
}

START_TEST(the_warning_does_not_die_with_the_one_who_got_it)
{
    char *seen = sweep(&(struct sweep){
        .name = "lock repair", .point = killed_in_repair, .at_least = 60});

    ck_assert_str_eq(sweep_shape(seen), "hw=");
    free(seen);
}
END_TEST

/* --- with others in the call ---------------------------------------------- */

static void killed_before_waiters(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {.call = update, .arg = c, .before_death = start_waiters};

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
    struct killer k = {
        .call = update, .arg = c, .asleep = release_to_it, .from_sleep = true};

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
    struct killer k = {.call = update,
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

static bool keep_waiting(void *arg, int n)
{
    (void)arg;
    (void)n;
    return true;
}

static void killed_giving_up(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {
        .call = give_up_waiting, .arg = c, .asleep = keep_waiting};

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
        "kill_lock", argv,
        a_holder_killed_at_any_instruction_is_reported_and_no_one_else,
        the_warning_does_not_die_with_the_one_who_got_it,
        those_who_wait_for_a_killed_holder_are_told,
        a_release_cut_short_strands_none_who_waits,
        a_waiter_killed_when_it_is_handed_the_lock_strands_no_other,
        a_waiter_killed_when_a_third_came_first_strands_no_other,
        a_timed_acquire_killed_anywhere_changes_nothing, NULL);
}
