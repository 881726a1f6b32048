#include "mp/range.h"

/* Relaxed throughout: a claim says whose the chunk is and hands over no data.
 * What a worker needs to run it came with the round's number (worker.c). */

static uint64_t pack(uint32_t round, uint32_t low, uint32_t high)
{
    return (uint64_t)round << 2 * MP_RANGE_BITS |
           (uint64_t)high << MP_RANGE_BITS | low;
}

static uint32_t low_of(uint64_t word)
{
    return (uint32_t)word & MP_RANGE_MAX;
}

static uint32_t high_of(uint64_t word)
{
    return (uint32_t)(word >> MP_RANGE_BITS) & MP_RANGE_MAX;
}

/* Is there something for this round in it? */
static bool has_chunks(uint64_t word, uint32_t round)
{
    uint64_t other = (word ^ pack(round, 0, 0)) >> 2 * MP_RANGE_BITS;

    return other == 0 && low_of(word) < high_of(word);
}

void mp_range_set(struct mp_range *range, uint32_t round, uint32_t low,
                  uint32_t high)
{
    atomic_store_explicit(&range->word, pack(round, low, high),
                          memory_order_relaxed);
}

bool mp_range_take(struct mp_range *own, uint32_t round, uint32_t *chunk)
{
    uint64_t seen = atomic_load_explicit(&own->word, memory_order_relaxed);

    do {
        if (!has_chunks(seen, round))
            return false;
    } while (!atomic_compare_exchange_weak_explicit(
        &own->word, &seen, seen + 1, /* low is in the lowest bits */
        memory_order_relaxed, memory_order_relaxed));
    *chunk = low_of(seen);
    return true;
}

bool mp_range_steal(struct mp_range *victim, struct mp_range *own,
                    uint32_t round, uint32_t *chunk)
{
    uint64_t seen = atomic_load_explicit(&victim->word, memory_order_relaxed);
    uint32_t low, middle, high;

    do {
        if (!has_chunks(seen, round))
            return false;
        low = low_of(seen);
        high = high_of(seen);
        middle = low + (high - low) / 2;
    } while (!atomic_compare_exchange_weak_explicit(
        &victim->word, &seen, pack(round, low, middle), memory_order_relaxed,
        memory_order_relaxed));
    *chunk = middle;
    /* A plain store will do: nobody else writes to an empty range, and the
     * round cannot end while the chunk in our hands is not done. */
    mp_range_set(own, round, middle + 1, high);
    return true;
}

bool mp_range_is_last(uint32_t round)
{
    return pack(round + 1, 0, 0) == 0;
}
