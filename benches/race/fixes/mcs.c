/* mcs - a fair spinlock where each waiter looks at a word of its own.
 *
 * Source: Mellor-Crummey and Scott, "Algorithms for Scalable Synchronization on
 * Shared-Memory Multiprocessors", 1991. The waiters are a linked list; who
 * leaves writes to the next one's word only, so a hand-over costs the same
 * however many wait. (Pointers hold in all the processes: they were forked
 * after the memory was mapped.)
 */
#include "fix.h"

struct node {
    alignas(64) _Atomic(struct node *) next; /* in line behind this one */
    atomic_bool waits;
};

struct lock {
    alignas(64) _Atomic(struct node *) last; /* NULL: the lock is free */
    struct node node[FIX_WORKERS];
};

static void acquire(struct lock *l, struct node *me)
{
    /* Relaxed: published by the exchange, and by the store to next. */
    atomic_store_explicit(&me->next, NULL, memory_order_relaxed);
    atomic_store_explicit(&me->waits, true, memory_order_relaxed);
    /* Release: publishes my node. Acquire: pairs with the release of the one
     * who left the lock free. */
    struct node *before =
        atomic_exchange_explicit(&l->last, me, memory_order_acq_rel);
    if (!before)
        return;
    atomic_store_explicit(&before->next, me, memory_order_release);
    /* Acquire: pairs with the hand-over in release. */
    for (long looks = 1; atomic_load_explicit(&me->waits, memory_order_acquire);
         looks++)
        fix_spin(looks);
}

static void release(struct lock *l, struct node *me)
{
    struct node *alone = me;

    /* Acquire: pairs with the store to next; my write to waits comes after the
     * one there. */
    struct node *next = atomic_load_explicit(&me->next, memory_order_acquire);
    if (!next && atomic_compare_exchange_strong_explicit(&l->last, &alone, NULL,
                                                         memory_order_release,
                                                         memory_order_relaxed))
        return;
    /* Somebody is in line, and on the way to say so. */
    for (long looks = 1; !next; looks++) {
        fix_spin(looks);
        next = atomic_load_explicit(&me->next, memory_order_acquire);
    }
    /* Release: publishes the balance to the next holder. */
    atomic_store_explicit(&next->waits, false, memory_order_release);
}

static void work(struct fix_worker *w)
{
    struct lock *l = w->shared;
    struct node *me = &l->node[w->index];

    while (fix_next(w)) {
        acquire(l, me);
        fix_update(w);
        release(l, me);
    }
}

const struct fix fix_mcs = {.name = "mcs",
                            .idea =
                                "stand in line, spin on a word of one's own",
                            .source = "Mellor-Crummey and Scott 1991",
                            .killed = "wait",
                            .size = sizeof(struct lock),
                            .work = work};
