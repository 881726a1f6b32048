/* Locks: holders and waiters killed at random moments. The count is right, and
 * where it may not be, that is said. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "mp/clock.h"
#include "mp/lock.h"
#include "torture.h"

#define PEOPLE 8

static struct bank {
    struct mp_lock lock;
    volatile long a, b; /* equal, when nobody holds the lock */
    atomic_bool closed;
    atomic_long done[PEOPLE]; /* updates, by person */
} * bank;

static int update(void *arg)
{
    int me = (int)(intptr_t)arg;

    while (!atomic_load(&bank->closed)) {
        bool timed = one_in(4);
        int error =
            timed ? mp_lock_acquire_timed(&bank->lock, MP_US(between(0, 500)))
                  : mp_lock_acquire(&bank->lock);
        if (timed && (error == ETIMEDOUT || error == EAGAIN))
            continue;
        must(error == 0 || error == EOWNERDEAD, "acquire: %s", strerror(error));
        if (error == EOWNERDEAD) {
            count(SUSPECTS, 1);
            must(bank->a - bank->b == 0 || bank->a - bank->b == 1, "%ld, %ld",
                 bank->a, bank->b);
            bank->b = bank->a;
            mp_lock_repaired(&bank->lock);
        }
        must(bank->a == bank->b, "not told: %ld, %ld", bank->a, bank->b);
        bank->a++;
        if (one_in(20))
            pass_time(0, MP_US(100));
        bank->b++;
        must(mp_lock_release(&bank->lock) == 0, "release");
        atomic_fetch_add(&bank->done[me], 1);
    }
    return 0;
}

void lock_killed(void)
{
    pid_t people[PEOPLE];
    int n = between(2, PEOPLE), dead = 0;
    long done = 0;

    bank = common(sizeof *bank);
    must(mp_lock_init(&bank->lock) == 0, "init");
    for (int i = 0; i < n; i++)
        people[i] = spawn(update, (void *)(intptr_t)i);
    for (int strikes = between(1, n - 1); strikes > 0; strikes--) {
        pass_time(0, MP_MS(3));
        slay(people[between(0, n - 1)]);
        if (one_in(4)) /* two at once */
            slay(people[between(0, n - 1)]);
    }
    pass_time(0, MP_MS(3));
    atomic_store(&bank->closed, true);
    for (int i = 0; i < n; i++) {
        int code = reap(people[i]);
        must(code == 0 || code == -SIGKILL, "person %d: %d", i, code);
        dead += code != 0;
        done += bank->done[i];
    }
    int error = mp_lock_acquire_timed(&bank->lock, 0);
    must(error == 0 || error == EOWNERDEAD, "acquire: %s", strerror(error));
    must(error == EOWNERDEAD || bank->a == bank->b, "not told");
    must(bank->a >= done && bank->a <= done + dead, "%ld updates, %ld counted",
         bank->a, done);
    must(mp_lock_release(&bank->lock) == 0, "release");
    mp_lock_destroy(&bank->lock);
    count(CALLS, done);
}
