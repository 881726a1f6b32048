/* gil.h - an emulated global interpreter lock, as CPython has one.
 *
 * With it, C's threads are as slow as the notebook's: only the thread that
 * holds the lock computes. Another that wants it waits one switch interval (5
 * ms in CPython), then asks for it by a flag; the holder looks at the flag
 * between two steps of its loop, gives the lock up and waits until another has
 * it (CPython's "forced switching", so that the same thread cannot win it back
 * at once). Threads only: a process has a GIL of its own, which is why
 * processes scale. (After Antoine Pitrou's GIL of Python 3.2, CPython's
 * Python/ceval_gil.c.)
 */
#ifndef KIT_GIL_H
#define KIT_GIL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define GIL_INTERVAL_NS INT64_C(5000000) /* sys.getswitchinterval() */

/* The fields are gil.c's, and wanted is gil_check's too. */
struct gil {
    /* On a cache line of its own: the holder reads it at every step, a waiter
     * writes it once an interval. Relaxed, since it publishes nothing: the
     * mutex hands on what the holder did. */
    _Alignas(64) atomic_bool wanted;

    _Alignas(64) pthread_mutex_t mutex; /* guards all that follows */
    pthread_cond_t freed;               /* held became false */
    pthread_cond_t taken;               /* takes went up */
    bool held;
    long takes, switches;
    int64_t interval;
};

/* A free lock; NULL with errno. The interval is at least 1 ns. */
struct gil *gil_create(int64_t interval_ns);

/* When no thread holds it or waits for it. Here, for taking, giving back and the
 * check, NULL is no lock, as in C: nothing is done. */
void gil_destroy(struct gil *gil);

/* Take it, waiting as above; give it back. */
void gil_acquire(struct gil *gil);
void gil_release(struct gil *gil);

/* What gil_check does when somebody asked. */
void gil_hand_over(struct gil *gil);

/* Between two steps of the holder's work: hand over if somebody asked. It
 * stands here to be compiled into the caller's loop; a call of a function would
 * take as long as two cubes. A step should be some hundred ns: in the loop of
 * single cubes (0.55 ns) the look took as long again, beside a busy hyperthread.
 */
static inline void gil_check(struct gil *gil)
{
    if (gil && atomic_load_explicit(&gil->wanted, memory_order_relaxed))
        gil_hand_over(gil);
}

/* How often it changed hands on request so far. */
long gil_switches(struct gil *gil);

#endif
