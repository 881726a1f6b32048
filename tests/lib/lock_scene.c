#include "lock_scene.h"

#include <errno.h>
#include <string.h>

#include "mp/shared.h"

struct account *open_account(void)
{
    struct account *c = mp_value(sizeof *c);

    must(c, "no memory");
    must(mp_lock_init(&c->lock) == 0, "init");
    return c;
}

void account_update(void *arg)
{
    struct account *c = arg;

    mp_lock_acquire(&c->lock);
    c->a++;
    c->b++;
    mp_lock_release(&c->lock);
}

int account_look(struct account *c, struct seen *seen)
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

    return account_look(c, &c->seen[0]);
}

static int wait_second(void *arg)
{
    struct account *c = arg;

    return account_look(c, &c->seen[1]);
}

void start_waiters(void *arg)
{
    struct account *c = arg;

    c->waiter[0] = point_start_asleep(wait_first, c);
    c->waiter[1] = point_start_asleep(wait_second, c);
}

char account_letter(const struct seen *seen)
{
    if (seen->error == 0) {
        must(seen->a == seen->b, "not told of half an update");
        return seen->a ? '=' : '.';
    }
    must(seen->error == EOWNERDEAD, "acquire: %s", strerror(seen->error));
    return seen->a != seen->b ? 'h' : seen->a ? 'w' : 'u';
}

void lock_works_on(struct account *c, int expected)
{
    struct seen seen;

    /* On a busy machine the victim may have had it last, after all who waited. */
    bool told_now = account_look(c, &seen) == 0 && seen.error == EOWNERDEAD;
    if (expected == 0 && told_now)
        expected = EOWNERDEAD;
    must(seen.error == expected, "the note: %s", strerror(seen.error));
    must(mp_lock_acquire(&c->lock) == expected, "the note is gone");
    must(mp_lock_acquire(&c->lock) == EDEADLK, "not held");
    mp_lock_repaired(&c->lock);
    must(mp_lock_release(&c->lock) == 0, "release");
    must(mp_lock_acquire_timed(&c->lock, 0) == 0, "repaired and still noted");
    must(mp_lock_release(&c->lock) == 0, "release");
    must(mp_lock_release(&c->lock) == EPERM, "released twice");
}

void join_waiters(struct point *p, struct account *c, int64_t since,
                  int64_t within)
{
    for (int i = 0; i < 2; i++) {
        must(point_join(c->waiter[i]) == 0, "waiter %d: %s", i,
             strerror(c->seen[i].error));
        if (c->seen[i].time - since > within)
            p->late = true;
    }
    p->outcome = account_letter(&c->seen[0]);
    /* Where the first one got it before the victim, they may differ. */
    must(c->seen[1].error == c->seen[0].error || c->seen[1].error == EOWNERDEAD,
         "the second was not told");
    lock_works_on(c, c->seen[1].error);
}
