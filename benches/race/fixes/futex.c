/* futex - a lock in shared memory; who does not get it sleeps in the kernel.
 *
 * Source: Drepper, "Futexes Are Tricky", 2011, his third mutex; Franke, Russell
 * and Kirkwood, "Fuss, Futexes and Furwocks", 2002. As long as nobody waits
 * there is no system call.
 */
#include "fix.h"
#include "mp/clock.h"

enum { FREE, HELD, AWAITED };

static void acquire(atomic_uint *lock)
{
    unsigned was = FREE;

    /* Acquire, here and below: pairs with the release in release. */
    if (atomic_compare_exchange_strong_explicit(
            lock, &was, HELD, memory_order_acquire, memory_order_relaxed))
        return;
    /* Who has waited holds it as awaited: others may be asleep. */
    while (atomic_exchange_explicit(lock, AWAITED, memory_order_acquire) !=
           FREE)
        mp_futex_wait(lock, AWAITED, MP_FOREVER);
}

static void release(atomic_uint *lock)
{
    if (atomic_exchange_explicit(lock, FREE, memory_order_release) == AWAITED)
        mp_futex_wake(lock, 1);
}

static void work(struct fix_worker *w)
{
    while (fix_next(w)) {
        acquire(w->shared);
        fix_update(w);
        release(w->shared);
    }
}

const struct fix fix_futex = {.name = "futex",
                              .idea =
                                  "a word that one sleeps on until it is free",
                              .source = "Drepper 2011",
                              .killed = "wait",
                              .size = sizeof(atomic_uint),
                              .work = work};
