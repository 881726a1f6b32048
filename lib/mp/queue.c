#include "mp/queue.h"

#include <errno.h>

#include "mp/clock.h"
#include "mp/ring.h"
#include "mp/shared.h"

struct mp_queue *mp_queue_create(size_t capacity, size_t item_size, int flags)
{
    if (capacity == 0 || item_size == 0 || (flags & ~MP_QUEUE_ONE_TO_ONE)) {
        errno = EINVAL;
        return NULL;
    }
    struct mp_queue *q = mp_ring_create(capacity, item_size);
    if (q)
        q->one_to_one = flags & MP_QUEUE_ONE_TO_ONE;
    return q;
}

void mp_queue_destroy(struct mp_queue *q)
{
    mp_array_free(q);
}

/* --- what put and get have in common -------------------------------------- */

/* A call without a time limit does not read the clock. */
static int64_t deadline_of(int64_t timeout)
{
    return timeout == 0 || timeout == MP_FOREVER ? INT64_MAX
                                                 : mp_clock_deadline(timeout);
}

/* Keep others out of this end. */
static int enter(struct mp_queue *q, struct mp_end *me, size_t count,
                 int64_t deadline)
{
    if (q->one_to_one)
        return 0;
    int error = mp_lock_acquire_timed(&me->lock, 0);
    if (error == EAGAIN) {
        /* Somebody is in a call, and perhaps stopped there. What is full or
         * empty is so without asking him. */
        error = mp_ring_look(q, me, count);
        if (error)
            return error;
        error = mp_lock_acquire_timed(&me->lock, mp_clock_left(deadline));
        /* EAGAIN: no time is left, and the wait that follows says so. */
    }
    if (error == EOWNERDEAD) {
        /* He died before his commit or after it: nothing is half done. */
        mp_lock_repaired(&me->lock);
        error = 0;
    }
    return error;
}

static void leave(struct mp_queue *q, struct mp_end *me)
{
    if (!q->one_to_one)
        mp_lock_release(&me->lock);
}

/* --- put ------------------------------------------------------------------ */

/* Inside: 0, EPIPE, or EAGAIN for no room. */
static int append(struct mp_queue *q, const void *items, size_t count)
{
    struct mp_end *me = &q->producers;
    uint64_t tail = atomic_load_explicit(&me->index, memory_order_relaxed);

    if (tail & MP_RING_CLOSED)
        return EPIPE;
    if (mp_ring_held(tail, me->seen) + count > q->capacity) {
        /* Acquire: these slots have been copied from. Pairs with take. */
        me->seen =
            atomic_load_explicit(&q->consumers.index, memory_order_acquire);
        if (mp_ring_held(tail, me->seen) + count > q->capacity)
            return EAGAIN;
    }
    mp_ring_write(q, tail, items, count);
    /* THE COMMIT. Publishes the items (release; take acquires), and comes
     * before the look at the bell (sequentially consistent). Fails only where
     * the queue was closed since. */
    return atomic_compare_exchange_strong_explicit(
               &me->index, &tail, tail + count * MP_RING_STEP,
               memory_order_seq_cst, memory_order_relaxed)
               ? 0
               : EPIPE;
}

static int put_now(struct mp_queue *q, const void *items, size_t count,
                   int64_t deadline)
{
    int error = enter(q, &q->producers, count, deadline);

    if (error)
        return error;
    error = append(q, items, count);
    leave(q, &q->producers);
    if (!error)
        mp_ring_wake(&q->consumers, &q->producers);
    return error;
}

int mp_queue_put_many(struct mp_queue *q, const void *items, size_t count,
                      size_t size, int64_t timeout)
{
    int64_t deadline = deadline_of(timeout);
    bool slept = false;
    int error;

    if (size != q->item_size)
        return EMSGSIZE;
    if (count == 0 || count > q->capacity)
        return EINVAL;
    while ((error = put_now(q, items, count, deadline)) == EAGAIN && timeout) {
        error = mp_ring_wait(q, &q->producers, count, deadline, &slept);
        if (error)
            break;
    }
    if (slept && mp_ring_look(q, &q->producers, 1) != EAGAIN)
        mp_ring_wake(&q->producers, &q->producers);
    return error;
}

int mp_queue_put_timed(struct mp_queue *q, const void *item, size_t size,
                       int64_t timeout)
{
    return mp_queue_put_many(q, item, 1, size, timeout);
}

int mp_queue_put(struct mp_queue *q, const void *item, size_t size)
{
    return mp_queue_put_many(q, item, 1, size, MP_FOREVER);
}

/* --- get ------------------------------------------------------------------ */

/* Inside: 0, ENODATA, or EAGAIN for empty. */
static int take(struct mp_queue *q, void *items, size_t max, size_t *got)
{
    struct mp_end *me = &q->consumers;
    uint64_t head = atomic_load_explicit(&me->index, memory_order_relaxed);
    uint64_t held = mp_ring_held(me->seen, head);

    if (held < max) {
        /* Acquire: these slots have been copied to. Pairs with append. */
        me->seen =
            atomic_load_explicit(&q->producers.index, memory_order_acquire);
        held = mp_ring_held(me->seen, head);
        if (held == 0)
            return me->seen & MP_RING_CLOSED ? ENODATA : EAGAIN;
    }
    *got = held < max ? (size_t)held : max;
    mp_ring_read(q, head, items, *got);
    /* THE COMMIT. Gives the slots back (release; append acquires), and comes
     * before the look at the bell (sequentially consistent). */
    atomic_store_explicit(&me->index, head + *got * MP_RING_STEP,
                          memory_order_seq_cst);
    return 0;
}

static int get_now(struct mp_queue *q, void *items, size_t max, size_t *got,
                   int64_t deadline)
{
    int error = enter(q, &q->consumers, 1, deadline);

    if (error)
        return error;
    error = take(q, items, max, got);
    leave(q, &q->consumers);
    if (!error)
        mp_ring_wake(&q->producers, &q->consumers);
    return error;
}

int mp_queue_get_many(struct mp_queue *q, void *items, size_t max, size_t size,
                      size_t *got, int64_t timeout)
{
    int64_t deadline = deadline_of(timeout);
    bool slept = false;
    int error;

    *got = 0;
    if (size != q->item_size)
        return EMSGSIZE;
    if (max == 0)
        return EINVAL;
    while ((error = get_now(q, items, max, got, deadline)) == EAGAIN &&
           timeout) {
        error = mp_ring_wait(q, &q->consumers, 1, deadline, &slept);
        if (error)
            break;
    }
    if (slept && mp_ring_look(q, &q->consumers, 1) != EAGAIN)
        mp_ring_wake(&q->consumers, &q->consumers);
    return error;
}

int mp_queue_get_timed(struct mp_queue *q, void *item, size_t size,
                       int64_t timeout)
{
    size_t got;

    return mp_queue_get_many(q, item, 1, size, &got, timeout);
}

int mp_queue_get(struct mp_queue *q, void *item, size_t size)
{
    return mp_queue_get_timed(q, item, size, MP_FOREVER);
}

/* --- the rest ------------------------------------------------------------- */

size_t mp_queue_size(const struct mp_queue *q)
{
    /* Head first, so that the difference is not negative; if others are in a
     * call it may be too large instead. */
    uint64_t head =
        atomic_load_explicit(&q->consumers.index, memory_order_acquire);
    uint64_t tail =
        atomic_load_explicit(&q->producers.index, memory_order_acquire);
    uint64_t held = mp_ring_held(tail, head);

    return held < q->capacity ? (size_t)held : q->capacity;
}

bool mp_queue_empty(const struct mp_queue *q)
{
    return mp_queue_size(q) == 0;
}

int mp_queue_close(struct mp_queue *q)
{
    /* A commit of its own: after the items before it, and their last. */
    atomic_fetch_or_explicit(&q->producers.index, MP_RING_CLOSED,
                             memory_order_seq_cst);
    mp_ring_wake(&q->producers, &q->producers);
    mp_ring_wake(&q->consumers, &q->consumers);
    return 0;
}
