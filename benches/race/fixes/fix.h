/* fix.h - what the fixes of bank_fixes have in common.
 *
 * A fix is a file of this folder. Its work() is what one worker does:
 *
 *     while (fix_next(w)) {           as long as there is time
 *         acquire(w->shared);
 *         fix_update(w);              read the balance, write it plus 1
 *         release(w->shared);
 *     }
 *
 * The update is bank_racy's two steps in all of them, and fixes differ by what
 * stands around it; two have one step instead (fetch_add, compare_swap), and
 * two let nobody else near (server, per_worker).
 */
#ifndef FIX_H
#define FIX_H

#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/delay.h"
#include "mp/futex.h"

enum { FIX_WORKERS = 256, FIX_LOOKS = 100 };

/* Each worker has a copy of its own. */
struct fix_worker {
    volatile _Atomic long *balance;
    void *shared; /* what the fix needs: the lock */
    int index, workers;
    int64_t window; /* from read to write, as delay_window takes it */
    long done, limit;
    const atomic_bool *stop; /* the time is over */
};

struct fix {
    const char *name; /* its file's */
    const char *idea;
    const char *source;
    const char *killed; /* its holder is: what becomes of the others? "wait",
                           "told", "freed", or "-" where nothing is held */
    size_t size;        /* bytes of w->shared, which begins as zeros */
    /* Before the workers start, and when all have ended: then the balance is
     * in *w->balance. Either may be NULL. 0 or an errno value. */
    int (*open)(struct fix_worker *w);
    int (*close)(struct fix_worker *w);
    void (*work)(struct fix_worker *w);
};

extern const struct fix fix_load_store, fix_fetch_add, fix_compare_swap,
    fix_test_set, fix_ticket, fix_mcs, fix_futex, fix_mutex, fix_robust,
    fix_semaphore, fix_file_lock, fix_server, fix_per_worker;

/* Is there one more update to do? Counts it. */
static inline bool fix_next(struct fix_worker *w)
{
    /* Relaxed: it publishes nothing. The line is only read until the end. */
    if (w->done == w->limit ||
        atomic_load_explicit(w->stop, memory_order_relaxed))
        return false;
    w->done++;
    return true;
}

/* The two steps. Relaxed: what the others see of them, and when, is the
 * matter of the fix around them. */
static inline long fix_read(const struct fix_worker *w)
{
    long seen = atomic_load_explicit(w->balance, memory_order_relaxed);

    if (w->window)
        delay_window(w->window); /* <-- another comes in here, if it can */
    return seen;
}

static inline void fix_update(const struct fix_worker *w)
{
    long seen = fix_read(w);

    atomic_store_explicit(w->balance, seen + 1, memory_order_relaxed);
}

/* Between two looks at a lock that another holds. Now and then give up the CPU:
 * where there are more workers than CPUs, the holder may be waiting for it. */
static inline void fix_spin(long looks)
{
    if (looks % FIX_LOOKS == 0)
        sched_yield();
    else
        mp_futex_pause();
}

#endif
