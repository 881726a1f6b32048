/* fetch_add - one step: the processor reads, adds and writes, and nobody can
 * come in between.
 *
 * Source: Gottlieb and others, "The NYU Ultracomputer", 1983. On x86 it is the
 * instruction lock xadd (or lock add), on ARM ldadd.
 */
#include "fix.h"

static void work(struct fix_worker *w)
{
    while (fix_next(w))
        /* Relaxed: nothing but the balance itself depends on it. */
        atomic_fetch_add_explicit(w->balance, 1, memory_order_relaxed);
}

const struct fix fix_fetch_add = {
    .name = "fetch_add",
    .idea = "one step that the processor does not divide",
    .source = "Gottlieb and others 1983",
    .killed = "-",
    .work = work};
