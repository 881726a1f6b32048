/* mutex - libc's lock, told that other processes use it too.
 *
 * Source: POSIX.1c, 1995. In glibc it is a futex, as in futex.c.
 */
#include <pthread.h>

#include "fix.h"
#include "kit/die.h"

static int make(struct fix_worker *w)
{
    pthread_mutexattr_t attr;
    int error = pthread_mutexattr_init(&attr);

    if (error)
        return error;
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    error = pthread_mutex_init(w->shared, &attr);
    pthread_mutexattr_destroy(&attr);
    return error;
}

static void work(struct fix_worker *w)
{
    while (fix_next(w)) {
        check(pthread_mutex_lock(w->shared), "mutex");
        fix_update(w);
        check(pthread_mutex_unlock(w->shared), "mutex");
    }
}

const struct fix fix_mutex = {.name = "mutex",
                              .idea = "libc's lock, shared between processes",
                              .source = "POSIX 1995",
                              .killed = "wait",
                              .size = sizeof(pthread_mutex_t),
                              .open = make,
                              .work = work};
