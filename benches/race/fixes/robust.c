/* robust - libmp's lock: the next one is told that a holder has died.
 *
 * Source: lib/mp/lock.h; POSIX.1-2008. The kernel knows which locks a process
 * holds, and gives them on when it is gone.
 */
#include "fix.h"
#include "kit/die.h"
#include "mp/lock.h"

static int make(struct fix_worker *w)
{
    return mp_lock_init(w->shared);
}

static void work(struct fix_worker *w)
{
    while (fix_next(w)) {
        check(mp_lock_acquire(w->shared), "robust");
        fix_update(w);
        check(mp_lock_release(w->shared), "robust");
    }
}

const struct fix fix_robust = {
    .name = "robust",
    .idea = "mp_lock: the next one is told that a holder has died",
    .source = "POSIX 2008; lib/mp/lock.h",
    .killed = "told",
    .size = sizeof(struct mp_lock),
    .open = make,
    .work = work};
