/* test_set - a spinlock of one word: who changes it from 0 to 1 has the lock.
 *
 * Source: an instruction of the IBM System/360; Anderson, "The Performance of
 * Spin Lock Alternatives", 1990. Every look writes, so the cache line goes
 * round among the waiters, and the nearest wins.
 */
#include "fix.h"

static void work(struct fix_worker *w)
{
    atomic_bool *lock = w->shared;

    while (fix_next(w)) {
        /* Acquire: pairs with the release below. Who has the lock sees the
         * balance that the last holder wrote. */
        for (long looks = 1;
             atomic_exchange_explicit(lock, true, memory_order_acquire);
             looks++)
            fix_spin(looks);
        fix_update(w);
        atomic_store_explicit(lock, false, memory_order_release);
    }
}

const struct fix fix_test_set = {
    .name = "test_set",
    .idea = "spin until it was I who changed the word from 0 to 1",
    .source = "IBM System/360; Anderson 1990",
    .killed = "wait",
    .size = sizeof(atomic_bool),
    .work = work};
