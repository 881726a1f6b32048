#include "mp/gate.h"

#include <limits.h>

#include "mp/clock.h"
#include "mp/futex.h"

#define LEAD MP_US(100)

enum { SHUT, OPEN, CANCELLED };

static unsigned state(struct mp_gate *g)
{
    /* Acquire: pairs with the release in set_state. Who sees the gate open
     * sees all that the others wrote before they came to it. */
    return atomic_load_explicit(&g->state, memory_order_acquire);
}

static void set_state(struct mp_gate *g, unsigned state)
{
    /* Release: publishes the time at which the work begins. */
    atomic_store_explicit(&g->state, state, memory_order_release);
    if (g->members > 1) /* one alone sleeps at no gate */
        mp_futex_wake(&g->state, INT_MAX);
}

void mp_gate_init(struct mp_gate *g, int members)
{
    g->members = members;
    atomic_init(&g->missing, members);
    /* One alone has nobody to begin together with. */
    if (members > 1 && sched_getaffinity(0, sizeof g->cpus, &g->cpus) == 0 &&
        members <= CPU_COUNT(&g->cpus))
        g->lead = LEAD;
}

void mp_gate_take_cpu(const struct mp_gate *g, int member)
{
    cpu_set_t own;

    if (!g->lead)
        return;
    CPU_ZERO(&own);
    for (size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&own) == 0; cpu++)
        if (CPU_ISSET(cpu, &g->cpus) && member-- == 0)
            CPU_SET(cpu, &own);
    sched_setaffinity(0, sizeof own, &own);
}

bool mp_gate_pass(struct mp_gate *g)
{
    /* The last to come opens the gate itself: it is running anyway, while the
     * caller would have to be woken, and would take a member's CPU.
     * Acquire and release: the last one has seen what all the others wrote. */
    if (atomic_fetch_sub_explicit(&g->missing, 1, memory_order_acq_rel) == 1)
        mp_gate_open(g);
    while (state(g) == SHUT)
        mp_futex_wait(&g->state, SHUT, MP_FUTEX_SLICE);
    if (g->lead)
        sched_setaffinity(0, sizeof g->cpus, &g->cpus);
    if (state(g) == CANCELLED)
        return false;
    while (g->lead && mp_clock_now() < mp_gate_begin(g))
        mp_futex_pause();
    return true;
}

void mp_gate_open(struct mp_gate *g)
{
    int64_t unset = 0, from = mp_clock_now() + g->lead;

    /* Relaxed: the release in set_state publishes it. By several at once, or by
     * one after another that was killed half way: the first one's time stands.
     */
    atomic_compare_exchange_strong_explicit(
        &g->begin, &unset, from, memory_order_relaxed, memory_order_relaxed);
    set_state(g, OPEN);
}

void mp_gate_cancel(struct mp_gate *g)
{
    set_state(g, CANCELLED);
}

bool mp_gate_is_shut(struct mp_gate *g)
{
    return state(g) == SHUT;
}

int64_t mp_gate_begin(struct mp_gate *g)
{
    /* Relaxed: read after the acquire in state, or after a join. */
    return atomic_load_explicit(&g->begin, memory_order_relaxed);
}
