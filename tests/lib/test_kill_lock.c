/* A process killed at each instruction of acquire, update and release: the next
 * one gets the lock at once, and is told unless the data is sure. (With others
 * in the call: test_kill_lock_waiter.c.) */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "lock_scene.h"

static void killed_in_update(struct point *p)
{
    struct account *c = open_account();
    struct killer k = {.call = account_update, .arg = c};
    struct seen seen;

    point_kill(p, &k);
    /* At once: the kernel has handed it on before the death is reported. */
    seen.error = mp_lock_acquire_timed(&c->lock, 0);
    seen.a = c->a;
    seen.b = c->b;
    p->outcome = account_letter(&seen);
    must(mp_lock_release(&c->lock) == 0, "release");
    lock_works_on(c, seen.error);
}

START_TEST(a_holder_killed_at_any_instruction_is_reported_and_no_one_else)
{
    char *seen = sweep(&(struct sweep){
        .name = "lock update", .point = killed_in_update, .at_least = 60});

    ck_assert_str_eq(sweep_shape(seen), ".uhw=");
    free(seen);
}
END_TEST

static void repair(void *arg)
{
    struct account *c = arg;

    if (mp_lock_acquire(&c->lock) == EOWNERDEAD) {
        c->a = c->b = 1;
        mp_lock_repaired(&c->lock);
    }
    mp_lock_release(&c->lock);
}

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
    must(account_look(c, &seen) == 0, "acquire: %s", strerror(seen.error));
    p->outcome = account_letter(&seen);
    lock_works_on(c, seen.error);
}

START_TEST(the_warning_does_not_die_with_the_one_who_got_it)
{
    char *seen = sweep(&(struct sweep){
        .name = "lock repair", .point = killed_in_repair, .at_least = 60});

    ck_assert_str_eq(sweep_shape(seen), "hw=");
    free(seen);
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "kill_lock", argv,
        a_holder_killed_at_any_instruction_is_reported_and_no_one_else,
        the_warning_does_not_die_with_the_one_who_got_it, NULL);
}
