/* lat_pool - a pool's life, and what it adds to each task.
 *
 * A pool is worth its price when the tasks are long, or the chunks are: each
 * chunk is claimed by one atomic operation on a word that workers share. The
 * references: the shortest C that forks two workers for six squares; OpenMP's
 * dynamic,1; and the serial loop, which a pool of two should beat by nearly two.
 *
 *     $ lat_pool --rounds=21
 *
 * Try: lat_pool --row=chunk
 *      taskset -c 0 lat_pool: what is left of the speed-up?
 * Compare: pool_map, the notebook's cell; lat_wake, one small map.
 */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/mapped.h"
#include "kit/measure.h"
#include "mp/mp.h"

enum { WORKERS = 2, SIX = 6, MANY = 1000000, SLOW = 20000 };

static struct mapped m;
static struct mp_pool *pool;

static int slow_square(const void *input, void *result)
{
    delay_spin(MP_US(1));
    return mapped_square(input, result);
}

/* The compiler must not see through it: the pool's workers cannot either. */
static mp_task_fn *volatile task = mapped_square;

/* --- life: create, map six, close ----------------------------------------- */

static int64_t raw_life(long n)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++) {
        int *out = check_new(mp_array(SIX, sizeof *out), "shared memory");
        pid_t pid[WORKERS];
        for (int w = 0; w < WORKERS; w++) {
            pid[w] = fork();
            if (pid[w] < 0)
                check(errno, "fork");
            if (pid[w] == 0) {
                for (int k = w; k < SIX; k += WORKERS)
                    mapped_square(&m.inputs[k], &out[k]);
                _exit(0);
            }
        }
        for (int w = 0; w < WORKERS; w++)
            waitpid(pid[w], NULL, 0);
        mp_array_free(out);
    }
    return mp_clock_now() - start;
}

static int64_t own_life(long n)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++) {
        struct mp_pool *p = check_new(mp_pool_create(WORKERS), "pool");
        mapped_run(&m, p, mapped_square, SIX, 0, true);
        mp_pool_destroy(p);
    }
    int64_t elapsed = mp_clock_now() - start;
    mapped_expect(&m, SIX);
    return elapsed;
}

/* --- many tasks ----------------------------------------------------------- */

static int64_t raw_openmp(long n)
{
    mp_task_fn *fn = task;
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++) {
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 1) num_threads(WORKERS)
#endif
        for (long k = 0; k < MANY; k++)
            fn(&m.inputs[k], &m.results[k]);
    }
    int64_t elapsed = mp_clock_now() - start;
    mapped_expect(&m, MANY);
    return elapsed;
}

static int64_t serial(mp_task_fn *fn, long n, long tasks)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++)
        for (long k = 0; k < tasks; k++)
            fn(&m.inputs[k], &m.results[k]);
    int64_t elapsed = mp_clock_now() - start;
    mapped_expect(&m, (size_t)tasks);
    return elapsed;
}

static int64_t pooled(mp_task_fn *fn, long n, long tasks, size_t chunk)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++)
        mapped_run(&m, pool, fn, (size_t)tasks, chunk, true);
    int64_t elapsed = mp_clock_now() - start;
    mapped_expect(&m, (size_t)tasks);
    return elapsed;
}

#define BODY(name, call)        \
    static int64_t name(long n) \
    {                           \
        return call;            \
    }
BODY(own_chunk_1, pooled(mapped_square, n, MANY, 1))
BODY(raw_serial, serial(task, n, MANY))
BODY(own_default, pooled(mapped_square, n, MANY, 0))
BODY(raw_slow, serial(slow_square, n, SLOW))
BODY(own_slow, pooled(slow_square, n, SLOW, 0))

int main(int argc, char **argv)
{
    static const struct measure rows[] = {
        {"create, map 6, close", "fork 2, square, waitpid", raw_life, own_life,
         MEASURE_COST, 1.25, PIN_FREE, 0, 0},
#ifdef _OPENMP
        {"task, chunk 1", "OpenMP dynamic,1", raw_openmp, own_chunk_1,
         MEASURE_COST, 0.7, PIN_FREE, MANY, 0},
#else
        {"task, chunk 1", "the serial loop (no OpenMP)", raw_openmp,
         own_chunk_1, MEASURE_COST, 0, PIN_FREE, MANY, 0},
#endif
        {"task, default chunk", "the serial loop", raw_serial, own_default,
         MEASURE_SPEED, 1.5, PIN_FREE, MANY, 0},
        {"task of 1 us, default chunk", "the serial loop", raw_slow, own_slow,
         MEASURE_SPEED, 1.9, PIN_FREE, SLOW, 0},
        {0}};

    measure_prepare(argc, argv, NULL);
    delay_spin(1); /* measure the turns before the workers are forked */
    m = mapped_create(MANY);
    pool = check_new(mp_pool_create(WORKERS), "pool");
    measure_rows(rows);
    mp_pool_destroy(pool);
}
