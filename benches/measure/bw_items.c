/* bw_items - the larger an item, the less the queue matters: copying it does.
 *
 * Items of 64 bytes to 1 MiB from one process to another. The queue copies each
 * in and out, under its two locks; the reference, a ring of words without locks
 * that only spins (lib/kit/rawring.h), copies as often and promises nothing.
 *
 *     $ bw_items --rounds=21
 *
 * Try: bw_items --row=64, for both sizes that begin so: what is a lock's share?
 *      taskset -c 0 bw_items
 * Compare: bw_queue, numbers and batches of them.
 */
#include <stdlib.h>
#include <string.h>

#include "kit/die.h"
#include "kit/measure.h"
#include "kit/rawring.h"
#include "kit/sides.h"
#include "mp/mp.h"

enum { SLOTS = 1024, MIB = 1 << 20 };

static struct rawring *ring;
static struct mp_queue *queue;
static size_t size;      /* of an item, in bytes */
static uint64_t *buffer; /* one item, each side's own after the fork */

/* For the ring an item is so many words, put together and got together. */
static void ring_send(long n)
{
    for (long i = 0; i < n; i++) {
        buffer[0] = (uint64_t)i;
        rawring_put_many(ring, buffer, size / 8);
    }
}

static void ring_receive(long n)
{
    for (long i = 0; i < n; i++) {
        rawring_get_many(ring, buffer, size / 8);
        sides_expect(buffer[0], (uint64_t)i);
    }
}

static void queue_send(long n)
{
    for (long i = 0; i < n; i++) {
        buffer[0] = (uint64_t)i;
        check(mp_queue_put(queue, buffer, size), "put");
    }
}

static void queue_receive(long n)
{
    for (long i = 0; i < n; i++) {
        check(mp_queue_get(queue, buffer, size), "get");
        sides_expect(buffer[0], (uint64_t)i);
    }
}

/* As many items as there are slots, but no more than 4 MiB of them. */
static size_t capacity(void)
{
    return size * SLOTS > 4 * MIB ? 4 * MIB / size : SLOTS;
}

static int64_t by_ring(long n, size_t bytes)
{
    struct sides job = {{ring_send, ring_receive}, n, 2, SIDES_APART};

    size = bytes;
    ring = rawring_create(capacity() * size / 8);
    int64_t elapsed = sides_run(&job);
    mp_array_free(ring);
    return elapsed;
}

static int64_t by_queue(long n, size_t bytes)
{
    struct sides job = {{queue_send, queue_receive}, n, 2, SIDES_APART};

    size = bytes;
    queue = check_new(mp_queue_create(capacity(), size, 0), "queue");
    int64_t elapsed = sides_run(&job);
    mp_queue_destroy(queue);
    return elapsed;
}

#define ROW(name, bytes)                \
    static int64_t ring_##name(long n)  \
    {                                   \
        return by_ring(n, bytes);       \
    }                                   \
    static int64_t queue_##name(long n) \
    {                                   \
        return by_queue(n, bytes);      \
    }
ROW(64, 64)
ROW(4k, 4096)
ROW(64k, 65536)
ROW(1m, MIB)

int main(int argc, char **argv)
{
    static const char spins[] = "unsafe batched spinning ring";
    static const enum measure_kind s = MEASURE_SPEED;
    static const enum measure_pin each = PIN_EACH;
    const struct measure rows[] = {
        {"queue, 64 B", spins, ring_64, queue_64, s, 0.5, each, 0, 0},
        {"queue, 4 KiB", spins, ring_4k, queue_4k, s, 0.5, each, 0, 0},
        {"queue, 64 KiB", spins, ring_64k, queue_64k, s, 0.5, each, 0, 0},
        {"queue, 1 MiB", spins, ring_1m, queue_1m, s, 0.5, each, 0, 0},
        {0}};

    measure_prepare(argc, argv, NULL);
    buffer = check_new(malloc(MIB), "buffer");
    memset(buffer, 1, MIB);
    measure_rows(rows);
}
