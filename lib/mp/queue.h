/* queue.h - a bounded first-in-first-out queue between processes (mp.Queue).
 *
 *     struct mp_queue *q = mp_queue_create(100, sizeof(int), 0);
 *     mp_queue_put(q, &x, sizeof x);
 *     mp_queue_get(q, &x, sizeof x);
 *
 * A ring of slots in shared memory; any number of processes and threads put and
 * get. Items are copied in and out, byte by byte; pointers in them mean nothing
 * to another process. Items of one producer come out in the order it put them.
 *
 * Unlike Python's, whose put hands the item to a thread that writes it to a
 * pipe later: when put returns, the item IS in the queue, and size says so.
 *
 * Joining a producer that waits on a full queue which nobody empties waits as
 * long (Python hangs there). The ways out: empty the queue before the join;
 * join with a timeout; or close the queue, which ends the producer's put with
 * EPIPE and loses nothing that was put.
 *
 * Time: while both sides run, put and get make no system call (calls_queue
 * counts them). Who finds the queue full or empty looks again every 2 us, or
 * sooner where the queue is small, for 50 us, unless the other side last waited
 * on this very CPU; and then sleeps until it is woken.
 *
 * Death: an item is committed by one atomic store. A process killed before it
 * leaves nothing; killed after it, a put's item is there whole, a get's item is
 * gone with its getter, never delivered twice. The others go on within a
 * second. A producer's death does not end the queue: whoever joins the
 * producers closes.
 */
#ifndef MP_QUEUE_H
#define MP_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mp_queue; /* opaque; lives in shared memory */

/* Flag: one producer and one consumer at a time, which the caller vouches for.
 * Faster: no lock is taken. */
#define MP_QUEUE_ONE_TO_ONE 1

/* A queue of capacity items of item_size bytes each. NULL with errno EINVAL:
 * a 0, an unknown flag; EOVERFLOW: the product does not fit; ENOMEM. Takes
 * memory for a power of two of items; capacity itself is exact. */
struct mp_queue *mp_queue_create(size_t capacity, size_t item_size, int flags);

/* Unmap it here. What is in it is lost when the last process lets go. */
void mp_queue_destroy(struct mp_queue *q);

/* Append one item; waits while the queue is full.
 * EPIPE: closed. EMSGSIZE: size is not the item size; nothing was put. */
int mp_queue_put(struct mp_queue *q, const void *item, size_t size);

/* EAGAIN (timeout 0), ETIMEDOUT: full all the time. A try never fails because
 * somebody else is in a call; it waits for that call, not for room. (So where
 * that process is stopped in its call, and there is room, the try waits too; a
 * timeout of 1 ns would not.) */
int mp_queue_put_timed(struct mp_queue *q, const void *item, size_t size,
                       int64_t timeout);

/* Take the oldest item; waits while the queue is empty.
 * ENODATA: closed, and nothing left. EMSGSIZE: size is not the item size;
 * nothing was taken. */
int mp_queue_get(struct mp_queue *q, void *item, size_t size);

/* EAGAIN (timeout 0), ETIMEDOUT: empty all the time. */
int mp_queue_get_timed(struct mp_queue *q, void *item, size_t size,
                       int64_t timeout);

/* Append count items of size bytes each, all together or none: no other
 * producer's item comes between them. Waits for room for all, and keeps nobody
 * from taking that room before: beside busy putters of single items it may wait
 * long.
 * EINVAL: count is 0 or more than the capacity. Otherwise as put. */
int mp_queue_put_many(struct mp_queue *q, const void *items, size_t count,
                      size_t size, int64_t timeout);

/* Take up to max items, at least one; *got says how many (0 on error). Waits
 * while the queue is empty, not for max to be there. EINVAL: max is 0.
 * Otherwise as get. */
int mp_queue_get_many(struct mp_queue *q, void *items, size_t max, size_t size,
                      size_t *got, int64_t timeout);

/* How many items are in it, exact when nobody is in a call. Does not wait. */
size_t mp_queue_size(const struct mp_queue *q);
bool mp_queue_empty(const struct mp_queue *q);

/* No more puts: those that wait, and all later ones, fail with EPIPE. Gets take
 * what is there, then fail with ENODATA. Closing twice is harmless. */
int mp_queue_close(struct mp_queue *q);

#endif
