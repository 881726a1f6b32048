/* map.c - a map from beginning to end: check, copy in, run, copy out. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mp/clock.h"
#include "mp/pool_internal.h"
#include "mp/round.h"

/* Where the copies lie in the arena. */
struct layout {
    size_t inputs, results; /* bytes of each */
    size_t results_at;      /* on a new cache line behind the inputs */
    size_t total;
};

static int check(const struct mp_map *map, struct layout *layout)
{
    size_t aligned;

    if (!map->task || !map->inputs != !map->input_size ||
        !map->results != !map->result_size)
        return EINVAL;
    if (map->n > SIZE_MAX / 4 || /* progress holds twice an index */
        __builtin_mul_overflow(map->n, map->input_size, &layout->inputs) ||
        __builtin_mul_overflow(map->n, map->result_size, &layout->results) ||
        __builtin_add_overflow(layout->inputs, 63, &aligned))
        return EOVERFLOW;
    layout->results_at = aligned & ~(size_t)63;
    if (__builtin_add_overflow(layout->results_at, layout->results,
                               &layout->total))
        return EOVERFLOW;
    return 0;
}

/* Copy the arrays to where the workers see them, and tell the job. Results are
 * copied too, so that a task that writes only a part of its result leaves the
 * same bytes as in a loop. Where they are goes to *copies. */
static int copy_in(struct mp_pool *pool, const struct mp_map *map,
                   const struct layout *layout, struct mp_job *job,
                   unsigned char **copies)
{
    uintptr_t start = 0;

    if (layout->total <= MP_POOL_SMALL) {
        *copies = pool->small;
        start = (uintptr_t)pool->small;
    } else {
        int error = mp_arena_extend(&pool->arena, layout->total);
        if (error)
            return error;
        *copies = pool->arena.extra;
        job->extra = layout->total;
    }
    job->inputs = start;
    job->results = start + layout->results_at;
    if (map->inputs)
        memcpy(*copies, map->inputs, layout->inputs);
    if (map->results)
        memcpy(*copies + layout->results_at, map->results, layout->results);
    return 0;
}

/* Copy the results out, except those of failed items, which stand between. */
static void copy_out(const struct mp_map *map, const unsigned char *from,
                     const struct mp_tally *tally)
{
    char *to = map->results;
    size_t size = map->result_size, first = 0;

    if (!map->results)
        return;
    for (size_t e = 0; e <= tally->failed; e++) {
        size_t end = e < tally->failed ? tally->errors[e].index : map->n;

        memcpy(to + first * size, from + first * size, (end - first) * size);
        first = end + 1;
    }
}

/* The items of a piece will not be run. */
static void give_up(struct mp_run *run, struct mp_piece piece)
{
    run->cut_short = true;
    for (size_t i = piece.first; i < piece.end && !run->tally.out_of_memory;
         i++)
        mp_tally_fail(&run->tally,
                      (struct mp_map_error){.index = i, .error = run->verdict});
}

/* Put workers into empty places. That fewer can be had is no error. */
static void fill_places(struct mp_run *run)
{
    struct mp_crew *crew = run->crew;

    if (mp_crew_may_have_ended())
        for (int i = 0; i < crew->size; i++)
            mp_crew_ended(crew, i);
    for (int i = 0; i < crew->size && crew->living < crew->size; i++)
        if (!mp_crew_has(crew, i) && mp_crew_hire(crew, i) != 0)
            break;
    if (crew->living == 0)
        run->verdict = EAGAIN;
}

/* Run it all, round by round. What map returns. */
static int run_all(struct mp_run *run, const struct mp_map *map)
{
    size_t chunk =
        map->chunk ? map->chunk : mp_map_chunk(map->n, run->crew->size);
    struct mp_piece piece = {.end = map->n, .chunk = chunk};

    mp_tally_add(&run->tally, piece);
    while (mp_tally_next(&run->tally, &piece)) {
        if (run->verdict)
            give_up(run, piece);
        else
            mp_round_run(run, piece);
    }
    mp_tally_sort(&run->tally);
    if (run->tally.out_of_memory)
        return ENOMEM;
    if (run->cut_short && run->verdict == ETIMEDOUT)
        return ETIMEDOUT;
    return run->tally.failed > 0 ? ECANCELED : 0;
}

/* Wait for the workers to be free of other threads' maps. */
static int take_turn(struct mp_pool *pool, int64_t deadline)
{
    int error;

    if (deadline == INT64_MAX)
        return mp_lock_acquire(&pool->turn);
    error = mp_lock_acquire_timed(&pool->turn, mp_clock_left(deadline));
    return error == EAGAIN ? ETIMEDOUT : error;
}

static int map_in_turn(struct mp_pool *pool, const struct mp_map *map,
                       const struct layout *layout, struct mp_run *run)
{
    unsigned char *copies = NULL;
    int error;

    run->job.inputs = (uintptr_t)map->inputs;
    run->job.results = (uintptr_t)map->results;
    if (!map->in_place) {
        error = copy_in(pool, map, layout, &run->job, &copies);
        if (error)
            return error;
    }
    fill_places(run);
    error = run_all(run, map);
    if (copies)
        copy_out(map, copies + layout->results_at, &run->tally);
    if (run->job.extra > 0)
        mp_arena_shorten(&pool->arena);
    return error;
}

/* Hand the errors over to the caller. */
static void fill_report(struct mp_map_report *report, struct mp_run *run)
{
    struct mp_tally *tally = &run->tally;

    *report =
        (struct mp_map_report){.failed = tally->failed, .deaths = run->deaths};
    if (tally->failed > 0 && !tally->out_of_memory) {
        report->errors = tally->errors;
        tally->errors = NULL;
    }
}

static int map_inside(struct mp_pool *pool, const struct mp_map *map,
                      struct mp_map_report *report, int64_t timeout)
{
    struct layout layout = {0};
    struct mp_run run = {
        .crew = &pool->crew,
        .terminated = &pool->terminated,
        .deadline = mp_clock_deadline(timeout),
        .job = {.task = map->task,
                .input_size = map->input_size,
                .result_size = map->result_size},
    };
    int error = check(map, &layout);

    if (error || map->n == 0)
        return error;
    if (timeout == 0)
        return EAGAIN;
    error = take_turn(pool, run.deadline);
    if (error == 0) {
        error = atomic_load_explicit(&pool->terminated, memory_order_relaxed)
                    ? EPIPE
                    : map_in_turn(pool, map, &layout, &run);
        mp_lock_release(&pool->turn);
    } else if (error == ETIMEDOUT) {
        run.verdict = error;
        error = run_all(&run, map);
    }
    if (report)
        fill_report(report, &run);
    mp_tally_free(&run.tally);
    return error;
}

int mp_pool_map_timed(struct mp_pool *pool, const struct mp_map *map,
                      struct mp_map_report *report, int64_t timeout)
{
    int saved = errno, cancel, error;

    if (report)
        *report = (struct mp_map_report){0};
    error = mp_pool_enter(pool);
    if (error)
        return error;
    /* A thread that is cancelled half-way would keep its turn for ever. */
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    error = map_inside(pool, map, report, timeout);
    pthread_setcancelstate(cancel, NULL);
    mp_pool_leave(pool);
    errno = saved;
    return error;
}

int mp_pool_map(struct mp_pool *pool, const struct mp_map *map,
                struct mp_map_report *report)
{
    return mp_pool_map_timed(pool, map, report, MP_FOREVER);
}
