#include "kit/rawring.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "kit/die.h"
#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/shared.h"

enum { SPINS = 1000 };

struct rawring {
    _Alignas(64) atomic_ulong head;       /* next to get; the consumer's */
    _Alignas(64) atomic_ulong tail;       /* next to put; the producer's */
    _Alignas(64) unsigned long head_seen; /* by the producer */
    _Alignas(64) unsigned long tail_seen; /* by the consumer */
    _Alignas(64) atomic_uint getter_sleeps;
    _Alignas(64) atomic_uint putter_sleeps;
    _Alignas(64) size_t slots; /* never changes */
    _Alignas(64) uint64_t slot[];
};

struct rawring *rawring_create(size_t slots)
{
    struct rawring *r =
        check_new(mp_value(sizeof *r + slots * sizeof r->slot[0]), "ring");

    r->slots = slots;
    return r;
}

/* Where an index lies. */
static size_t slot_of(const struct rawring *r, unsigned long index)
{
    return index & (r->slots - 1);
}

static bool full(struct rawring *r, unsigned long tail, size_t count)
{
    if (tail - r->head_seen + count > r->slots)
        /* Acquire: the consumer has read what lay there. */
        r->head_seen = atomic_load_explicit(&r->head, memory_order_acquire);
    return tail - r->head_seen + count > r->slots;
}

static bool empty(struct rawring *r, unsigned long head)
{
    if (r->tail_seen == head)
        /* Acquire: the producer has written what lies there. */
        r->tail_seen = atomic_load_explicit(&r->tail, memory_order_acquire);
    return r->tail_seen == head;
}

/* Publish an index (release), then, after a fence, see whether the other side
 * sleeps; it sets its flag, then, after a fence, looks at the index. */
static void publish(atomic_ulong *index, unsigned long value,
                    atomic_uint *sleeps)
{
    atomic_store_explicit(index, value, memory_order_release);
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(sleeps, memory_order_relaxed)) {
        atomic_store_explicit(sleeps, 0, memory_order_relaxed);
        mp_futex_wake(sleeps, 1);
    }
}

/* Say that one is about to sleep; the caller looks once more, then sleeps. */
static void announce(atomic_uint *sleeps)
{
    atomic_store_explicit(sleeps, 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
}

void rawring_put(struct rawring *r, uint64_t item)
{
    unsigned long tail = atomic_load_explicit(&r->tail, memory_order_relaxed);

    for (int spins = 0; full(r, tail, 1); spins++) {
        if (spins < SPINS) {
            mp_futex_pause();
            continue;
        }
        announce(&r->putter_sleeps);
        if (full(r, tail, 1))
            mp_futex_wait(&r->putter_sleeps, 1, MP_FOREVER);
    }
    r->slot[slot_of(r, tail)] = item;
    publish(&r->tail, tail + 1, &r->getter_sleeps);
}

uint64_t rawring_get(struct rawring *r)
{
    unsigned long head = atomic_load_explicit(&r->head, memory_order_relaxed);

    for (int spins = 0; empty(r, head); spins++) {
        if (spins < SPINS) {
            mp_futex_pause();
            continue;
        }
        announce(&r->getter_sleeps);
        if (empty(r, head))
            mp_futex_wait(&r->getter_sleeps, 1, MP_FOREVER);
    }
    uint64_t item = r->slot[slot_of(r, head)];
    publish(&r->head, head + 1, &r->putter_sleeps);
    return item;
}

void rawring_put_many(struct rawring *r, const uint64_t *items, size_t count)
{
    unsigned long tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
    size_t slot = slot_of(r, tail);
    size_t first = count < r->slots - slot ? count : r->slots - slot;

    while (full(r, tail, count))
        mp_futex_pause();
    memcpy(&r->slot[slot], items, first * sizeof *items);
    memcpy(r->slot, items + first, (count - first) * sizeof *items);
    atomic_store_explicit(&r->tail, tail + count, memory_order_release);
}

size_t rawring_get_many(struct rawring *r, uint64_t *items, size_t max)
{
    unsigned long head = atomic_load_explicit(&r->head, memory_order_relaxed);
    size_t slot = slot_of(r, head);

    while (empty(r, head))
        mp_futex_pause();
    size_t count = r->tail_seen - head < max ? r->tail_seen - head : max;
    size_t first = count < r->slots - slot ? count : r->slots - slot;
    memcpy(items, &r->slot[slot], first * sizeof *items);
    memcpy(items + first, r->slot, (count - first) * sizeof *items);
    atomic_store_explicit(&r->head, head + count, memory_order_release);
    return count;
}
