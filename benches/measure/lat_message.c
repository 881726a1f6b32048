/* lat_message - a small message costs its wake-up, a large one its copies.
 *
 * A message goes to another process and comes back; half of that is its time.
 * Both run on one CPU, so that no luck of placement is in it. queue, pipe, file
 * and shared_memory are the notebook's ways; the last two cannot say that there
 * is something to read, so a futex does. raw_pipe and socketpair are the bare
 * kernel's; memcpy, one copy within one process, is what no way can beat.
 *
 *     $ lat_message --by=pipe --size=4096
 *     4096 bytes by pipe: 3245.2 ns
 *
 * Try: --by=queue and --by=pipe with --size=8, then with --size=1048576
 *      the same with --two-cpus: who gains from a second CPU, and who loses?
 * Compare: lat_ipc (the library's price), bw_queue (nobody waits for an answer).
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kit/block.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/pin.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/tempdir.h"
#include "mp/futex.h"
#include "mp/mp.h"

#define LAST UINT64_MAX /* the message after which the other side ends */

enum { QUEUE, PIPE, FILE_, SHARED, RAW_PIPE, SOCKETPAIR, MEMCPY };
static const char *const names[] = {"queue",         "pipe",     "file",
                                    "shared_memory", "raw_pipe", "socketpair",
                                    "memcpy",        NULL};

static int by = PIPE;
static long size = 8;
static bool two_cpus;

static const struct opt options[] = {
    OPT_WORD(0, "by",
             "queue|pipe|file|shared_memory|raw_pipe|socketpair|memcpy", &by,
             names, "how it is sent (pipe)"),
    OPT_LONG(0, "size", "BYTES", &size, 8, 1 << 26, "of the message (8)"),
    OPT_FLAG(0, "two-cpus", &two_cpus, "each process on a CPU of its own"),
    OPT_END};

/* Side 0 sends on way 0 and receives on way 1; side 1 the other way round. */
static struct way {
    struct mp_queue *queue;
    int rfd, wfd;      /* of a pipe, a socket or a file */
    atomic_uint *bell; /* messages sent so far, where nothing else tells */
    unsigned heard;
    void *shared;
} ways[2];
static struct mp_pipe ends[2];

static void ring(struct way *way)
{
    /* release: the message is there; pairs with await's acquire */
    atomic_fetch_add_explicit(way->bell, 1, memory_order_release);
    mp_futex_wake(way->bell, 1);
}

static void await(struct way *way)
{
    /* acquire: pairs with ring's release */
    while (atomic_load_explicit(way->bell, memory_order_acquire) == way->heard)
        mp_futex_wait(way->bell, way->heard, MP_FOREVER);
    way->heard++;
}

static void read_all(int fd, char *data)
{
    for (long done = 0; done < size;) {
        ssize_t n = read(fd, data + done, (size_t)(size - done));
        if (n <= 0)
            die("read failed");
        done += n;
    }
}

static void send_message(int side, const void *message)
{
    struct way *way = &ways[side];

    switch (by) {
    case QUEUE:
        check(mp_queue_put(way->queue, message, (size_t)size), "put");
        break;
    case PIPE:
        check(mp_pipe_send(&ends[side], message, (size_t)size), "send");
        break;
    case FILE_:
        if (pwrite(way->wfd, message, (size_t)size, 0) != size)
            die("file: write failed; is the disk full?");
        ring(way);
        break;
    case SHARED:
        memcpy(way->shared, message, (size_t)size);
        ring(way);
        break;
    default: /* blocking, so all of it goes out in one call */
        if (write(way->wfd, message, (size_t)size) != size)
            die("write failed");
    }
}

static void receive_message(int side, void *message)
{
    struct way *way = &ways[1 - side];

    switch (by) {
    case QUEUE:
        check(mp_queue_get(way->queue, message, (size_t)size), "get");
        break;
    case PIPE:
        check(mp_pipe_recv(&ends[side], message, (size_t)size, NULL), "recv");
        break;
    case FILE_:
        await(way);
        if (pread(way->rfd, message, (size_t)size, 0) != size)
            die("file: read failed");
        break;
    case SHARED:
        await(way);
        memcpy(message, way->shared, (size_t)size);
        break;
    default:
        read_all(way->rfd, message);
    }
}

static void open_ways(void)
{
    char path[PATH_MAX + sizeof "/message0"];
    int fd[2];

    if (by == PIPE)
        check(mp_pipe(ends, MP_DUPLEX), "pipe");
    for (int i = 0; i < 2; i++) {
        struct way *way = &ways[i];
        way->bell = check_new(mp_value(sizeof *way->bell), "bell");
        if (by == QUEUE)
            way->queue =
                check_new(mp_queue_create(1, (size_t)size, 0), "queue");
        if (by == SHARED)
            way->shared = check_new(mp_array((size_t)size, 1), "memory");
        if (by == FILE_) {
            snprintf(path, sizeof path, "%s/message%d", tempdir(), i);
            way->rfd = way->wfd = open(path, O_RDWR | O_CREAT, 0600);
            if (way->rfd < 0)
                die("cannot make %s", path);
        }
        if (by == RAW_PIPE || by == SOCKETPAIR) {
            if (by == RAW_PIPE ? pipe2(fd, O_CLOEXEC)
                               : socketpair(AF_UNIX, SOCK_STREAM, 0, fd))
                die("%s failed", names[by]);
            way->rfd = fd[0];
            way->wfd = fd[1];
        }
    }
}

/* The other process: sends back what it gets. */
static int echo(void *message)
{
    if (by == PIPE)
        mp_pipe_close(&ends[0]);
    if (two_cpus)
        pin_to(pin_second());
    do {
        receive_message(1, message);
        send_message(1, message);
    } while (*(uint64_t *)message != LAST);
    return 0;
}

/* SIGCHLD before the last message: nobody would answer any more. */
static void alone(int sig)
{
    static const char why[] = "lat_message: the other process died\n";
    ssize_t said = write(STDERR_FILENO, why, sizeof why - 1);

    (void)sig;
    (void)said;
    _exit(1);
}

static void round_trip(void *message, uint64_t number)
{
    *(uint64_t *)message = number;
    send_message(0, message);
    *(uint64_t *)message = 0;
    receive_message(0, message);
    if (*(uint64_t *)message != number)
        die("message %llu came back as another", (unsigned long long)number);
}

static char *message;

/* One operation is two messages: there and back, or two copies. */
static int64_t time_pairs(long n)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n && by != MEMCPY; i++)
        round_trip(message, (uint64_t)i);
    for (long i = 0; i < 2 * n && by == MEMCPY; i++) {
        memcpy(message + size, message, (size_t)size);
        __asm__ volatile("" : : "r"(message) : "memory"); /* each is done */
    }
    return mp_clock_now() - start;
}

int main(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    message = check_new(malloc(2 * (size_t)size), "message");
    memset(message, 1, 2 * (size_t)size);
    struct mp_process other = mp_process(echo, message);
    long n;

    pin_to(pin_first());
    if (by != MEMCPY) {
        open_ways();
        signal(SIGCHLD, alone);
        check(mp_process_start(&other), "process");
        if (by == PIPE)
            mp_pipe_close(&ends[1]);
    }
    double ns = block_each(time_pairs, &n) / 2;
    if (by != MEMCPY) {
        signal(SIGCHLD, SIG_DFL);
        round_trip(message, LAST);
        check(mp_process_join(&other), "join");
    }
    result("%ld bytes by %s: %.1f ns\n", size, names[by], ns);
    report_field("block", "%ld", 2 * n);
    report((int64_t)(ns + 0.5), 1, "%.2f", ns); /* of one message */
}
