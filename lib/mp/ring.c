#include "mp/ring.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <string.h>

#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/shared.h"

/* The lowest bits of a bell; those above count how often it was rung. */
#define WAITING 1u /* somebody waits */
#define ALL     2u /* wake all: they want different amounts of room */

#define SPIN MP_US(50) /* about what it costs to sleep and be woken */
#define GAP  MP_US(2)  /* between two looks, at most */
#define ITEM 10        /* ns; half of what an item takes */

struct mp_queue *mp_ring_create(size_t capacity, size_t item_size)
{
    size_t slots = 1, bytes;
    int error;

    while (slots < capacity && slots <= SIZE_MAX / 4)
        slots *= 2;
    if (slots < capacity || __builtin_mul_overflow(slots, item_size, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(struct mp_queue), &bytes)) {
        errno = EOVERFLOW;
        return NULL;
    }
    struct mp_queue *q = mp_value(bytes);
    if (!q)
        return NULL;
    q->capacity = capacity;
    q->item_size = item_size;
    q->mask = slots - 1;
    /* Nobody has been anywhere yet. */
    atomic_init(&q->producers.cpu, -1);
    atomic_init(&q->consumers.cpu, -1);
    if ((error = mp_lock_init(&q->producers.lock)) ||
        (error = mp_lock_init(&q->consumers.lock))) {
        mp_array_free(q);
        errno = error;
        return NULL;
    }
    return q;
}

void mp_ring_write(struct mp_queue *q, uint64_t index, const void *items,
                   size_t count)
{
    size_t slot = (size_t)(index / MP_RING_STEP & q->mask);
    size_t to_end = (size_t)q->mask + 1 - slot;
    size_t first = (count < to_end ? count : to_end) * q->item_size;

    memcpy(q->slots + slot * q->item_size, items, first);
    if (count > to_end)
        memcpy(q->slots, (const char *)items + first,
               (count - to_end) * q->item_size);
}

void mp_ring_read(const struct mp_queue *q, uint64_t index, void *items,
                  size_t count)
{
    size_t slot = (size_t)(index / MP_RING_STEP & q->mask);
    size_t to_end = (size_t)q->mask + 1 - slot;
    size_t first = (count < to_end ? count : to_end) * q->item_size;

    memcpy(items, q->slots + slot * q->item_size, first);
    if (count > to_end)
        memcpy((char *)items + first, q->slots,
               (count - to_end) * q->item_size);
}

int mp_ring_look(const struct mp_queue *q, const struct mp_end *end,
                 size_t count)
{
    /* Head first: the tail, read later, is then never behind it. Sequentially
     * consistent for the waiter, who has just written its bell. */
    uint64_t head =
        atomic_load_explicit(&q->consumers.index, memory_order_seq_cst);
    uint64_t tail =
        atomic_load_explicit(&q->producers.index, memory_order_seq_cst);
    uint64_t held = mp_ring_held(tail, head);
    bool closed = tail & MP_RING_CLOSED;

    if (end == &q->consumers)
        return held > 0 ? 0 : closed ? ENODATA : EAGAIN;
    if (closed)
        return EPIPE;
    if (held + count <= q->capacity)
        return 0;
    /* Full at one and the same moment? Not for sure if the head has moved. */
    return head == atomic_load_explicit(&q->consumers.index,
                                        memory_order_seq_cst)
               ? EAGAIN
               : 0;
}

/* Both ends run, and one of them is a moment behind: then spinning is right. On
 * the other's own CPU it only keeps the other from running. (A hint: wrong, it
 * costs time and nothing else.) */
static bool spin(const struct mp_queue *q, struct mp_end *end, size_t count)
{
    const struct mp_end *other =
        end == &q->producers ? &q->consumers : &q->producers;
    int cpu = sched_getcpu();

    /* Not written where it stands there already: the other end, which looks at
     * this line after each commit, would have to fetch it again. */
    if (atomic_load_explicit(&end->cpu, memory_order_relaxed) != cpu)
        atomic_store_explicit(&end->cpu, cpu, memory_order_relaxed);
    if (atomic_load_explicit(&other->cpu, memory_order_relaxed) == cpu)
        return false;
    /* A look takes the line away from the other end, which then waits for it.
     * Rather find a hundred items at one look than one at each; or as many as
     * a small ring has. */
    int64_t gap = q->capacity < GAP / ITEM ? (int64_t)q->capacity * ITEM : GAP;
    int64_t now = mp_clock_now(), end_of_spin = now + SPIN;
    do {
        int64_t next = now + gap;
        while ((now = mp_clock_now()) < next)
            mp_futex_pause();
        if (mp_ring_look(q, end, count) != EAGAIN)
            return true;
    } while (now < end_of_spin);
    return false;
}

int mp_ring_wait(struct mp_queue *q, struct mp_end *end, size_t count,
                 int64_t deadline, bool *slept)
{
    unsigned mine = count > 1 ? WAITING | ALL : WAITING;
    int64_t left = mp_clock_left(deadline);

    if (left == 0)
        return ETIMEDOUT;
    if (spin(q, end, count))
        return 0;
    /* Pairs with mp_ring_wake: here the bell is written and then an index read,
     * there an index was written and then the bell is read. */
    unsigned bell =
        mine | atomic_fetch_or_explicit(&end->bell, mine, memory_order_seq_cst);
    if (MP_FUTEX_SLICE != MP_FOREVER && left > MP_FUTEX_SLICE)
        left = MP_FUTEX_SLICE;
    if (mp_ring_look(q, end, count) == EAGAIN)
        mp_futex_wait(&end->bell, bell, left);
    if (!q->one_to_one) {
        /* Others may sleep on, and the bell is even where it woke this one. */
        atomic_fetch_or_explicit(&end->bell, mine, memory_order_seq_cst);
        *slept = true;
    }
    return 0;
}

void mp_ring_wake(struct mp_end *end, struct mp_end *me)
{
    /* Pairs with mp_ring_wait. */
    unsigned bell = atomic_load_explicit(&end->bell, memory_order_seq_cst);

    while (bell & WAITING) {
        unsigned even = (bell | WAITING | ALL) + 1;
        if (atomic_compare_exchange_weak_explicit(&end->bell, &bell, even,
                                                  memory_order_seq_cst,
                                                  memory_order_seq_cst)) {
            atomic_store_explicit(&me->cpu, sched_getcpu(),
                                  memory_order_relaxed);
            mp_futex_wake(&end->bell, bell & ALL ? INT_MAX : 1);
            return;
        }
    }
}

void mp_ring_start_at(struct mp_queue *q, uint64_t n)
{
    atomic_init(&q->producers.index, n * MP_RING_STEP);
    atomic_init(&q->consumers.index, n * MP_RING_STEP);
    q->producers.seen = q->consumers.seen = n * MP_RING_STEP;
}
