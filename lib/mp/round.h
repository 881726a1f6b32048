/* round.h - the caller's side of a map. Internal to libmp.
 *
 * A map is run in rounds, one as a rule. A round is put on the board, the
 * workers wake and run it, the caller sleeps until the last chunk is handed in.
 * It takes more than one if there are more chunks than a claim can count, or if
 * a worker died: then the living finish what they can get, and what is left
 * over is run as rounds of its own.
 *
 * The caller sleeps on the board's bell, 1 ms at first and then longer, up to
 * 100 ms; each time it looks whether a worker has died. So a death is noticed
 * at once in a short map and soon in a long one, without a signal handler.
 */
#ifndef MP_ROUND_H
#define MP_ROUND_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "mp/crew.h"
#include "mp/tally.h"

/* A map in progress. */
struct mp_run {
    struct mp_crew *crew;
    const atomic_bool *terminated; /* set by another thread, which then rings */
    int64_t deadline;
    struct mp_job job; /* the round's; first, items and chunk change */
    uint32_t chunks;   /* of the round */
    bool disturbed;    /* it is over when all have left, see disturb */
    int verdict;    /* 0, or why no more items are begun: ETIMEDOUT, ECANCELED
                       (terminated), EAGAIN (no worker) */
    bool cut_short; /* and some items were not, for that reason */
    int deaths;
    int barren; /* deaths of those that had not begun an item */
    struct mp_tally tally;
};

/* The chunk size that gives each of so many workers four chunks of n items, as
 * in Python. At least 1. */
size_t mp_map_chunk(size_t n, int workers);

/* Run a piece, or as much of it as fits into a round. What is left over is in
 * the tally when this returns. */
void mp_round_run(struct mp_run *run, struct mp_piece piece);

#endif
