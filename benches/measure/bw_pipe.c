/* bw_pipe - messages through a pipe cost what the kernel's pipe costs.
 *
 * Messages from one process to another, as fast as they go. The reference is
 * the kernel's pipe(2): for small messages with the same framing, for large
 * ones a bare stream at the best of all buffer and write sizes that were
 * tried.
 *
 *     $ bw_pipe --rounds=21
 *
 * Try: bw_pipe --row="8 B", then --row=MiB: what is the price of a call?
 *      taskset -c 0 bw_pipe
 * Compare: bw_queue; lat_ipc, which measures one message's way there and back.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/die.h"
#include "kit/measure.h"
#include "kit/sides.h"
#include "mp/mp.h"

enum { MANY = 1000, CHUNK = 8192, MIB = 1 << 20, LARGEST = 16 * MIB };

static struct mp_pipe ends[2];
static int raw[2];
static size_t message; /* bytes in one */
static unsigned char *buffer;

static void raw_write(const void *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(raw[1], (const char *)data + done, size - done);
        if (n < 0)
            die("write failed");
        done += (size_t)n;
    }
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

static int64_t by_raw_pipe(struct sides job)
{
    if (pipe(raw))
        die("pipe failed");
    if (message > CHUNK) /* at its best: the largest buffer it may have */
        fcntl(raw[1], F_SETPIPE_SZ, MIB);
    int64_t elapsed = sides_run(&job);
    close(raw[0]);
    close(raw[1]);
    return elapsed;
}

static int64_t by_pipe(struct sides job)
{
    check(mp_pipe(ends, MP_ONE_WAY), "pipe");
    int64_t elapsed = sides_run(&job);
    mp_pipe_close(&ends[0]);
    mp_pipe_close(&ends[1]);
    return elapsed;
}

/* A row's two functions: messages of so many bytes, so many an operation. */
#define ROW(name, bytes, per, raw_send, raw_receive)                \
    static int64_t raw_##name(long n)                               \
    {                                                               \
        message = bytes;                                            \
        return by_raw_pipe((struct sides){                          \
            {raw_send, raw_receive}, n * (per), 2, SIDES_APART});   \
    }                                                               \
    static int64_t pipe_##name(long n)                              \
    {                                                               \
        message = bytes;                                            \
        return by_pipe((struct sides){                              \
            {pipe_send, pipe_receive}, n * (per), 2, SIDES_APART}); \
    }
ROW(8, 8, MANY, raw_send_frames, raw_receive_frames)
ROW(64k, 65536, 1, raw_send_blocks, raw_receive_blocks)
ROW(1m, MIB, 1, raw_send_blocks, raw_receive_blocks)
ROW(16m, LARGEST, 1, raw_send_blocks, raw_receive_blocks)

int main(int argc, char **argv)
{
    static const char best[] = "raw pipe(2), 1 MiB buffer, 8 KiB writes";
    static const struct measure rows[] = {
        {"pipe, 8 B", "raw pipe(2) with the same framing", raw_8, pipe_8,
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
