/* pool.h - map a function over many inputs by worker processes (mp.Pool).
 *
 *     static int square(const void *input, void *result)
 *     {
 *         int x = *(const int *)input;
 *         *(int *)result = x * x;
 *         return 0;
 *     }
 *     ...
 *     struct mp_pool *pool = mp_pool_create(mp_cpu_count());
 *     mp_pool_map(pool, &(struct mp_map){.task = square, .n = 6,
 *                 .inputs = in, .input_size = sizeof *in,
 *                 .results = out, .result_size = sizeof *out}, NULL);
 *     mp_pool_destroy(pool);
 *
 * The workers are forked once, by create, and sleep between maps; where there
 * is a CPU for each, they look for the next map for 50 us before they do. Each
 * map cuts 0..n-1 into equal ranges, one a worker; a worker takes chunks from
 * the low end of its own range and, when that is empty, steals from the high
 * end of another's. Results come back in the order of the inputs, whoever made
 * them.
 *
 * Workers do not see memory that the caller has made since the fork, so inputs
 * are copied to where they do and results back; what is in_place is not copied.
 * A pool holds one descriptor, closed on exec, and less than a megabyte between
 * maps.
 *
 * Only the process that created a pool may use it; a child that inherited it
 * gets EPERM. Two threads that map at once take turns. A task may create a pool
 * of its own, MP_POOL_DEPTH levels deep; below that create fails with ELOOP, so
 * that a mistake cannot fork without bound.
 *
 * Death: a worker that dies during a map costs the item it had begun and
 * nothing else. That item is reported with pid and signal, and never run again
 * by itself, since its side effects may have happened. The rest completes, a
 * new worker takes the place. (Python hangs.) A stopped worker (SIGSTOP) is a
 * pause and not a fault. When the caller dies, its workers are killed; see
 * process.h for the thread rule. (A worker that dies idle, by that rule too,
 * costs nothing: the next map replaces it.) Where no new worker can be forked
 * the pool goes on with fewer and tries again at the next map; where none is
 * left, or a hundred have died before they began an item, the items not yet
 * run come back with error EAGAIN.
 */
#ifndef MP_POOL_H
#define MP_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct mp_pool; /* opaque; belongs to the process that created it */

#define MP_POOL_WORKERS_MAX 4096
#define MP_POOL_DEPTH       3 /* pools inside pools, the outermost counted */

/* One task: read *input, write *result, return 0, or an error number of its own
 * choice (1..INT_MAX), which the map reports. Runs in a worker: it sees the
 * parent's memory as it was when the worker was forked. *result is at first
 * what the caller has there, as in a loop. What it prints to stdout and stderr
 * is written when the map returns. */
typedef int mp_task_fn(const void *input, void *result);

/* What to map. Fields that are left out are 0. */
struct mp_map {
    mp_task_fn *task;
    size_t n;           /* items; 0 is allowed and does nothing */
    const void *inputs; /* n items of input_size bytes; NULL: the input is the
                           item's index, a size_t */
    size_t input_size;
    void *results; /* n items of result_size bytes; NULL: no results, the
                      task's result argument is then NULL */
    size_t result_size;
    size_t chunk;  /* items that a worker takes at once; 0: n / (4 x workers),
                      rounded up, as in Python */
    bool in_place; /* inputs and results are memory that the workers share: made
                      by mp_array before the pool was. Nothing is copied. */
};

/* One item that has no result; its bytes in results are as they were before
 * (in place: as the task left them). */
struct mp_map_error {
    size_t index;
    int error;  /* what the task returned; 0: the worker died; ETIMEDOUT,
                   ECANCELED, EAGAIN: see the functions below */
    pid_t pid;  /* the worker that had it; 0: it was not begun */
    int signal; /* the worker died: by this signal; 0: by exit */
    int status; /* the worker died: its exit status; MP_UNKNOWN where somebody
                   else reaped it */
};

struct mp_map_report {
    size_t failed;               /* items without a result */
    struct mp_map_error *errors; /* that many, by index; freed by the caller
                                    with free(). NULL when there are none, and
                                    where there was no memory for them. */
    int deaths;                  /* workers that died during this map */
};

/* Fork the workers. NULL with errno EINVAL: workers < 1 or over the maximum;
 * ELOOP: nested too deep; EAGAIN, ENOMEM, EMFILE, ENFILE: then none is left
 * behind. */
struct mp_pool *mp_pool_create(int workers);

int mp_pool_workers(const struct mp_pool *pool);

/* The pid of worker i, 0 <= i < workers, as it is now; 0 where there is none.
 */
pid_t mp_pool_pid(const struct mp_pool *pool, int i);

/* Run the map; blocks until each item has a result or an error. report may be
 * NULL.
 * ECANCELED: at least one item has no result; report says which and why.
 * EINVAL: no task, or a size of 0 with its array given, or a size with no
 * array. EOVERFLOW: n x size. ENOMEM: no room for the copies, nothing was run;
 * or, with report->failed > 0, none for the errors.
 * EPIPE: the pool is closed or terminated. EPERM: not this process's pool. */
int mp_pool_map(struct mp_pool *pool, const struct mp_map *map,
                struct mp_map_report *report);

/* The same with a timeout. ETIMEDOUT: items not begun by then will not be;
 * those begun are finished (untimed) where the worker runs; a worker that is
 * stopped is killed and replaced. Items without a result are in report with
 * error ETIMEDOUT. EAGAIN (timeout 0): a map always waits; nothing was run. */
int mp_pool_map_timed(struct mp_pool *pool, const struct mp_map *map,
                      struct mp_map_report *report, int64_t timeout);

/* No more maps: they fail with EPIPE. A map in progress completes. Waits for
 * it, and for the workers to leave. */
int mp_pool_close(struct mp_pool *pool);

/* Kill the workers now. A map in progress in another thread returns ECANCELED,
 * with the items that were begun and those that were not (error ECANCELED). */
int mp_pool_terminate(struct mp_pool *pool);

/* Close, if it is still open, and free. NULL is allowed. In a process that only
 * inherited the pool it frees this process's copy and leaves the workers alone.
 */
void mp_pool_destroy(struct mp_pool *pool);

#endif
