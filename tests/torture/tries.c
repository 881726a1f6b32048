/* What is tried while things fail or run out. See tries.h. */
#include "tries.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/mp.h"
#include "torture.h"

size_t larger = 1;

static int task(const void *input, void *result)
{
    size_t x = *(const size_t *)input;

    *(size_t *)result = x * x;
    return x % 10 == 7 ? 77 : 0;
}

/* Ten items or more; each tenth fails. */
static int map(struct mp_pool *pool)
{
    size_t n = 10 * larger;
    size_t *results = mp_array(n, sizeof *results); /* malloc is watched */
    struct mp_map_report report = {0};

    if (!results)
        return errno;
    memset(results, 0, n * sizeof *results);
    int error = mp_pool_map(pool,
                            &(struct mp_map){.task = task,
                                             .n = n,
                                             .results = results,
                                             .result_size = sizeof *results},
                            &report);
    for (size_t i = 0; i < n && error == ECANCELED; i++)
        must(results[i] == (i % 10 == 7 ? 0 : i * i), "item %zu: %zu", i,
             results[i]);
    must(error != ECANCELED || report.failed == larger, "%zu failed",
         report.failed);
    must(error == ECANCELED || error == ENOMEM, "map: %s", strerror(error));
    free(report.errors);
    mp_array_free(results);
    return error == ECANCELED ? 0 : error;
}

static int try_pool(void)
{
    struct mp_pool *pool = mp_pool_create(3);

    if (!pool)
        return errno;
    int error = map(pool);
    mp_pool_destroy(pool);
    return error;
}

static int try_queue(void)
{
    struct mp_queue *q = mp_queue_create(100 * larger, sizeof(long), 0);
    long x = 5;

    if (!q)
        return errno;
    must(mp_queue_put(q, &x, sizeof x) == 0, "put");
    x = 0;
    must(mp_queue_get(q, &x, sizeof x) == 0 && x == 5, "get");
    mp_queue_destroy(q);
    return 0;
}

static int try_pipe(void)
{
    struct mp_pipe ends[2];
    long x = 5;
    int error = mp_pipe(ends, MP_DUPLEX);

    if (error)
        return error;
    must(mp_pipe_send(&ends[0], &x, sizeof x) == 0, "send");
    x = 0;
    error = mp_pipe_recv(&ends[1], &x, sizeof x, NULL);
    if (error) /* it stays, for when there is memory */
        must(mp_pipe_recv(&ends[1], &x, sizeof x, NULL) == 0, "recv");
    must(x == 5, "received %ld", x);
    mp_pipe_close(&ends[0]);
    mp_pipe_close(&ends[1]);
    return error;
}

static int seven(void *arg)
{
    (void)arg;
    return 7;
}

static int try_process(void)
{
    struct mp_process p = mp_process(seven, NULL);
    int error = mp_process_start(&p);

    if (error)
        return error;
    must(mp_process_join_timed(&p, MP_S(10)) == 0 && p.exitcode == 7, "join");
    return 0;
}

static int member(int index, void *arg)
{
    (void)index;
    (void)arg;
    return 0;
}

static int try_team(void)
{
    return mp_team_run(MP_PROCESSES, 3, member, NULL, NULL);
}

static int try_threads(void)
{
    return mp_team_run(MP_THREADS, 3, member, NULL, NULL);
}

int (*const tries[TRIES])(void) = {try_pool,    try_queue, try_pipe,
                                   try_process, try_team,  try_threads};

struct holdings what_is_held(void)
{
    return (struct holdings){open_descriptors(), shared_mappings()};
}

void nothing_is_left(struct holdings before)
{
    struct holdings now = what_is_held();

    errno = 0;
    must(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "a child");
    must(now.descriptors == before.descriptors, "descriptors: %d, then %d",
         before.descriptors, now.descriptors);
    must(now.mappings == before.mappings, "mappings: %d, then %d",
         before.mappings, now.mappings);
}
