#include "mp/worker.h"

#include <sched.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/crew.h"
#include "mp/futex.h"

/* The one piece of global state that libmp has; it is set in workers only. */
static int depth;

int mp_worker_depth(void)
{
    return depth;
}

/* What a worker needs to run a round. */
struct worker {
    struct mp_arena *arena;
    struct mp_board *board;
    struct mp_place *place; /* its own */
    struct mp_log *log;
    atomic_uchar *done;
    int index;
    unsigned round;
};

/* Tell the caller that item i failed. The log is full only if the caller has
 * not looked for long: ring for it, and wait. */
static void log_failure(const struct worker *w, size_t i, int error)
{
    unsigned head = atomic_load_explicit(&w->place->head, memory_order_relaxed);
    unsigned tail;

    /* Acquire: the caller has read the entry that is written over here. */
    while (tail = atomic_load_explicit(&w->log->tail, memory_order_acquire),
           head - tail == MP_LOG_SIZE) {
        mp_board_ring(w->board);
        mp_futex_wait(&w->log->tail, tail, MP_FUTEX_SLICE);
    }
    w->log->entry[head % MP_LOG_SIZE].index = i;
    w->log->entry[head % MP_LOG_SIZE].error = error;
    /* Release: the entry is there when head says so. From here on the item
     * counts as finished, see settle.c. */
    atomic_store_explicit(&w->place->head, head + 1, memory_order_release);
}

/* What to add to the job's addresses. Where they lie in an extra part of the
 * arena, map it if that is not yet done. */
static uintptr_t find_arrays(const struct worker *w, const struct mp_job *job)
{
    if (job->extra == 0)
        return 0;
    /* No addresses left: the one who is forked in this one's place inherits
     * the caller's mapping, and no item was begun. */
    if (mp_arena_follow(w->arena, job->extra) != 0)
        _exit(EXIT_FAILURE);
    return (uintptr_t)w->arena->extra;
}

/* Run a chunk's items, one after the other. false: told to stop before the
 * end. Two stores and a load an item are all that safety costs. */
static bool run_chunk(const struct worker *w, const struct mp_job *job,
                      uint32_t chunk)
{
    size_t i = job->first + chunk * job->chunk;
    size_t end = job->first + job->items; /* the last chunk may be short */
    size_t index; /* is the input where there are no inputs */
    uintptr_t base = find_arrays(w, job);
    uintptr_t input = job->input_size ? base + job->inputs + i * job->input_size
                                      : (uintptr_t)&index;
    uintptr_t result =
        job->result_size ? base + job->results + i * job->result_size : 0;

    if (end - i > job->chunk)
        end = i + job->chunk;
    for (; i < end; i++) {
        if (atomic_load_explicit(&w->board->stop, memory_order_relaxed) ==
            w->round) {
            atomic_store_explicit(&w->place->progress, MP_NEXT(i),
                                  memory_order_release);
            return false;
        }
        index = i;
        /* Release: the results before this one are there when this says so. No
         * compiler moves it behind the call, which might read it. */
        atomic_store_explicit(&w->place->progress, MP_BEGUN(i),
                              memory_order_release);
        int error = job->task((const void *)input, (void *)result);
        if (error)
            log_failure(w, i, error);
        input += job->input_size; /* 0 where there are no inputs */
        result += job->result_size;
    }
    return true;
}

/* The next chunk from the own range, or else from another's. */
static bool claim(const struct worker *w, uint32_t *chunk)
{
    struct mp_range *own = &w->place->range;
    struct mp_place *place = w->board->place;

    if (mp_range_take(own, w->round, chunk))
        return true;
    for (int i = w->index + 1; i < w->board->workers; i++)
        if (mp_range_steal(&place[i].range, own, w->round, chunk))
            return true;
    for (int i = 0; i < w->index; i++)
        if (mp_range_steal(&place[i].range, own, w->round, chunk))
            return true;
    return false;
}

/* What the tasks have printed comes before the end of their map. */
static void flush(FILE *stream)
{
    if (__fpending(stream) > 0)
        fflush(stream);
}

static void serve_round(const struct worker *w)
{
    struct mp_board *board = w->board;
    struct mp_job job;
    uint32_t chunk;
    int finished = 0;

    mp_board_read_job(board, &job);
    while (claim(w, &chunk) && run_chunk(w, &job, chunk)) {
        /* Release: the chunk's results are there when this says so. */
        atomic_store_explicit(&w->done[chunk], 1, memory_order_release);
        finished++;
    }
    flush(stdout);
    flush(stderr);
    /* Release: all that this worker did is there when left is 0. */
    if (finished > 0 &&
        atomic_fetch_sub_explicit(&board->left, finished,
                                  memory_order_release) == finished)
        mp_board_ring(board);
    /* Release: and when the caller sees that it has left the round. */
    atomic_store_explicit(&w->place->served, w->round, memory_order_release);
    if (atomic_load_explicit(&board->settling, memory_order_relaxed))
        mp_board_ring(board);
}

/* Is there a new round within a moment? The next map often follows the last
 * one, or create, at once; to sleep and be woken takes longer than to look.
 * Whoever else wants this CPU, the caller above all, has it meanwhile. */
static bool comes_soon(const struct mp_board *board, unsigned seen)
{
    int64_t end = board->patience > 0 ? mp_clock_now() + board->patience : 0;

    while (end > 0 && mp_clock_now() < end) {
        /* Relaxed: the caller of this looks again. */
        if (atomic_load_explicit(&board->round, memory_order_relaxed) != seen)
            return true;
        sched_yield();
    }
    return false;
}

int mp_worker_run(void *arg)
{
    const struct mp_member *me = arg;
    struct mp_board *board = me->board;
    struct worker w = {
        .arena = me->arena,
        .board = board,
        .place = &board->place[me->index],
        .log = mp_board_log(board, me->index),
        .done = mp_board_done(board),
        .index = me->index,
    };
    unsigned seen =
        atomic_load_explicit(&w.place->served, memory_order_relaxed);

    depth++;
    while (!atomic_load_explicit(&board->quit, memory_order_relaxed)) {
        /* Acquire: the job and the ranges of the round are there, or quit. */
        w.round = atomic_load_explicit(&board->round, memory_order_acquire);
        if (w.round == seen) {
            if (!comes_soon(board, seen))
                /* Without an end: when the caller dies, so does this one. */
                mp_futex_wait(&board->round, seen, MP_FOREVER);
            continue;
        }
        serve_round(&w);
        seen = w.round;
    }
    return 0;
}
