#include "mp/board.h"

#include <string.h>

#include "mp/futex.h"
#include "mp/shared.h"

/* The first round's number, so that every pool soon lives through the numbers'
 * wrapping and no bug can hide there. */
#define FIRST_ROUND (0u - 20u)

struct mp_board *mp_board_create(int workers)
{
    size_t n = (size_t)workers;
    struct mp_board *board = mp_value(
        sizeof *board + n * sizeof board->place[0] +
        (MP_RANGE_MAX + 1) * sizeof(atomic_uchar) + n * sizeof(struct mp_log));

    if (!board)
        return NULL;
    board->workers = workers;
    atomic_init(&board->round, FIRST_ROUND);
    atomic_init(&board->stop, FIRST_ROUND);
    return board;
}

atomic_uchar *mp_board_done(struct mp_board *board)
{
    return (atomic_uchar *)(board->place + board->workers);
}

struct mp_log *mp_board_log(struct mp_board *board, int worker)
{
    void *logs = mp_board_done(board) + MP_RANGE_MAX + 1;

    return (struct mp_log *)logs + worker;
}

/* Word by word and atomically, since a worker that wakes late may read while
 * the caller writes the next one. What it then reads is of no use to it: it can
 * claim nothing of a round that is over. Relaxed: the round's number, stored
 * after with release and loaded before with acquire, publishes the words. */
void mp_board_write_job(struct mp_board *board, const struct mp_job *job)
{
    uintptr_t word[MP_JOB_WORDS];

    memcpy(word, job, sizeof word);
    for (size_t i = 0; i < MP_JOB_WORDS; i++)
        atomic_store_explicit(&board->job[i], word[i], memory_order_relaxed);
}

void mp_board_read_job(struct mp_board *board, struct mp_job *job)
{
    uintptr_t word[MP_JOB_WORDS];

    for (size_t i = 0; i < MP_JOB_WORDS; i++)
        word[i] = atomic_load_explicit(&board->job[i], memory_order_relaxed);
    memcpy(job, word, sizeof *job);
}

void mp_board_ring(struct mp_board *board)
{
    /* Release: what was written before the bell is there when it is heard. */
    atomic_fetch_add_explicit(&board->bell, 1, memory_order_release);
    mp_futex_wake(&board->bell, 1);
}
