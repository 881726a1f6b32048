#include "kit/gil.h"

#include <errno.h>
#include <stdlib.h>

#include "mp/clock.h"

struct gil *gil_create(int64_t interval_ns)
{
    struct gil *gil = aligned_alloc(_Alignof(struct gil), sizeof *gil);
    pthread_condattr_t monotonic;

    if (!gil)
        return NULL;
    *gil = (struct gil){.interval = interval_ns};
    atomic_init(&gil->wanted, false);
    /* None of these fails on Linux with these arguments. */
    pthread_mutex_init(&gil->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&gil->freed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_cond_init(&gil->taken, NULL);
    return gil;
}

void gil_destroy(struct gil *gil)
{
    if (!gil)
        return;
    pthread_cond_destroy(&gil->taken);
    pthread_cond_destroy(&gil->freed);
    pthread_mutex_destroy(&gil->mutex);
    free(gil);
}

/* Wait one interval for the lock. If it has been with the same holder for all
 * of it, ask: whoever got it meanwhile has a right to an interval too. */
static void wait_or_ask(struct gil *gil)
{
    struct timespec end = mp_clock_timespec(mp_clock_deadline(gil->interval));
    long takes = gil->takes;
    int error = pthread_cond_timedwait(&gil->freed, &gil->mutex, &end);

    if (error == ETIMEDOUT && gil->held && gil->takes == takes)
        atomic_store_explicit(&gil->wanted, true, memory_order_relaxed);
}

/* With the mutex held. */
static void take(struct gil *gil)
{
    while (gil->held)
        wait_or_ask(gil);
    gil->held = true;
    gil->takes++;
    atomic_store_explicit(&gil->wanted, false, memory_order_relaxed);
    pthread_cond_broadcast(&gil->taken);
}

static void give(struct gil *gil)
{
    gil->held = false;
    pthread_cond_signal(&gil->freed);
}

void gil_acquire(struct gil *gil)
{
    if (!gil)
        return;
    pthread_mutex_lock(&gil->mutex);
    take(gil);
    pthread_mutex_unlock(&gil->mutex);
}

void gil_release(struct gil *gil)
{
    if (!gil)
        return;
    pthread_mutex_lock(&gil->mutex);
    give(gil);
    pthread_mutex_unlock(&gil->mutex);
}

/* Who asked is still waiting, since it leaves only by taking the lock, and a
 * take withdraws the request: so another take is sure to come. */
void gil_hand_over(struct gil *gil)
{
    pthread_mutex_lock(&gil->mutex);
    long takes = gil->takes;
    gil->switches++;
    give(gil);
    while (gil->takes == takes)
        pthread_cond_wait(&gil->taken, &gil->mutex);
    take(gil);
    pthread_mutex_unlock(&gil->mutex);
}

long gil_switches(struct gil *gil)
{
    pthread_mutex_lock(&gil->mutex);
    long switches = gil->switches;
    pthread_mutex_unlock(&gil->mutex);
    return switches;
}
