/* semaphore - a counter that is never below 0: who would take it there waits.
 *
 * Source: Dijkstra, "Cooperating Sequential Processes", 1965; POSIX.1b, 1993.
 * It has no holder: anybody may post, and nobody notices that one has died.
 */
#include <errno.h>
#include <semaphore.h>

#include "fix.h"
#include "kit/die.h"

static int make(struct fix_worker *w)
{
    return sem_init(w->shared, 1, 1) ? errno : 0;
}

static void work(struct fix_worker *w)
{
    while (fix_next(w)) {
        check(sem_wait(w->shared) ? errno : 0, "semaphore");
        fix_update(w);
        check(sem_post(w->shared) ? errno : 0, "semaphore");
    }
}

const struct fix fix_semaphore = {
    .name = "semaphore",
    .idea = "a counter that is never below 0: 1 means free",
    .source = "Dijkstra 1965; POSIX 1993",
    .killed = "wait",
    .size = sizeof(sem_t),
    .open = make,
    .work = work};
