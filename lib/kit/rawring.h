/* rawring.h - the shortest ring between two processes: the queue's reference.
 *
 * One producer, one consumer, 8-byte items, no lock, no close, no deadline, and
 * nothing is promised when a process dies. Each side spins a little, then
 * sleeps on a futex without end; after each store a fence, then a look whether
 * the other side sleeps. (Lamport's ring with Dekker's flags.) What a queue
 * that survives its users costs on top of this is what bw_queue shows.
 */
#ifndef KIT_RAWRING_H
#define KIT_RAWRING_H

#include <stddef.h>
#include <stdint.h>

struct rawring; /* opaque; in shared memory */

/* slots: a power of two. Dies when there is no memory. */
struct rawring *rawring_create(size_t slots);

void rawring_put(struct rawring *r, uint64_t item);
uint64_t rawring_get(struct rawring *r);

/* count items at a time, at most as many as there are slots; spins and never
 * sleeps. get takes what is there, up to max, and returns how many. */
void rawring_put_many(struct rawring *r, const uint64_t *items, size_t count);
size_t rawring_get_many(struct rawring *r, uint64_t *items, size_t max);

#endif
