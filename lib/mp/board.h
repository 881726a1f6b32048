/* board.h - what a pool's caller and its workers share. Internal to libmp.
 *
 * A map is run in rounds (round.h). The caller writes a job and a number on the
 * board; the workers sleep on the number, wake, read the job, claim chunks of
 * it (range.h), and write beside their place how far they are. Nothing that
 * a worker holds is in its own memory only, so that the caller can settle what
 * a killed worker leaves, whichever instruction it was at:
 *
 *   progress   odd: item progress/2 was begun. It is written before the task
 *              is called, and says at the same time that the items before it
 *              in the chunk are finished.
 *   done       the chunk is finished, its last item too.
 *
 * So an item is lost only if progress says that it was begun and nothing says
 * that it was finished. A chunk that is not done and in nobody's progress was
 * never begun: it may be run again.
 */
#ifndef MP_BOARD_H
#define MP_BOARD_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "mp/pool.h"
#include "mp/range.h"

/* Run items first..first+items-1, cut into chunks. */
struct mp_job {
    mp_task_fn *task;
    uintptr_t inputs, results; /* of item 0 of the map: addresses, or ... */
    size_t extra;              /* ... if not 0, places in an extra part of
                                       the arena of so many bytes */
    size_t input_size, result_size; /* 0: there is no such array */
    size_t first, items, chunk;
};
#define MP_JOB_WORDS (sizeof(struct mp_job) / sizeof(uintptr_t))

/* progress values */
#define MP_BEGUN(i) (2 * (i) + 1)
#define MP_NEXT(i)  (2 * (i)) /* told to stop, item i was not begun */
#define MP_NOTHING  SIZE_MAX  /* no item of this round was begun */

#define MP_LOG_SIZE 128u

/* Tasks that returned an error, on their way to the caller: a ring. The worker
 * writes entries and head, the caller tail. */
struct mp_log {
    alignas(64) atomic_uint tail;
    struct mp_entry {
        size_t index;
        int error;
    } entry[MP_LOG_SIZE];
};

/* A worker's place. */
struct mp_place {
    struct mp_range range;
    alignas(64) _Atomic size_t progress; /* written by the worker, this line */
    atomic_uint served;                  /* the last round that it has left */
    atomic_uint head;                    /* entries it has put into its log */
};

struct mp_board {
    /* Written by the caller, read by the workers. */
    alignas(64) atomic_uint round; /* the number; workers sleep on it */
    atomic_uint stop;              /* begin no more items of this round */
    atomic_bool settling;          /* ring the bell when leaving the round */
    atomic_bool quit;
    int workers;
    int64_t patience; /* a worker looks at the number for so many ns before it
                         sleeps */
    _Atomic uintptr_t job[MP_JOB_WORDS];
    /* Written by the workers, read by the caller. */
    alignas(64) atomic_int left; /* chunks that nobody has handed in */
    atomic_uint bell;            /* rung for the caller, which sleeps on it */
    struct mp_place place[];     /* one a worker; behind them ... */
};

/* The bytes of a board for so many workers. */
size_t mp_board_size(int workers);

/* Make zeroed shared memory a board. spin: a worker looks for its next round
 * for some 50 us before it sleeps. */
void mp_board_init(struct mp_board *board, int workers, bool spin);

/* ... a byte a chunk: is it done? */
atomic_uchar *mp_board_done(struct mp_board *board);

/* ... and the workers' logs. */
struct mp_log *mp_board_log(struct mp_board *board, int worker);

/* Write the job, before its round's number; read it, after. */
void mp_board_write_job(struct mp_board *board, const struct mp_job *job);
void mp_board_read_job(struct mp_board *board, struct mp_job *job);

/* Wake the caller. */
void mp_board_ring(struct mp_board *board);

#endif
