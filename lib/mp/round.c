#include "mp/round.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/settle.h"

#define LOOK_FIRST MP_MS(1)
#define LOOK_LAST  MP_MS(100)

/* Workers that die before they begin an item, as where memory is out, would be
 * replaced for ever. */
#define BARREN_MAX 100

size_t mp_map_chunk(size_t n, int workers)
{
    size_t parts = 4 * (size_t)workers;

    return n == 0 ? 1 : (n - 1) / parts + 1;
}

/* Only the caller writes it. */
static unsigned round_number(const struct mp_run *run)
{
    return atomic_load_explicit(&run->crew->board->round, memory_order_relaxed);
}

/* From now on the round is over when all who live have left it, and not when
 * all is handed in: a dead worker hands in nothing. */
static void disturb(struct mp_run *run)
{
    struct mp_board *board = run->crew->board;

    run->disturbed = true;
    /* Relaxed: who does not see it yet is found at the next look. */
    atomic_store_explicit(&board->settling, true, memory_order_relaxed);
    mp_futex_wake(&board->round, INT_MAX);
}

/* No more items are begun, and why. */
static void stop(struct mp_run *run, int verdict)
{
    run->verdict = verdict;
    atomic_store_explicit(&run->crew->board->stop, round_number(run),
                          memory_order_relaxed);
    disturb(run);
}

/* Put the job on the board, with an equal range for each worker, and wake as
 * many as can have a chunk. Nobody reads these now: all chunks of the last
 * round are done, or everybody has left it. */
static void publish(struct mp_run *run)
{
    struct mp_crew *crew = run->crew;
    struct mp_board *board = crew->board;
    unsigned round = round_number(run) + 1;
    uint64_t chunks = run->chunks, size = (uint64_t)crew->size;

    memset(mp_board_done(board), 0, chunks);
    for (uint64_t i = 0; i < size; i++) {
        mp_range_set(&board->place[i].range, round,
                     (uint32_t)(chunks * i / size),
                     (uint32_t)(chunks * (i + 1) / size));
        atomic_store_explicit(&board->place[i].progress, MP_NOTHING,
                              memory_order_relaxed);
        crew->member[i].last_failed = MP_NOTHING;
    }
    mp_board_write_job(board, &run->job);
    atomic_store_explicit(&board->left, (int)chunks, memory_order_relaxed);
    atomic_store_explicit(&board->stop, round - 1, memory_order_relaxed);
    atomic_store_explicit(&board->settling, false, memory_order_relaxed);
    run->disturbed = false;
    /* Release: who sees the number sees all of the above. */
    atomic_store_explicit(&board->round, round, memory_order_release);
    mp_futex_wake(&board->round, (int)(chunks < size ? chunks : size));
    if (mp_range_is_last(round))
        disturb(run);
}

/* Has everybody who lives left the round? */
static bool all_have_left(const struct mp_run *run)
{
    const struct mp_crew *crew = run->crew;

    for (int i = 0; i < crew->size; i++)
        /* Acquire: what the worker did in the round is there. */
        if (mp_crew_has(crew, i) &&
            atomic_load_explicit(&crew->board->place[i].served,
                                 memory_order_acquire) != round_number(run))
            return false;
    return true;
}

static bool is_over(const struct mp_run *run)
{
    if (run->disturbed)
        return all_have_left(run);
    /* Acquire: all results are there, and all entries in the logs. */
    return atomic_load_explicit(&run->crew->board->left,
                                memory_order_acquire) == 0;
}

/* Worker i has died: settle what it had, and put another in its place. */
static void replace(struct mp_run *run, int i, int error)
{
    struct mp_crew *crew = run->crew;

    mp_settle_death(run, i, error);
    disturb(run);
    if (run->verdict != ECANCELED && run->barren <= BARREN_MAX + crew->size)
        mp_crew_hire(crew, i);
    if (crew->living == 0 && !run->verdict)
        run->verdict = EAGAIN;
}

/* Is somebody dead, or stopped though time is up? true: somebody was. */
static bool look_around(struct mp_run *run)
{
    struct mp_crew *crew = run->crew;
    bool found = false;

    for (int i = 0; i < crew->size; i++) {
        int error = 0;

        if (run->verdict == ETIMEDOUT && mp_crew_is_stopped(crew, i)) {
            mp_crew_kill(crew, i);
            error = ETIMEDOUT;
        } else if (!mp_crew_ended(crew, i)) {
            continue;
        }
        replace(run, i, error);
        found = true;
    }
    return found;
}

/* The pool was terminated. */
static void kill_all(struct mp_run *run)
{
    stop(run, ECANCELED);
    for (int i = 0; i < run->crew->size; i++)
        if (mp_crew_kill(run->crew, i))
            replace(run, i, 0);
}

/* Sleep until the round is over, and see to what happens meanwhile. */
static void watch(struct mp_run *run)
{
    atomic_uint *bell = &run->crew->board->bell;
    int64_t now = mp_clock_now(), gap = LOOK_FIRST, look = now + gap;

    for (;;) {
        /* Acquire: what was done before the bell was rung is there. */
        unsigned heard = atomic_load_explicit(bell, memory_order_acquire);
        if (run->verdict != ECANCELED &&
            atomic_load_explicit(run->terminated, memory_order_relaxed))
            kill_all(run);
        bool over = is_over(run);
        for (int i = 0; i < run->crew->size; i++)
            mp_settle_log(run, i);
        if (over)
            return;
        now = mp_clock_now();
        if (now >= run->deadline && !run->verdict) {
            stop(run, ETIMEDOUT);
            look = now;
        }
        if (now >= look) {
            if (gap == LOOK_FIRST) /* those who were woken may be stopped */
                mp_futex_wake(&run->crew->board->round, INT_MAX);
            gap = look_around(run) ? LOOK_FIRST : 2 * gap;
            gap = gap < LOOK_LAST ? gap : LOOK_LAST;
            look = now + gap;
            continue;
        }
        int64_t until =
            !run->verdict && run->deadline < look ? run->deadline : look;
        mp_futex_wait(bell, heard, until - now);
    }
}

void mp_round_run(struct mp_run *run, struct mp_piece piece)
{
    size_t items = piece.end - piece.first;

    if ((items - 1) / piece.chunk >= MP_RANGE_MAX) {
        struct mp_piece later = piece;

        items = MP_RANGE_MAX * piece.chunk;
        later.first += items;
        mp_tally_add(&run->tally, later);
    }
    run->job.first = piece.first;
    run->job.items = items;
    run->job.chunk = piece.chunk;
    run->chunks = (uint32_t)((items - 1) / piece.chunk + 1);
    publish(run);
    watch(run);
    if (run->disturbed)
        mp_settle_rest(run);
}
