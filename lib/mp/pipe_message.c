/* What goes through a pipe: messages, sent and received. (pipe.c makes ends.)
 */
#include "mp/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "mp/clock.h"

/* On the wire: the length in the machine's own byte order, then the bytes. */
typedef uint32_t header;

enum {
    HEADER = sizeof(header),
    SMALL = 512,   /* up to here a copy is cheaper than writev's second piece */
    CHUNK = 8192,  /* a long message goes in writes and reads of this */
    LARGE = 32768, /* from here on the kernel's buffer is made larger */
    WIDE = 1 << 18,
    AHEAD = HEADER + CHUNK
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Most messages are a word; memcpy's call costs more than a word's copy. */
static void copy(void *to, const void *from, size_t size)
{
    if (size == sizeof(uint64_t))
        memcpy(to, from, sizeof(uint64_t));
    else if (size > 0) /* an empty message may have no address */
        memcpy(to, from, size);
}

/* Until fd is ready, or its peer gone. 0, EAGAIN, ETIMEDOUT. */
static int wait_for(int fd, short event, int64_t timeout)
{
    struct pollfd entry = {.fd = fd, .events = event};
    int64_t deadline = mp_clock_deadline(timeout);

    for (;;) {
        struct timespec left = mp_clock_timespec(mp_clock_left(deadline));
        int n = ppoll(&entry, 1, deadline == INT64_MAX ? NULL : &left, NULL);
        if (n > 0)
            return 0;
        if (n == 0)
            return timeout == 0 ? EAGAIN : ETIMEDOUT;
        if (errno != EINTR)
            return errno;
    }
}

/* Long messages go faster through a longer buffer: each side runs on while the
 * other one is away. Once; where it is refused, the small one must do. (The
 * kernel counts a user's pipe buffers, 64 MiB in all, so not for all pipes, and
 * not the megabyte that it would allow.) */
static void widen(struct mp_pipe *end)
{
    if (!end->wide)
        fcntl(end->wfd, F_SETPIPE_SZ, WIDE);
    end->wide = true;
}

/* In chunks of two pages. A pipe keeps two used pages for its next write, warm
 * in the cache, and is locked during a write or read: with larger chunks the
 * writer works on cold pages while the reader waits, at half the speed. Before
 * a large message the header goes alone: the chunks then fill whole pages. A
 * signal may cut a write short; done counts the header's bytes too. */
static int send_long(int fd, header length, const unsigned char *data)
{
    const size_t total = HEADER + (size_t)length;
    size_t done = 0;

    while (done < total) {
        size_t head = done < HEADER ? HEADER - done : 0;
        size_t body = head > 0 && length >= LARGE ? 0 : CHUNK;
        size_t chunk = least(total - done, head + body);
        struct iovec parts[2] = {
            {(unsigned char *)&length + HEADER - head, head},
            {(void *)(data + (done + head - HEADER)), chunk - head}};
        ssize_t n = head > 0 ? writev(fd, parts, 2)
                             : write(fd, parts[1].iov_base, chunk);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

/* A write of up to PIPE_BUF bytes goes out whole or not at all. */
static int send_short(int fd, header length, const void *data)
{
    struct {
        header length;
        unsigned char data[SMALL];
    } message;

    message.length = length;
    copy(message.data, data, length);
    while (write(fd, &message, HEADER + (size_t)length) < 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

int mp_pipe_send_timed(struct mp_pipe *end, const void *data, size_t size,
                       int64_t timeout)
{
    int saved = errno, error = 0;

    if (end->wfd < 0)
        return EBADF;
    if (size > MP_PIPE_MAX)
        return EMSGSIZE;
    if (timeout != MP_FOREVER)
        error = wait_for(end->wfd, POLLOUT, timeout);
    if (!error && size >= LARGE)
        widen(end);
    if (!error)
        error = size <= SMALL ? send_short(end->wfd, (header)size, data)
                              : send_long(end->wfd, (header)size, data);
    errno = saved;
    return error;
}

int mp_pipe_send(struct mp_pipe *end, const void *data, size_t size)
{
    return mp_pipe_send_timed(end, data, size, MP_FOREVER);
}

/* read(2), with ENODATA for the end of file. */
static int read_some(int fd, void *data, size_t size, size_t *got)
{
    ssize_t n;

    do
        n = read(fd, data, size);
    while (n < 0 && errno == EINTR);
    *got = n > 0 ? (size_t)n : 0;
    return n > 0 ? 0 : n == 0 ? ENODATA : errno;
}

/* Have a whole header ahead, and as much more as the caller has room for: a
 * short message comes in one read. Not more than that: a reader that takes all
 * there is finds the pipe empty at each second message, and waking it costs the
 * writer more than the reads that were saved. */
static int read_header(struct mp_pipe *end, size_t room, header *length)
{
    size_t want = HEADER + least(room, AHEAD - HEADER), got;

    if (!end->ahead && !(end->ahead = malloc(AHEAD)))
        return ENOMEM;
    while (end->filled - end->start < HEADER) {
        end->filled -= end->start; /* at most three bytes to move */
        memmove(end->ahead, end->ahead + end->start, end->filled);
        end->start = 0;
        int error = read_some(end->rfd, end->ahead + end->filled,
                              want - end->filled, &got);
        if (error == ENODATA && end->filled > 0) {
            end->filled = 0;
            return EPROTO;
        }
        if (error)
            return error;
        end->filled += got;
    }
    memcpy(length, end->ahead + end->start, HEADER);
    return *length > MP_PIPE_MAX ? EPROTO : 0;
}

/* What is ahead is copied; the rest of a long message comes directly. */
static int read_body(struct mp_pipe *end, unsigned char *data, size_t size)
{
    size_t done = least(size, end->filled - end->start), got;
    int error = 0;

    copy(data, end->ahead + end->start, done);
    end->start += done;
    for (; !error && done < size; done += got)
        error =
            read_some(end->rfd, data + done, least(size - done, CHUNK), &got);
    return error == ENODATA ? EPROTO : error;
}

int mp_pipe_poll(struct mp_pipe *end, int64_t timeout)
{
    int saved = errno, error;

    if (end->rfd < 0)
        return EBADF;
    if (end->filled > end->start)
        return 0;
    error = wait_for(end->rfd, POLLIN, timeout);
    errno = saved;
    return error;
}

int mp_pipe_recv_timed(struct mp_pipe *end, void *data, size_t size,
                       size_t *length, int64_t timeout)
{
    int saved = errno, error = 0;
    header coming = 0;

    if (end->rfd < 0)
        return EBADF;
    if (timeout != MP_FOREVER)
        error = mp_pipe_poll(end, timeout);
    if (!error)
        error = read_header(end, size, &coming);
    if (!error && length)
        *length = coming;
    if (!error && coming > size)
        error = EMSGSIZE;
    if (!error) {
        end->start += HEADER;
        error = read_body(end, data, coming);
    }
    errno = saved;
    return error;
}

int mp_pipe_recv(struct mp_pipe *end, void *data, size_t size, size_t *length)
{
    return mp_pipe_recv_timed(end, data, size, length, MP_FOREVER);
}
