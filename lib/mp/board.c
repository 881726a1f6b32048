#include "mp/board.h"

#include <string.h>

#include "mp/clock.h"
#include "mp/futex.h"

/* The first round's number, so that every pool soon lives through the numbers'
 * wrapping and no bug can hide there. */
#define FIRST_ROUND (0u - 20u)

#define PATIENCE MP_US(50) /* about what it costs to sleep and be woken */

size_t mp_board_size(int workers)
{
    return sizeof(struct mp_board) +
           (size_t)workers * (sizeof(struct mp_place) + sizeof(struct mp_log)) +
           (MP_RANGE_MAX + 1) * sizeof(atomic_uchar);
}

void mp_board_init(struct mp_board *board, int workers, bool spin)
{
    board->workers = workers;
    board->patience = spin ? PATIENCE : 0;
    atomic_init(&board->round, FIRST_ROUND);
    for (int i = 0; i < workers; i++) {
        atomic_init(&board->place[i].progress, MP_NOTHING);
        atomic_init(&board->place[i].served, FIRST_ROUND);
    }
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
