/* per_worker - a balance each, and one sum at the end: nothing is shared.
 *
 * Source: McKenney, "Is Parallel Programming Hard", chapter Counting. Each has
 * a cache line of its own. The price: to read the balance is to add up.
 */
#include "fix.h"

struct own {
    alignas(64) volatile _Atomic long balance;
};

static void work(struct fix_worker *w)
{
    struct own *own = w->shared;

    w->balance = &own[w->index].balance; /* nobody else writes there */
    while (fix_next(w))
        fix_update(w);
}

static int add_up(struct fix_worker *w)
{
    struct own *own = w->shared;
    long sum = 0;

    /* Relaxed: the workers have ended, and been joined. */
    for (int i = 0; i < w->workers; i++)
        sum += atomic_load_explicit(&own[i].balance, memory_order_relaxed);
    atomic_store_explicit(w->balance, sum, memory_order_relaxed);
    return 0;
}

const struct fix fix_per_worker = {
    .name = "per_worker",
    .idea = "a balance each, and the sum of them at the end",
    .source = "McKenney, Counting",
    .killed = "-",
    .size = FIX_WORKERS * sizeof(struct own),
    .close = add_up,
    .work = work};
