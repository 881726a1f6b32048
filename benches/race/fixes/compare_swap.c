/* compare_swap - write only if nobody has written since the read; else again.
 *
 * Source: an instruction of the IBM System/370; Herlihy, "Wait-Free
 * Synchronization", 1991, on why it can do anything. Somebody always gets on;
 * who, is chance.
 */
#include "fix.h"

static void work(struct fix_worker *w)
{
    while (fix_next(w)) {
        long seen;

        do
            seen = fix_read(w);
        /* Relaxed: nothing but the balance itself depends on it. */
        while (!atomic_compare_exchange_weak_explicit(
            w->balance, &seen, seen + 1, memory_order_relaxed,
            memory_order_relaxed));
    }
}

const struct fix fix_compare_swap = {
    .name = "compare_swap",
    .idea = "write only if nobody has written since the read; else again",
    .source = "IBM System/370; Herlihy 1991",
    .killed = "-",
    .work = work};
