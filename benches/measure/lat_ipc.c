/* lat_ipc - there and back: a message between two processes costs two wake-ups.
 *
 * One side sends 8 bytes, the other sends them back. What takes the time is the
 * kernel, which puts a process to sleep and wakes it; on one CPU it also
 * switches between them, across two it must also reach the other CPU. The
 * references are the bare pipe(2) and the bare futex(2).
 *
 *     $ lat_ipc --rounds=21
 *
 * Try: lat_ipc --row=pipe: why is one CPU faster than two?
 *      taskset -c 0 lat_ipc
 * Compare: bw_pipe and bw_queue, where nobody waits for an answer.
 */
#include <stdatomic.h>
#include <unistd.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/measure.h"
#include "kit/sides.h"
#include "mp/futex.h"
#include "mp/mp.h"

static int to[2], back[2];
static struct mp_pipe ends[2];
static struct mp_queue *there, *here;
static struct words {
    _Alignas(64) atomic_uint there;
    _Alignas(64) atomic_uint here;
    _Alignas(64) int64_t waited; /* ns of the trips alone, by side 0 */
} * words;

/* --- pipes ---------------------------------------------------------------- */

/* A round trip has two sides, and side 0 begins. */
enum { FRAME = sizeof(uint32_t) + 8 }; /* a length and 8 bytes */

static void raw_send(int fd, const void *frame)
{
    if (write(fd, frame, FRAME) != FRAME)
        die("write failed");
}

static void raw_receive(int fd, void *frame)
{
    if (read(fd, frame, FRAME) != FRAME)
        die("read failed");
}

static void raw_pipe_0(long n)
{
    unsigned char frame[FRAME] = {8};

    for (long i = 0; i < n; i++) {
        raw_send(to[1], frame);
        raw_receive(back[0], frame);
    }
}

static void raw_pipe_1(long n)
{
    unsigned char frame[FRAME];

    for (long i = 0; i < n; i++) {
        raw_receive(to[0], frame);
        raw_send(back[1], frame);
    }
}

static void pipe_0(long n)
{
    uint64_t x = 0;

    for (long i = 0; i < n; i++) {
        check(mp_pipe_send(&ends[0], &x, sizeof x), "send");
        check(mp_pipe_recv(&ends[0], &x, sizeof x, NULL), "receive");
    }
}

static void pipe_1(long n)
{
    uint64_t x;

    for (long i = 0; i < n; i++) {
        check(mp_pipe_recv(&ends[1], &x, sizeof x, NULL), "receive");
        check(mp_pipe_send(&ends[1], &x, sizeof x), "send");
    }
}

static int64_t raw_pipes(long n, enum sides_where where)
{
    if (pipe(to) || pipe(back))
        die("pipe failed");
    int64_t ns =
        sides_run(&(struct sides){{raw_pipe_0, raw_pipe_1}, n, 2, where});
    close(to[0]);
    close(to[1]);
    close(back[0]);
    close(back[1]);
    return ns;
}

static int64_t pipes(long n, enum sides_where where)
{
    check(mp_pipe(ends, MP_DUPLEX), "pipe");
    int64_t ns = sides_run(&(struct sides){{pipe_0, pipe_1}, n, 2, where});
    mp_pipe_close(&ends[0]);
    mp_pipe_close(&ends[1]);
    return ns;
}

/* --- an idle consumer woken ----------------------------------------------- */

/* Long enough for the other side to have gone to sleep. */
#define IDLE MP_US(100)

static void futex_send(atomic_uint *word)
{
    atomic_fetch_add_explicit(word, 1, memory_order_release);
    mp_futex_wake(word, 1);
}

static void futex_receive(atomic_uint *word, unsigned before)
{
    while (atomic_load_explicit(word, memory_order_acquire) == before)
        mp_futex_wait(word, before, MP_FOREVER);
}

static void futex_0(long n)
{
    for (long i = 0; i < n; i++) {
        delay_spin(IDLE);
        words->waited -= mp_clock_now();
        futex_send(&words->there);
        futex_receive(&words->here, (unsigned)i);
        words->waited += mp_clock_now();
    }
}

static void futex_1(long n)
{
    for (long i = 0; i < n; i++) {
        futex_receive(&words->there, (unsigned)i);
        futex_send(&words->here);
    }
}

static void queue_0(long n)
{
    uint64_t x = 0;

    for (long i = 0; i < n; i++) {
        delay_spin(IDLE);
        words->waited -= mp_clock_now();
        check(mp_queue_put(there, &x, sizeof x), "put");
        check(mp_queue_get(here, &x, sizeof x), "get");
        words->waited += mp_clock_now();
    }
}

static void queue_1(long n)
{
    uint64_t x;

    for (long i = 0; i < n; i++) {
        check(mp_queue_get(there, &x, sizeof x), "get");
        check(mp_queue_put(here, &x, sizeof x), "put");
    }
}

static int64_t idle_trips(void (*side_0)(long), void (*side_1)(long), long n)
{
    *words = (struct words){.waited = 0};
    sides_run(&(struct sides){{side_0, side_1}, n, 2, SIDES_APART});
    return words->waited;
}

static int64_t raw_wake(long n)
{
    return idle_trips(futex_0, futex_1, n);
}

static int64_t own_wake(long n)
{
    there = check_new(mp_queue_create(16, 8, 0), "queue");
    here = check_new(mp_queue_create(16, 8, 0), "queue");
    int64_t ns = idle_trips(queue_0, queue_1, n);
    mp_queue_destroy(there);
    mp_queue_destroy(here);
    return ns;
}

#define BODY(name, call)        \
    static int64_t name(long n) \
    {                           \
        return call;            \
    }
BODY(raw_pipe_one, raw_pipes(n, SIDES_TOGETHER))
BODY(raw_pipe_two, raw_pipes(n, SIDES_APART))
BODY(own_pipe_one, pipes(n, SIDES_TOGETHER))
BODY(own_pipe_two, pipes(n, SIDES_APART))

int main(int argc, char **argv)
{
    static const char pipes_name[] = "two raw pipes, the same framing";
    static const struct measure rows[] = {
        {"pipe, on one CPU", pipes_name, raw_pipe_one, own_pipe_one,
         MEASURE_COST, 1.1, PIN_ONE, 0, 0},
        {"pipe, between two CPUs", pipes_name, raw_pipe_two, own_pipe_two,
         MEASURE_COST, 1.1, PIN_EACH, 0, 0},
        {"queue, idle consumer woken", "futex wake and wait", raw_wake,
         own_wake, MEASURE_COST, 1.15, PIN_EACH, 0, 0},
        {0}};

    measure_prepare(argc, argv, NULL);
    words = check_new(mp_value(sizeof *words), "shared memory");
    measure_rows(rows);
}
