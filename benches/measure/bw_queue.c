/* bw_queue - a queue that survives its users, and what that costs.
 *
 * Numbers from one process to another, as fast as they go. The reference does the
 * same job with nothing else promised: a ring without locks that is lost when a
 * process dies (lib/kit/rawring.h).
 *
 *     $ bw_queue --rounds=21
 *
 * Try: bw_queue --row=batches, then --row="1 to 1": what does a call cost?
 *      taskset -c 0 bw_queue
 * Compare: bw_items, larger ones; bw_pipe; lat_ipc, one message there and back.
 */
#include "kit/die.h"
#include "kit/measure.h"
#include "kit/rawring.h"
#include "kit/sides.h"
#include "mp/mp.h"

enum { MANY = 1000, BATCH = 64, SLOTS = 1024 };

static struct rawring *ring;
static struct mp_queue *queue;

/* --- the ring ------------------------------------------------------------- */

static void ring_send(long n)
{
    for (long i = 0; i < n; i++)
        rawring_put(ring, (uint64_t)i);
}

static void ring_receive(long n)
{
    for (long i = 0; i < n; i++)
        sides_expect(rawring_get(ring), (uint64_t)i);
}

static void ring_send_batches(long n)
{
    uint64_t items[BATCH];

    for (long i = 0; i < n; i += BATCH) {
        for (long k = 0; k < BATCH; k++)
            items[k] = (uint64_t)(i + k);
        rawring_put_many(ring, items, BATCH);
    }
}

static void ring_receive_batches(long n)
{
    uint64_t items[BATCH], due = 0;

    while (due < (uint64_t)n) {
        size_t got = rawring_get_many(ring, items, BATCH);
        for (size_t k = 0; k < got; k++)
            sides_expect(items[k], due++);
    }
}

/* --- the queue ------------------------------------------------------------ */

static void queue_send(long n)
{
    for (uint64_t i = 0; i < (uint64_t)n; i++)
        check(mp_queue_put(queue, &i, sizeof i), "put");
}

static void queue_receive(long n)
{
    uint64_t item;

    for (long i = 0; i < n; i++) {
        check(mp_queue_get(queue, &item, sizeof item), "get");
        sides_expect(item, (uint64_t)i);
    }
}

/* Of several producers: in no common order. */
static void queue_receive_any(long n)
{
    uint64_t item;

    for (long i = 0; i < n; i++)
        check(mp_queue_get(queue, &item, sizeof item), "get");
}

static void queue_send_batches(long n)
{
    uint64_t items[BATCH];

    for (long i = 0; i < n; i += BATCH) {
        for (long k = 0; k < BATCH; k++)
            items[k] = (uint64_t)(i + k);
        check(mp_queue_put_many(queue, items, BATCH, 8, MP_FOREVER), "put");
    }
}

static void queue_receive_batches(long n)
{
    uint64_t items[BATCH], due = 0;
    size_t got;

    while (due < (uint64_t)n) {
        check(mp_queue_get_many(queue, items, BATCH, 8, &got, MP_FOREVER),
              "get");
        for (size_t k = 0; k < got; k++)
            sides_expect(items[k], due++);
    }
}

/* --- the rows ------------------------------------------------------------- */

static int64_t by_queue(int flags, struct sides job)
{
    queue = check_new(mp_queue_create(SLOTS, 8, flags), "queue");
    int64_t elapsed = sides_run(&job);
    mp_queue_destroy(queue);
    return elapsed;
}

static int64_t by_ring(struct sides job)
{
    ring = rawring_create(SLOTS);
    int64_t elapsed = sides_run(&job);
    mp_array_free(ring);
    return elapsed;
}

#define ROW(name, call)         \
    static int64_t name(long n) \
    {                           \
        return call;            \
    }
#define JOB(per, members, where, send, receive) \
    ((struct sides){{send, receive}, n * (per), members, where})
#define ITEMS(send, receive)   JOB(MANY, 2, SIDES_APART, send, receive)
#define BATCHES(send, receive) JOB(MANY *BATCH, 2, SIDES_APART, send, receive)
/* measure.c has put them on one CPU, or lets them run where they may */
#define TOGETHER(send, receive, members) \
    JOB(MANY, members, SIDES_TOGETHER, send, receive)

ROW(ring_1, by_ring(ITEMS(ring_send, ring_receive)))
ROW(ring_one, by_ring(TOGETHER(ring_send, ring_receive, 2)))
ROW(ring_batches, by_ring(BATCHES(ring_send_batches, ring_receive_batches)))
ROW(pair_1, by_queue(MP_QUEUE_ONE_TO_ONE, ITEMS(queue_send, queue_receive)))
ROW(queue_1, by_queue(0, ITEMS(queue_send, queue_receive)))
ROW(queue_2, by_queue(0, TOGETHER(queue_send, queue_receive_any, 4)))
ROW(queue_one, by_queue(0, TOGETHER(queue_send, queue_receive, 2)))
ROW(queue_batches,
    by_queue(0, BATCHES(queue_send_batches, queue_receive_batches)))

int main(int argc, char **argv)
{
    static const char ring_name[] = "unsafe ring with fence and futex";
    static const char spins[] = "unsafe batched spinning ring";
    static const enum measure_kind s = MEASURE_SPEED;
    static const enum measure_pin each = PIN_EACH;
    const struct measure rows[] = {
        {"queue, made one-to-one", ring_name, ring_1, pair_1, s, 0.95, each,
         MANY, 0},
        {"queue, 1 to 1", ring_name, ring_1, queue_1, s, 0.5, each, MANY, 0},
        {"queue, batches of 64", spins, ring_batches, queue_batches, s, 0.7,
         each, BATCH * MANY, 0},
        {"queue, both on one CPU", ring_name, ring_one, queue_one, s, 0.3,
         PIN_ONE, MANY, 0},
        {"queue, 2 to 2", "the same queue, 1 to 1", queue_1, queue_2, s, 0.7,
         each, MANY, 0},
        {0}};

    measure_prepare(argc, argv, NULL);
    measure_rows(rows);
}
