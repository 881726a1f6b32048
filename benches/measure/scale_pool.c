/* scale_pool - a task costs the same among ten million as among a million.
 *
 * The time of a task in maps of several sizes, beside a map of a million by the
 * same pool: among ten thousand it is the wake-up of two workers that is paid
 * for, among ten million nothing may have grown. Then the life of a pool
 * (create, map a task a worker, close) with 1 to 1024 workers, beside as many
 * bare forks that wait for a futex. Then what the caller's memory has grown by
 * after maps of all sizes.
 *
 *     $ scale_pool --rounds=5
 *
 * Try: scale_pool --row=workers: what does a process cost?
 *      scale_pool --row=tasks: from how many on is a pool worth it?
 * Compare: lat_pool, the price at one size; scale_queue, the same for a queue.
 */
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/die.h"
#include "kit/mapped.h"
#include "kit/measure.h"
#include "kit/resident.h"
#include "mp/futex.h"
#include "mp/mp.h"

enum { WORKERS = 2, MANY = 1000000, MOST = 10 * MANY };

static struct mapped m;
static struct mp_pool *pool;

/* --- tasks ---------------------------------------------------------------- */

/* count times n tasks, as the time of count times a million. */
static int64_t tasks(long count, size_t n, size_t chunk)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < count; i++)
        mapped_run(&m, pool, mapped_square, n, chunk, true);
    int64_t elapsed = mp_clock_now() - start;
    mapped_expect(&m, n);
    return (int64_t)((double)elapsed * MANY / (double)n);
}

/* --- workers -------------------------------------------------------------- */

static atomic_uint *go; /* shared; the word that the bare workers wait for */

static _Noreturn void bare_worker(int w)
{
    while (atomic_load_explicit(go, memory_order_acquire) == 0)
        mp_futex_wait(go, 0, MP_FOREVER);
    mapped_square(&m.inputs[w], &m.results[w]);
    _exit(0);
}

static int64_t bare_workers(long count, int workers)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < count; i++) {
        pid_t *pid = check_new(mp_array((size_t)workers, sizeof *pid), "pids");
        atomic_store_explicit(go, 0, memory_order_relaxed);
        for (int w = 0; w < workers; w++) {
            pid_t child = fork();
            if (child < 0)
                check(errno, "fork");
            if (child == 0)
                bare_worker(w); /* whose zero must not reach pid[], shared */
            pid[w] = child;
        }
        atomic_store_explicit(go, 1, memory_order_release);
        mp_futex_wake(go, INT_MAX);
        for (int w = 0; w < workers; w++)
            waitpid(pid[w], NULL, 0);
        mp_array_free(pid);
    }
    int64_t elapsed = mp_clock_now() - start;
    mapped_expect(&m, (size_t)workers);
    return elapsed;
}

static int64_t pool_workers(long count, int workers)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < count; i++) {
        struct mp_pool *p = check_new(mp_pool_create(workers), "pool");
        mapped_run(&m, p, mapped_square, (size_t)workers, 1, true);
        mp_pool_destroy(p);
    }
    int64_t elapsed = mp_clock_now() - start;
    mapped_expect(&m, (size_t)workers);
    return elapsed;
}

/* --- memory --------------------------------------------------------------- */

/* The caller's, from the first map to the last, of 1 to 1e7 tasks; once with
 * the copies that a map not in place makes. */
static int64_t growth(long n)
{
    int64_t first, last;

    (void)n;
    mapped_run(&m, pool, mapped_square, 1, 0, true);
    first = resident_kib();
    for (size_t size = 1; size <= MOST; size *= 10) {
        mapped_run(&m, pool, mapped_square, size, 1, true);
        mapped_expect(&m, size);
        mapped_run(&m, pool, mapped_square, size, 0, true);
        mapped_expect(&m, size);
    }
    mapped_run(&m, pool, mapped_square, MANY, 0, false);
    mapped_expect(&m, MANY);
    last = resident_kib();
    return first < 0 || last < 0 ? -1 : last - first > 0 ? last - first : 0;
}

#define ROW(name, call)         \
    static int64_t name(long n) \
    {                           \
        return call;            \
    }
ROW(tasks_10k, tasks(n, 10000, 0))
ROW(tasks_1m, tasks(n, MANY, 0))
ROW(tasks_10m, tasks(n, MOST, 0))
ROW(single_1m, tasks(n, MANY, 1))
ROW(single_10m, tasks(n, MOST, 1))
ROW(bare_1, bare_workers(n, 1))
ROW(bare_32, bare_workers(n, 32))
ROW(bare_1024, bare_workers(n, 1024))
ROW(pool_1, pool_workers(n, 1))
ROW(pool_32, pool_workers(n, 32))
ROW(pool_1024, pool_workers(n, 1024))

int main(int argc, char **argv)
{
    static const char among[] = "a map of 1e6 tasks",
                      forks[] = "forks, a futex, waitpid";
    static const enum measure_kind c = MEASURE_COST;
    const struct measure rows[] = {
        {"1e4 tasks", among, tasks_1m, tasks_10k, c, 0, PIN_FREE, MANY, 0},
        {"1e7 tasks", among, tasks_1m, tasks_10m, c, 1.15, PIN_FREE, MANY, 0},
        {"1e7 tasks, chunk 1", "a map of 1e6, chunk 1", single_1m, single_10m,
         c, 1.15, PIN_FREE, MANY, 0},
        {"1 worker", forks, bare_1, pool_1, c, 0, PIN_FREE, 1, 0},
        {"32 workers, each", forks, bare_32, pool_32, c, 1.25, PIN_FREE, 32, 0},
        {"1024 workers, each", forks, bare_1024, pool_1024, c, 1.25, PIN_FREE,
         1024, 0},
        {"maps of 1 to 1e7, growth", "KiB", NULL, growth, MEASURE_LIMIT, 1024,
         PIN_FREE, 0, 0},
        {0}};

    measure_prepare(argc, argv, NULL);
    m = mapped_create(MOST);
    go = check_new(mp_value(sizeof *go), "shared memory");
    pool = check_new(mp_pool_create(WORKERS), "pool");
    measure_rows(rows);
    mp_pool_destroy(pool);
}
