#include "kit/burst.h"

#include <errno.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "mp/clock.h"
#include "mp/cores.h"
#include "mp/futex.h"
#include "mp/shared.h"

/* Who waits at the gate spins, then yields, then sleeps, each so often. The
 * sleeps are counted rather than timed: a program that was stopped (Ctrl-Z) for
 * an hour has not waited long. */
enum { SPINS = 2000, YIELDS = 20000, NAPS = 1000 };

#define NAP  MP_MS(1)
#define LEAD MP_US(1) /* for all to see that the gate is open */

struct bursts {
    burst_work *work;
    burst_look *look;
    void *arg;
    unsigned tellers;
    int64_t lead;                  /* LEAD, or 0 where CPUs are too few */
    alignas(64) atomic_uint came;  /* at the gate, this time */
    int64_t begin;                 /* written by the last to come */
    bool enough;                   /* written by the first teller */
    alignas(64) atomic_uint round; /* how often the gate has opened */
};

static bool wait_for(struct bursts *b, unsigned round)
{
    int spins = b->lead ? 0 : SPINS;

    /* Acquire: pairs with the release in meet; what the others wrote before
     * they came is seen by all. */
    for (int n = spins; n < SPINS + YIELDS + NAPS; n++) {
        if (atomic_load_explicit(&b->round, memory_order_acquire) != round)
            return true;
        if (n < SPINS)
            mp_futex_pause();
        else if (n < SPINS + YIELDS)
            sched_yield();
        else
            delay_sleep(NAP);
    }
    return false;
}

/* Wait until all are here; false: somebody never came. */
static bool meet(struct bursts *b)
{
    unsigned round = atomic_load_explicit(&b->round, memory_order_relaxed);

    /* Acquire and release: the last one has seen what all the others wrote. */
    if (atomic_fetch_add_explicit(&b->came, 1, memory_order_acq_rel) + 1 <
        b->tellers)
        return wait_for(b, round);
    atomic_store_explicit(&b->came, 0, memory_order_relaxed);
    b->begin = mp_clock_now() + b->lead;
    atomic_store_explicit(&b->round, round + 1, memory_order_release);
    return true;
}

/* Each teller to a CPU of its own, if there are enough: two that share one, as
 * they do for long on a busy machine, hardly ever meet. It is no matter if the
 * kernel refuses. */
static void settle(int me)
{
    cpu_set_t all, own;

    CPU_ZERO(&own);
    if (sched_getaffinity(0, sizeof all, &all))
        return;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET((size_t)cpu, &all) && me-- == 0)
            CPU_SET((size_t)cpu, &own);
    sched_setaffinity(0, sizeof own, &own);
}

static int member(int me, void *arg)
{
    struct bursts *b = arg;

    if (b->lead)
        settle(me);
    for (;;) {
        if (!meet(b))
            return 1;
        if (b->enough)
            return 0;
        while (mp_clock_now() < b->begin)
            mp_futex_pause();
        b->work(me, b->arg);
        if (!meet(b))
            return 1;
        if (me == 0)
            b->enough = !b->look(b->arg);
    }
}

void burst_run(enum mp_kind kind, int tellers, burst_work *work,
               burst_look *look, void *arg)
{
    struct bursts *b = check_new(mp_value(sizeof *b), "gate");
    struct mp_team team;

    b->work = work;
    b->look = look;
    b->arg = arg;
    b->tellers = (unsigned)tellers;
    b->lead = tellers <= mp_cpu_count() ? LEAD : 0;
    int error = mp_team_run(kind, tellers, member, b, &team);
    mp_array_free(b);
    if (error == ECHILD && team.code < 0)
        die("teller %c was killed by signal %d", 'A' + team.failed, -team.code);
    if (error == ECHILD)
        die("teller %c waited in vain for another", 'A' + team.failed);
    check(error, "tellers");
}
