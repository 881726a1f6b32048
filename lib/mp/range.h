/* range.h - a worker's share of a round, claimed by compare-and-swap.
 * Internal to libmp.
 *
 * The chunks low..high-1 that are still to be had, packed into one word with
 * the number of the round that they belong to:
 *
 *     | round 30 bits | high 17 bits | low 17 bits |
 *
 * The owner takes from the low end, one chunk at a time. A thief, whose own
 * range is empty, takes the upper half. Each is one compare-and-swap, so a
 * chunk is had exactly once, and the two meet only where a range is nearly
 * empty. (After Arora, Blumofe and Plaxton, "Thread Scheduling for
 * Multiprogrammed Multiprocessors", 1998, whose deque holds items; here two
 * bounds are enough.)
 *
 * The round is in the word because a process may be paused anywhere. A worker
 * that looked at a range, was paused, and goes on when the next round has long
 * begun must not take a chunk of it: its compare-and-swap fails.
 *
 * Death: killed before the compare-and-swap, nothing was taken. Killed after
 * it, the chunks taken are in nobody's range. The caller finds them by looking
 * at what was done (board.h).
 */
#ifndef MP_RANGE_H
#define MP_RANGE_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define MP_RANGE_BITS 17
#define MP_RANGE_MAX  ((1u << MP_RANGE_BITS) - 1) /* chunks in a round */

/* On a cache line of its own: owner and thieves write to it. */
struct mp_range {
    alignas(64) _Atomic uint64_t word;
};

/* Make it low..high-1 of this round. Only while nobody claims. */
void mp_range_set(struct mp_range *range, uint32_t round, uint32_t low,
                  uint32_t high);

/* Take the lowest chunk. false: empty, or of another round. */
bool mp_range_take(struct mp_range *own, uint32_t round, uint32_t *chunk);

/* Take the upper half of another's range: its first chunk to *chunk, the rest
 * into own, which is empty. false: the victim is empty, or of another round. */
bool mp_range_steal(struct mp_range *victim, struct mp_range *own,
                    uint32_t round, uint32_t *chunk);

/* Round numbers repeat every 2^30 rounds, in a word at least. true: this is the
 * last round before they do; when it ends, no worker may still be in it. */
bool mp_range_is_last(uint32_t round);

#endif
