/* bw_ipc - a queue that survives its users, and what that costs.
 *
 * Items from one process to another, as fast as they go. The references do the
 * same job with nothing else promised: for the queue a ring without locks that
 * is lost when a process dies (lib/kit/rawring.h), for the pipe the kernel's
 * pipe(2) with the same framing.
 *
 *     $ bw_ipc --rounds=21
 *
 * Try: bw_ipc --row=batches, then --row="1 to 1": what is the price of a call?
 *      taskset -c 0 bw_ipc --row=queue
 * Compare: lat_ipc, which measures one message's way there and back.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/die.h"
#include "kit/measure.h"
#include "kit/pin.h"
#include "kit/rawring.h"
#include "mp/mp.h"

enum { MANY = 1000, BATCH = 64, CHUNK = 8192, MIB = 1 << 20 };
enum { LARGEST = 16 * MIB };

static struct rawring *ring;
static struct mp_queue *queue;
static unsigned char *buffer;

/* One transfer: even members send, odd ones receive, n items in all. */
struct job {
    void (*send)(long n);
    void (*receive)(long n);
    long n;
    int members;
    bool one_cpu;
};

static int take_side(int index, void *arg)
{
    struct job *job = arg;

    if (!job->one_cpu && job->members == 2)
        pin_to(index % 2 ? pin_second() : pin_first());
    (index % 2 ? job->receive : job->send)(job->n / (job->members / 2));
    return 0;
}

static int64_t transfer(struct job job)
{
    struct mp_team team;

    check(mp_team_run(MP_PROCESSES, job.members, take_side, &job, &team),
          "transfer");
    return team.elapsed_ns;
}

static void expect(uint64_t got, uint64_t wanted)
{
    if (got != wanted)
        die("item %llu came where %llu was due", (unsigned long long)got,
            (unsigned long long)wanted);
}

/* --- the ring ------------------------------------------------------------- */

static void ring_send(long n)
{
    for (long i = 0; i < n; i++)
        rawring_put(ring, (uint64_t)i);
}

static void ring_receive(long n)
{
    for (long i = 0; i < n; i++)
        expect(rawring_get(ring), (uint64_t)i);
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
            expect(items[k], due++);
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
        expect(item, (uint64_t)i);
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
            expect(items[k], due++);
    }
}

static int64_t with_queue(int flags, struct job job)
{
    queue = check_new(mp_queue_create(RAWRING_SLOTS, 8, flags), "queue");
    int64_t elapsed = transfer(job);
    mp_queue_destroy(queue);
    return elapsed;
}

static int64_t with_ring(struct job job)
{
    ring = rawring_create();
    int64_t elapsed = transfer(job);
    mp_array_free(ring);
    return elapsed;
}

/* --- the pipe ------------------------------------------------------------- */

static struct mp_pipe ends[2];
static int raw[2];
static size_t message;

static void raw_write(const void *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(raw[1], (const char *)data + done, size - done);
        if (n < 0)
            die("write failed");
        done += (size_t)n;
    }
}

/* A frame: its length, then 8 bytes. */
struct frame {
    uint32_t length;
    unsigned char data[8];
};

static void raw_send_frames(long n)
{
    struct frame frame = {.length = sizeof frame.data};

    for (long i = 0; i < n; i++)
        raw_write(&frame, sizeof frame);
}

static void raw_read(void *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = read(raw[0], (char *)data + done, size - done);
        if (n <= 0)
            die("read failed");
        done += (size_t)n;
    }
}

static void raw_receive_frames(long n)
{
    struct frame frame;

    for (long i = 0; i < n; i++)
        raw_read(&frame, sizeof frame);
}

/* Two pages at a time: the fastest of all sizes tried across CPUs. */
static void raw_send_blocks(long n)
{
    for (long i = 0; i < n; i++)
        for (size_t at = 0; at < message; at += CHUNK)
            raw_write(buffer + at, CHUNK);
}

static void raw_receive_blocks(long n)
{
    for (long i = 0; i < n; i++)
        for (size_t at = 0; at < message; at += CHUNK)
            raw_read(buffer + at, CHUNK);
}

static void pipe_send(long n)
{
    for (long i = 0; i < n; i++)
        check(mp_pipe_send(&ends[1], buffer, message), "send");
}

static void pipe_receive(long n)
{
    for (long i = 0; i < n; i++)
        check(mp_pipe_recv(&ends[0], buffer, message, NULL), "receive");
}

static int64_t with_raw_pipe(struct job job)
{
    if (pipe(raw))
        die("pipe failed");
    if (message > 4096) /* at its best: the largest buffer it may have */
        fcntl(raw[1], F_SETPIPE_SZ, MIB);
    int64_t elapsed = transfer(job);
    close(raw[0]);
    close(raw[1]);
    return elapsed;
}

static int64_t with_pipe(struct job job)
{
    check(mp_pipe(ends, MP_ONE_WAY), "pipe");
    int64_t elapsed = transfer(job);
    mp_pipe_close(&ends[0]);
    mp_pipe_close(&ends[1]);
    return elapsed;
}

/* --- the rows ------------------------------------------------------------- */

#define BODY(name, call)        \
    static int64_t name(long n) \
    {                           \
        return call;            \
    }
#define JOB(send, receive, members, one_cpu) \
    ((struct job){send, receive, n, members, one_cpu})
#define ITEMS(send, receive, members, one_cpu) \
    ((struct job){send, receive, n * MANY, members, one_cpu})
#define BATCHES(send, receive) \
    ((struct job){send, receive, n * MANY * BATCH, 2, false})

BODY(ring_1, with_ring(ITEMS(ring_send, ring_receive, 2, false)))
BODY(ring_one, with_ring(ITEMS(ring_send, ring_receive, 2, true)))
BODY(ring_batches, with_ring(BATCHES(ring_send_batches, ring_receive_batches)))
BODY(pair_1, with_queue(MP_QUEUE_ONE_TO_ONE,
                        ITEMS(queue_send, queue_receive, 2, false)))
BODY(queue_1, with_queue(0, ITEMS(queue_send, queue_receive, 2, false)))
BODY(queue_2, with_queue(0, ITEMS(queue_send, queue_receive_any, 4, false)))
BODY(queue_one, with_queue(0, ITEMS(queue_send, queue_receive, 2, true)))
BODY(queue_batches,
     with_queue(0, BATCHES(queue_send_batches, queue_receive_batches)))
BODY(raw_frames,
     (message = 8,
      with_raw_pipe(ITEMS(raw_send_frames, raw_receive_frames, 2, false))))
BODY(pipe_8, (message = 8, with_pipe(ITEMS(pipe_send, pipe_receive, 2, false))))
#define BLOCKS(name, size)                                                    \
    BODY(raw_##name,                                                          \
         (message = size,                                                     \
          with_raw_pipe(JOB(raw_send_blocks, raw_receive_blocks, 2, false)))) \
    BODY(pipe_##name,                                                         \
         (message = size, with_pipe(JOB(pipe_send, pipe_receive, 2, false))))
BLOCKS(64k, 65536)
BLOCKS(1m, MIB)
BLOCKS(16m, LARGEST)

int main(int argc, char **argv)
{
    static const char unsafe[] = "unsafe ring with fence and futex";
    static const char best[] = "raw pipe(2), 1 MiB buffer, 8 KiB writes";
    static const struct measure rows[] = {
        {"queue, made one-to-one", unsafe, ring_1, pair_1, MEASURE_SPEED, 0.95,
         PIN_EACH, MANY, 0},
        {"queue, 1 to 1", unsafe, ring_1, queue_1, MEASURE_SPEED, 0.5, PIN_EACH,
         MANY, 0},
        {"queue, batches of 64", "unsafe batched spinning ring", ring_batches,
         queue_batches, MEASURE_SPEED, 0.7, PIN_EACH, BATCH * MANY, 0},
        {"queue, both on one CPU", unsafe, ring_one, queue_one, MEASURE_SPEED,
         0.3, PIN_ONE, MANY, 0},
        {"queue, 2 to 2", "the same queue, 1 to 1", queue_1, queue_2,
         MEASURE_SPEED, 0.7, PIN_EACH, MANY, 0},
        {"pipe, 8 B", "raw pipe(2) with the same framing", raw_frames, pipe_8,
         MEASURE_SPEED, 0.9, PIN_EACH, MANY, 0},
        {"pipe, 64 KiB", best, raw_64k, pipe_64k, MEASURE_SPEED, 0.95, PIN_EACH,
         0, 0},
        {"pipe, 1 MiB", best, raw_1m, pipe_1m, MEASURE_SPEED, 0.95, PIN_EACH, 0,
         0},
        {"pipe, 16 MiB", best, raw_16m, pipe_16m, MEASURE_SPEED, 0.95, PIN_EACH,
         0, 0},
        {0}};

    measure_prepare(argc, argv, NULL);
    buffer = check_new(malloc(LARGEST), "buffer");
    memset(buffer, 1, LARGEST);
    measure_rows(rows);
}
