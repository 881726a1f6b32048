/* ring.h - the queue's shared memory, and how its two ends wait for each other.
 * Internal to libmp: queue.h is the interface.
 *
 *          consumers.index                   producers.index
 *          = head: take here                 = tail: append here
 *               v                                 v
 *     +----+----+----+----+----+----+----+----+----+----+----+
 *     |    |    | 15 | 16 | 17 | 18 | 19 |    |    |    |    |   slots
 *     +----+----+----+----+----+----+----+----+----+----+----+
 *
 * Both indices only grow. They count items in steps of two, since the lowest
 * bit of the tail says that the queue is closed: so a put's commit and a close
 * change the same word, and one of them comes first. Arithmetic is modulo 2^64
 * and the number of slots a power of two, so that the indices may wrap. The
 * capacity is what the creator asked for, exactly.
 *
 * Moving an index is the commit. Whoever dies before it has done nothing: what
 * it copied lies outside of head to tail. Whoever dies after it has done all.
 * The lock of an end keeps the others of that end out from look to commit; if
 * its holder dies there is nothing to repair. Producers and consumers never
 * take each other's lock.
 *
 * Waiting: each end has a bell, a futex word. Odd: somebody at this end waits.
 * A waiter makes it odd, looks again, and sleeps for as long as the bell stays
 * what it was. The other end commits, then looks at the bell; where that is odd
 * it makes it even (a value not had before, for those on their way to sleep)
 * and wakes one. Each writes its own word first and then reads the other's, all
 * of it sequentially consistent, so they cannot miss each other. Nobody counts
 * waiters: a count would be wrong after the first death.
 *
 * One wake for several items is enough: who wakes makes the bell odd again, and
 * passes the wake on if there is something left when it leaves. Whoever dies
 * between commit and wake, or woken and before it passes on, loses a wake, so
 * all sleep in slices (futex.h).
 */
#ifndef MP_RING_H
#define MP_RING_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mp/lock.h"

#define MP_RING_CLOSED UINT64_C(1) /* in the tail */
#define MP_RING_STEP   UINT64_C(2) /* one item */

/* What belongs to one end. Each part has a cache line of its own, since others
 * read it, or do not. */
struct mp_end {
    /* For the processes of this end only. */
    alignas(64) struct mp_lock lock;
    uint64_t seen; /* the other end's index when last looked at: each look
                      brings a cache line over */
    /* For the other end, when what it has seen does not suffice. */
    alignas(64) atomic_uint_fast64_t index;
    /* For the other end, after each commit. Written only to wait and wake. */
    alignas(64) atomic_uint bell;
    atomic_int cpu; /* where somebody of this end last waited or woke */
};

struct mp_queue {
    size_t capacity;  /* items that go in */
    size_t item_size; /* bytes */
    uint64_t mask;    /* slots - 1 */
    bool one_to_one;
    struct mp_end producers;
    struct mp_end consumers;
    alignas(64) unsigned char slots[];
};

/* Items between two indices. */
static inline uint64_t mp_ring_held(uint64_t tail, uint64_t head)
{
    return (tail - head) / MP_RING_STEP;
}

/* The ring, empty, for many to many. NULL with errno EOVERFLOW, ENOMEM. */
struct mp_queue *mp_ring_create(size_t capacity, size_t item_size);

/* Copy items into the slots from an index on, and out of them. */
void mp_ring_write(struct mp_queue *q, uint64_t index, const void *items,
                   size_t count);
void mp_ring_read(const struct mp_queue *q, uint64_t index, void *items,
                  size_t count);

/* Could this end go on? At the producers' with count items: 0, EAGAIN (no
 * room), EPIPE. At the consumers': 0, EAGAIN (empty), ENODATA. Takes no lock,
 * so a 0 may be old when it arrives; EPIPE and ENODATA are for ever. */
int mp_ring_look(const struct mp_queue *q, const struct mp_end *end,
                 size_t count);

/* Wait at an end until it could go on, at most a slice; may return for no
 * reason. ETIMEDOUT: the deadline had passed before. *slept becomes true where
 * the caller is to pass the wake on when it leaves. */
int mp_ring_wait(struct mp_queue *q, struct mp_end *end, size_t count,
                 int64_t deadline, bool *slept);

/* Wake one who waits at an end, if there is any. Call it after the commit and
 * outside the lock; me is the caller's own end. */
void mp_ring_wake(struct mp_end *end, struct mp_end *me);

/* For tests: let the indices of an unused queue start at item n. */
void mp_ring_start_at(struct mp_queue *q, uint64_t n);

#endif
