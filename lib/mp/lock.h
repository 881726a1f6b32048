/* lock.h - mutual exclusion between processes (mp.Lock).
 *
 *     struct account { struct mp_lock lock; long balance; } *a;
 *     a = mp_value(sizeof *a);
 *     mp_lock_init(&a->lock);
 *     ...
 *     mp_lock_acquire(&a->lock);
 *     a->balance++;
 *     mp_lock_release(&a->lock);
 *
 * Lies inside the caller's shared memory, beside what it protects. Works
 * between processes and between threads.
 *
 * A POSIX mutex, process-shared, robust and error-checking: where Python's Lock
 * hangs (released by the wrong one, taken twice, its holder dead), this one
 * returns an error. The uncontended path is one atomic instruction each way.
 *
 * Death: when a holder dies (SIGKILL at any instruction included) the kernel
 * hands the lock on. The next acquire returns EOWNERDEAD: it HOLDS the lock,
 * and what the lock protects may be half changed. Every acquire says so until
 * somebody calls mp_lock_repaired, so the warning cannot die with the one who
 * got it. (Robust futexes: kernel documentation, locking/robust-futexes.)
 */
#ifndef MP_LOCK_H
#define MP_LOCK_H

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "mp/clock.h"

struct mp_lock {
    pthread_mutex_t mutex;
    atomic_int suspect; /* a holder died and nobody has repaired the data */
};

/* Make it ready. 0, or ENOMEM / EAGAIN from the system. */
int mp_lock_init(struct mp_lock *lock);

/* Done with it. Only when nobody holds it or waits for it. */
void mp_lock_destroy(struct mp_lock *lock);

/* Wait for the lock and take it.
 * 0: held. EOWNERDEAD: held, and the data is suspect.
 * EDEADLK: the caller holds it already; nothing changed. */
static inline int mp_lock_acquire(struct mp_lock *lock);

/* The same with a timeout. EAGAIN (timeout 0), ETIMEDOUT: not held. */
static inline int mp_lock_acquire_timed(struct mp_lock *lock, int64_t timeout);

/* Give it back. EPERM: the caller does not hold it; nothing changed. */
int mp_lock_release(struct mp_lock *lock);

/* The holder says: what the lock protects is consistent again.
 * Call it only while holding the lock. */
void mp_lock_repaired(struct mp_lock *lock);

/* --- acquire: the way of a lock that is free, without a call of ours -------- */

/* What acquire says of a lock that is held. Relaxed: only the holder reads and
 * writes it. */
static inline int mp_lock_held(const struct mp_lock *lock)
{
    return atomic_load_explicit(&lock->suspect, memory_order_relaxed)
               ? EOWNERDEAD
               : 0;
}

/* The other ways: error says what the try came back with. */
int mp_lock_acquire_slowly(struct mp_lock *lock, int error, int64_t timeout);

static inline int mp_lock_acquire_timed(struct mp_lock *lock, int64_t timeout)
{
    int error = pthread_mutex_trylock(&lock->mutex);

    return error ? mp_lock_acquire_slowly(lock, error, timeout)
                 : mp_lock_held(lock);
}

static inline int mp_lock_acquire(struct mp_lock *lock)
{
    return mp_lock_acquire_timed(lock, MP_FOREVER);
}

#endif
