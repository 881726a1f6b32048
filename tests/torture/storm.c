/* A thousand SIGUSR1 a second: no result changes, no call returns EINTR. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "mp/clock.h"
#include "mp/lock.h"
#include "mp/pipe.h"
#include "mp/pool.h"
#include "mp/process.h"
#include "mp/queue.h"
#include "torture.h"

#define ROUND MP_MS(100)

static atomic_int signals;

static void on_signal(int sig)
{
    (void)sig;
    atomic_fetch_add_explicit(&signals, 1, memory_order_relaxed);
}

/* To all of the round's processes, itself excepted. */
static int rain(void *arg)
{
    (void)arg;
    signal(SIGUSR1, SIG_IGN);
    while (kill(0, SIGUSR1) == 0)
        pass_time(MP_US(500), MP_US(1500));
    return 1;
}

static int square(const void *input, void *result)
{
    size_t x = *(const size_t *)input;

    pass_time(0, MP_US(100));
    *(size_t *)result = x * x;
    return 0;
}

static void map_in_storm(int64_t end)
{
    struct mp_pool *pool = mp_pool_create(3);
    size_t result[100];

    must(pool, "create: %s", strerror(errno));
    do {
        int error = mp_pool_map(pool,
                                &(struct mp_map){.task = square,
                                                 .n = 100,
                                                 .results = result,
                                                 .result_size = sizeof *result},
                                NULL);
        must(error == 0, "map: %s", strerror(error));
        for (size_t i = 0; i < 100; i++)
            must(result[i] == i * i, "item %zu: %zu", i, result[i]);
        count(CALLS, 1);
    } while (mp_clock_now() < end);
    mp_pool_destroy(pool);
}

/* What the other side of queue and pipe does. */
static struct mp_queue *queue;
static struct mp_pipe ends[2];
static struct mp_lock *lock;

static int echo(void *arg)
{
    static char message[100000];
    size_t length;
    long x;
    int error;

    (void)arg;
    mp_pipe_close(&ends[0]);
    while ((error = mp_queue_get(queue, &x, sizeof x)) == 0) {
        error = mp_lock_acquire(lock);
        must(error == 0, "acquire: %s", strerror(error));
        pass_time(0, MP_US(200));
        must(mp_lock_release(lock) == 0, "release");
        error = mp_pipe_recv(&ends[1], message, sizeof message, &length);
        must(error == 0 && length == sizeof message, "recv: %s",
             strerror(error));
        error = mp_pipe_send(&ends[1], &x, sizeof x);
        must(error == 0, "send: %s", strerror(error));
    }
    return error == ENODATA ? 0 : 1;
}

static void talk_in_storm(int64_t end)
{
    static char message[100000];
    pid_t other = spawn(echo, NULL);

    mp_pipe_close(&ends[1]);
    for (long i = 0, x = -1; mp_clock_now() < end; i++) {
        must(mp_queue_put(queue, &i, sizeof i) == 0, "put");
        int error = mp_lock_acquire_timed(lock, MP_S(5));
        must(error == 0, "acquire: %s", strerror(error));
        pass_time(0, MP_US(200));
        must(mp_lock_release(lock) == 0, "release");
        error = mp_pipe_send(&ends[0], message, sizeof message);
        must(error == 0, "send: %s", strerror(error));
        error = mp_pipe_recv_timed(&ends[0], &x, sizeof x, NULL, MP_S(5));
        must(error == 0 && x == i, "recv %ld of %ld: %s", x, i,
             strerror(error));
        count(CALLS, 1);
    }
    mp_queue_close(queue);
    must(reap(other) == 0, "the other");
}

static int sleep_and_end(void *arg)
{
    (void)arg;
    pass_time(MP_MS(2), MP_MS(5));
    return 7;
}

void storm(void)
{
    struct sigaction action = {.sa_handler = on_signal}; /* no SA_RESTART */

    sigaction(SIGUSR1, &action, NULL);
    pid_t clouds = spawn(rain, NULL);
    queue = mp_queue_create(1, sizeof(long), 0);
    lock = common(sizeof *lock);
    must(queue && mp_lock_init(lock) == 0 && mp_pipe(ends, MP_DUPLEX) == 0,
         "make");
    struct mp_process p = mp_process(sleep_and_end, NULL);
    must(mp_process_start(&p) == 0 && mp_process_join(&p) == 0 &&
             p.exitcode == 7,
         "exit code %d", p.exitcode);
    map_in_storm(mp_clock_now() + ROUND);
    talk_in_storm(mp_clock_now() + ROUND);
    mp_pipe_close(&ends[0]);
    mp_queue_destroy(queue);
    kill(clouds, SIGKILL);
    reap(clouds);
    must(atomic_load(&signals) > 0, "no signal came");
    count(SIGNALS, atomic_load(&signals));
}
