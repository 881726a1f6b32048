/* lat_lock - libmp's lock costs what a robust mutex costs.
 *
 * Acquire and release, uncontended and with a second process at it all the
 * time. The reference is the bare POSIX mutex of the same kind (process-shared,
 * robust, error-checking); plain mutex and semaphore stand beside for
 * comparison, as does an element of a shared array beside one of a private
 * array.
 *
 *     $ lat_lock --rounds=21
 *
 * Try: lat_lock --row=contended
 *      taskset -c 0 lat_lock
 * Compare: bank_locked, which pays this price.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "kit/die.h"
#include "kit/keep.h"
#include "kit/measure.h"
#include "kit/pin.h"
#include "mp/mp.h"

enum { SIDES = 2, ITEMS = 1024 };

static struct shared {
    _Alignas(64) pthread_mutex_t robust;
    _Alignas(64) pthread_mutex_t plain;
    _Alignas(64) sem_t semaphore;
    _Alignas(64) struct mp_lock lock;
    _Alignas(64) long count;
} * shared;

static void init_mutex(pthread_mutex_t *mutex, int robust, int type)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attr, robust);
    pthread_mutexattr_settype(&attr, type);
    check(pthread_mutex_init(mutex, &attr), "mutex");
    pthread_mutexattr_destroy(&attr);
}

/* Each lock as one critical section that counts. */
static void with_robust(long n)
{
    for (long i = 0; i < n; i++) {
        pthread_mutex_lock(&shared->robust);
        shared->count++;
        pthread_mutex_unlock(&shared->robust);
    }
}

static void with_plain(long n)
{
    for (long i = 0; i < n; i++) {
        pthread_mutex_lock(&shared->plain);
        shared->count++;
        pthread_mutex_unlock(&shared->plain);
    }
}

static void with_semaphore(long n)
{
    for (long i = 0; i < n; i++) {
        sem_wait(&shared->semaphore);
        shared->count++;
        sem_post(&shared->semaphore);
    }
}

static void with_lock(long n)
{
    for (long i = 0; i < n; i++) {
        mp_lock_acquire(&shared->lock);
        shared->count++;
        mp_lock_release(&shared->lock);
    }
}

static int64_t alone(void (*section)(long), long n)
{
    int64_t start = mp_clock_now();

    shared->count = 0;
    section(n);
    int64_t elapsed = mp_clock_now() - start;
    if (shared->count != n)
        die("the lock let %ld of %ld updates through", shared->count, n);
    return elapsed;
}

struct contest {
    void (*section)(long);
    long n;
};

static int contend(int index, void *arg)
{
    struct contest *c = arg;

    pin_to(index ? pin_second() : pin_first());
    c->section(c->n);
    return 0;
}

static int64_t together(void (*section)(long), long n)
{
    struct contest c = {section, n};
    struct mp_team team;

    shared->count = 0;
    check(mp_team_run(MP_PROCESSES, SIDES, contend, &c, &team), "team");
    if (shared->count != SIDES * n)
        die("the lock let %ld of %ld updates through", shared->count,
            SIDES * n);
    return team.elapsed_ns;
}

#define ROW(name, how, section) \
    static int64_t name(long n) \
    {                           \
        return how(section, n); \
    }
ROW(robust_alone, alone, with_robust)
ROW(plain_alone, alone, with_plain)
ROW(semaphore_alone, alone, with_semaphore)
ROW(lock_alone, alone, with_lock)
ROW(robust_together, together, with_robust)
ROW(lock_together, together, with_lock)

static int *private_items, *shared_items;

static int64_t fill(int *items, long n)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++) {
        items[i % ITEMS] += (int)i;
        keep(items[i % ITEMS]);
    }
    return mp_clock_now() - start;
}

static int64_t fill_private(long n)
{
    return fill(private_items, n);
}

static int64_t fill_shared(long n)
{
    return fill(shared_items, n);
}

int main(int argc, char **argv)
{
    static const struct measure rows[] = {
        {"lock, uncontended", "robust error-checking pthread mutex",
         robust_alone, lock_alone, MEASURE_COST, 1.1, PIN_ONE, 0, 0},
        {"lock, beside a plain mutex", "plain pthread mutex", plain_alone,
         lock_alone, MEASURE_COST, 0, PIN_ONE, 0, 0},
        {"lock, beside a semaphore", "sem_wait, sem_post", semaphore_alone,
         lock_alone, MEASURE_COST, 0, PIN_ONE, 0, 0},
        {"lock, contended by two", "robust error-checking pthread mutex",
         robust_together, lock_together, MEASURE_COST, 0, PIN_EACH, SIDES, 0},
        {"shared array element", "private array", fill_private, fill_shared,
         MEASURE_COST, 1.05, PIN_ONE, 0, 0},
        {0}};

    measure_prepare(argc, argv, NULL);
    shared = check_new(mp_value(sizeof *shared), "shared memory");
    init_mutex(&shared->robust, PTHREAD_MUTEX_ROBUST, PTHREAD_MUTEX_ERRORCHECK);
    init_mutex(&shared->plain, PTHREAD_MUTEX_STALLED, PTHREAD_MUTEX_NORMAL);
    sem_init(&shared->semaphore, 1, 1);
    check(mp_lock_init(&shared->lock), "lock");
    private_items = check_new(calloc(ITEMS, sizeof(int)), "private array");
    shared_items = check_new(mp_array(ITEMS, sizeof(int)), "shared array");
    measure_rows(rows);
}
