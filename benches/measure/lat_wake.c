/* lat_wake - what it costs to have two workers do one small thing each.
 *
 * Who waits for the next map looks for it a while, then sleeps; a sleeper is
 * woken by the kernel, for microseconds. The reference does the same with bare
 * futexes: wake two and wait for both. Maps at once find the workers awake.
 *
 *     $ lat_wake --rounds=21
 *
 * Try: lat_wake --row=again
 *      taskset -c 0 lat_wake: who looks in vain there, who sleeps?
 * Compare: lat_pool, a whole pool's life and its tasks.
 */
#include <limits.h>
#include <stdatomic.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/mapped.h"
#include "kit/measure.h"
#include "mp/futex.h"
#include "mp/mp.h"

enum { WORKERS = 2, NAPS = 256 };

static struct mapped m;
static struct mp_pool *pool;

/* Long enough for who waits to have fallen asleep; not part of the time. */
static int64_t begin(bool nap)
{
    if (nap)
        delay_sleep(MP_US(300));
    return mp_clock_now();
}

static struct bell {
    _Alignas(64) atomic_uint go;
    _Alignas(64) atomic_uint missing;
} * bell;

/* Until it is killed. */
static int bell_worker(void *arg)
{
    (void)arg;
    for (unsigned round = 0; bell; round++) {
        while (atomic_load_explicit(&bell->go, memory_order_acquire) == round)
            mp_futex_wait(&bell->go, round, MP_FOREVER);
        if (atomic_fetch_sub_explicit(&bell->missing, 1,
                                      memory_order_acq_rel) == 1)
            mp_futex_wake(&bell->missing, 1);
    }
    return 0;
}

static int64_t wakes(long n, bool nap)
{
    struct mp_process worker[WORKERS];
    int64_t elapsed = 0;

    bell = check_new(mp_value(sizeof *bell), "shared memory");
    for (int w = 0; w < WORKERS; w++) {
        worker[w] = mp_process(bell_worker, NULL);
        check(mp_process_start(&worker[w]), "start");
    }
    for (long i = -1; i < n; i++) { /* the first one waits for their start */
        unsigned left;
        int64_t start = begin(nap);
        atomic_store_explicit(&bell->missing, WORKERS, memory_order_relaxed);
        atomic_fetch_add_explicit(&bell->go, 1, memory_order_release);
        mp_futex_wake(&bell->go, INT_MAX);
        while ((left = atomic_load_explicit(&bell->missing,
                                            memory_order_acquire)) != 0)
            mp_futex_wait(&bell->missing, left, MP_FOREVER);
        if (i >= 0)
            elapsed += mp_clock_now() - start;
    }
    for (int w = 0; w < WORKERS; w++) {
        mp_process_kill(&worker[w]);
        mp_process_join(&worker[w]);
    }
    mp_array_free(bell);
    return elapsed;
}

static int64_t maps_of_2(long n, bool nap)
{
    int64_t elapsed = 0;

    for (long i = 0; i < n; i++) {
        int64_t start = begin(nap);
        mapped_run(&m, pool, mapped_square, WORKERS, 0, true);
        elapsed += mp_clock_now() - start;
    }
    mapped_expect(&m, WORKERS);
    return elapsed;
}

static int64_t raw_wake(long n)
{
    return wakes(n, true);
}

static int64_t raw_again(long n)
{
    return wakes(n, false);
}

static int64_t own_wake(long n)
{
    return maps_of_2(n, true);
}

static int64_t own_again(long n)
{
    return maps_of_2(n, false);
}

int main(int argc, char **argv)
{
    static const char futex[] = "futex wake of 2 and back";
    static const struct measure rows[] = {
        {"map of 2, idle pool", futex, raw_wake, own_wake, MEASURE_COST, 1.15,
         PIN_FREE, 0, NAPS},
        {"map of 2, and again at once", futex, raw_again, own_again,
         MEASURE_COST, 0, PIN_FREE, 0, 0},
        {0}};

    measure_prepare(argc, argv, NULL);
    m = mapped_create(WORKERS);
    pool = check_new(mp_pool_create(WORKERS), "pool");
    measure_rows(rows);
    mp_pool_destroy(pool);
}
