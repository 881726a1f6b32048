#include "mp/pool.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/pool_internal.h"
#include "mp/worker.h"

/* Let go of this process's part of it. */
static void free_pool(struct mp_pool *pool)
{
    mp_crew_destroy(&pool->crew);
    mp_arena_destroy(&pool->arena);
    free(pool);
}

/* Fork the workers, all or none. */
static int hire_all(struct mp_pool *pool)
{
    int error = 0;

    for (int i = 0; i < pool->crew.size && !error; i++)
        error = mp_crew_hire(&pool->crew, i);
    if (error)
        mp_crew_kill_all(&pool->crew);
    return error;
}

/* Is there a CPU for each worker, and more than one? By affinity alone:
 * reading the quota takes longer than what is to be gained. */
static bool has_cpus_for(int workers)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) < 0)
        return false;
    return CPU_COUNT(&set) > 1 && CPU_COUNT(&set) >= workers;
}

/* All but the workers. */
static int make_pool(struct mp_pool *pool, int workers)
{
    size_t board = mp_board_size(workers);
    int error = mp_arena_create(&pool->arena, board + MP_POOL_SMALL);

    if (error)
        return error;
    pool->owner = getpid();
    pool->board = (struct mp_board *)pool->arena.fixed;
    pool->small = pool->arena.fixed + board;
    mp_board_init(pool->board, workers, has_cpus_for(workers));
    error = mp_crew_create(&pool->crew, &pool->arena, pool->board, workers);
    if (!error) {
        error = mp_lock_init(&pool->turn);
        if (!error)
            return 0;
        mp_crew_destroy(&pool->crew);
    }
    mp_arena_destroy(&pool->arena);
    return error;
}

struct mp_pool *mp_pool_create(int workers)
{
    int saved = errno, error = ENOMEM;
    struct mp_pool *pool = NULL;

    if (workers < 1 || workers > MP_POOL_WORKERS_MAX)
        error = EINVAL;
    else if (mp_worker_depth() >= MP_POOL_DEPTH)
        error = ELOOP;
    else if ((pool = calloc(1, sizeof *pool)))
        error = make_pool(pool, workers);
    if (error) {
        free(pool);
        errno = error;
        return NULL;
    }
    error = hire_all(pool);
    if (error) {
        mp_lock_destroy(&pool->turn);
        free_pool(pool);
        pool = NULL;
    }
    errno = error ? error : saved;
    return pool;
}

int mp_pool_workers(const struct mp_pool *pool)
{
    return pool->crew.size;
}

pid_t mp_pool_pid(const struct mp_pool *pool, int i)
{
    if (i < 0 || i >= pool->crew.size)
        return 0;
    return atomic_load_explicit(&pool->crew.member[i].pid,
                                memory_order_relaxed);
}

int mp_pool_enter(struct mp_pool *pool)
{
    unsigned gate = atomic_load_explicit(&pool->gate, memory_order_relaxed);

    if (pool->owner != getpid())
        return EPERM;
    do {
        if (gate & MP_POOL_CLOSED)
            return EPIPE;
    } while (!atomic_compare_exchange_weak_explicit(
        &pool->gate, &gate, gate + 1, memory_order_relaxed,
        memory_order_relaxed));
    return 0;
}

void mp_pool_leave(struct mp_pool *pool)
{
    atomic_uint *gate = &pool->gate;

    /* Release: this call is over when the closing one sees the gate empty. */
    if (atomic_fetch_sub_explicit(gate, 1, memory_order_release) ==
        (MP_POOL_CLOSED | 1))
        mp_futex_wake(gate, INT_MAX);
}

/* Let nobody in any more, and wait until nobody is inside. */
static void close_gate(struct mp_pool *pool)
{
    unsigned gate = atomic_fetch_or_explicit(&pool->gate, MP_POOL_CLOSED,
                                             memory_order_relaxed);

    gate |= MP_POOL_CLOSED;
    while (gate != MP_POOL_CLOSED) {
        mp_futex_wait(&pool->gate, gate, MP_FOREVER);
        /* Acquire: pairs with mp_pool_leave. */
        gate = atomic_load_explicit(&pool->gate, memory_order_acquire);
    }
}

/* Close the gate; then the workers are free, and either go or are killed. */
static int end_pool(struct mp_pool *pool, void (*end_crew)(struct mp_crew *))
{
    int saved = errno, error;

    close_gate(pool);
    error = mp_lock_acquire(&pool->turn);
    if (error)
        return error;
    end_crew(&pool->crew);
    mp_lock_release(&pool->turn);
    errno = saved;
    return 0;
}

int mp_pool_close(struct mp_pool *pool)
{
    if (pool->owner != getpid())
        return EPERM;
    return end_pool(pool, mp_crew_dismiss);
}

int mp_pool_terminate(struct mp_pool *pool)
{
    if (pool->owner != getpid())
        return EPERM;
    atomic_store_explicit(&pool->terminated, true, memory_order_relaxed);
    /* Wakes a map that sleeps; release inside: it then sees the above. */
    mp_board_ring(pool->board);
    return end_pool(pool, mp_crew_kill_all);
}

void mp_pool_destroy(struct mp_pool *pool)
{
    if (!pool)
        return;
    if (mp_pool_close(pool) == 0)
        mp_lock_destroy(&pool->turn);
    free_pool(pool);
}
