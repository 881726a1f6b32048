/* ticket - a spinlock that is fair: take a number, wait until it is called.
 *
 * Source: Reed and Kanodia, "Synchronization with Eventcounts and Sequencers",
 * 1979; as a spinlock in Mellor-Crummey and Scott 1991. All waiters look at
 * one word. With more workers than CPUs the next in line is often not running,
 * and nobody else may go.
 */
#include "fix.h"

/* Apart: who takes a number does not disturb those who wait. */
struct lock {
    alignas(64) atomic_ulong next;
    alignas(64) atomic_ulong called;
};

static void work(struct fix_worker *w)
{
    struct lock *l = w->shared;

    while (fix_next(w)) {
        /* Relaxed: the number says who is next, and publishes nothing. */
        unsigned long mine =
            atomic_fetch_add_explicit(&l->next, 1, memory_order_relaxed);

        /* Acquire: pairs with the release below. */
        for (long looks = 1;
             atomic_load_explicit(&l->called, memory_order_acquire) != mine;
             looks++)
            fix_spin(looks);
        fix_update(w);
        atomic_store_explicit(&l->called, mine + 1, memory_order_release);
    }
}

const struct fix fix_ticket = {.name = "ticket",
                               .idea = "take a number, spin until it is called",
                               .source = "Reed and Kanodia 1979",
                               .killed = "wait",
                               .size = sizeof(struct lock),
                               .work = work};
