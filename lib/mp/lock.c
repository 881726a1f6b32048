#include "mp/lock.h"

#include <errno.h>

#include "mp/clock.h"
#include "mp/futex.h"

/* gcc 12's and clang 14's thread sanitizers and Helgrind do not know
 * pthread_mutex_clocklock, and would report each use of a lock got by it.
 * Builds for them try every now and then. (For Helgrind: -DMP_LOCK_POLLS.) */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MP_LOCK_POLLS
#endif
#elif defined(__SANITIZE_THREAD__)
#define MP_LOCK_POLLS
#endif

/* The one place that sleeps for a mutex, until a time on the monotonic clock.
 */
static int lock_until(pthread_mutex_t *mutex, int64_t time)
{
#ifdef MP_LOCK_POLLS
    const struct timespec moment = mp_clock_timespec(MP_US(100));
    int error;

    while ((error = pthread_mutex_trylock(mutex)) == EBUSY)
        if (mp_clock_left(time) == 0)
            return ETIMEDOUT;
        else
            nanosleep(&moment, NULL);
    return error;
#else
    struct timespec limit = mp_clock_timespec(time);

    return pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &limit);
#endif
}

/* Sleep until the mutex is free or the timeout over, and in slices, as
 * everywhere in libmp: where a process is killed between being woken and taking
 * the mutex, and a third takes it in between, glibc forgets that others sleep.
 */
static int lock_slowly(pthread_mutex_t *mutex, int64_t timeout)
{
    int64_t deadline = mp_clock_deadline(timeout);
    int64_t slice;
    int error;

    do {
        slice = mp_clock_deadline(MP_FUTEX_SLICE);
        error = lock_until(mutex, slice < deadline ? slice : deadline);
    } while (error == ETIMEDOUT && mp_clock_left(deadline) > 0);
    return error;
}

int mp_lock_init(struct mp_lock *lock)
{
    pthread_mutexattr_t attr;

    atomic_init(&lock->suspect, 0);
    int error = pthread_mutexattr_init(&attr);
    if (error)
        return error;
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
    error = pthread_mutex_init(&lock->mutex, &attr);
    pthread_mutexattr_destroy(&attr);
    return error;
}

void mp_lock_destroy(struct mp_lock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
}

int mp_lock_acquire_slowly(struct mp_lock *lock, int error, int64_t timeout)
{
    if (error == EBUSY)
        error = timeout == 0 ? EAGAIN : lock_slowly(&lock->mutex, timeout);
    if (error == EOWNERDEAD) {
        /* First the note, then the repair: whoever dies in between leaves the
         * mutex with a dead owner once more, and the note stays. */
        atomic_store_explicit(&lock->suspect, 1, memory_order_relaxed);
        error = pthread_mutex_consistent(&lock->mutex);
    }
    return error ? error : mp_lock_held(lock);
}

int mp_lock_release(struct mp_lock *lock)
{
    return pthread_mutex_unlock(&lock->mutex);
}

void mp_lock_repaired(struct mp_lock *lock)
{
    atomic_store_explicit(&lock->suspect, 0, memory_order_relaxed);
}
