/* The process that owns a pool, or has started others, is killed: they are gone
 * within two seconds, pools inside of workers too. */
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/pool.h"
#include "mp/process.h"
#include "torture.h"

static int nested(const void *input, void *result)
{
    struct mp_pool *inner = mp_pool_create(2);
    size_t x = *(const size_t *)input;

    pass_time(0, MP_MS(1));
    mp_pool_destroy(inner);
    *(size_t *)result = x * x;
    return 0;
}

static int square(const void *input, void *result)
{
    size_t x = *(const size_t *)input;

    pass_time(0, MP_US(20));
    *(size_t *)result = x * x;
    return 0;
}

static int map_for_ever(void *arg)
{
    static size_t results[1000];
    bool nests = one_in(3);
    struct mp_map map = {.task = nests ? nested : square,
                         .n = nests ? 4 : 1000,
                         .results = results,
                         .result_size = sizeof results[0]};
    struct mp_pool *pool = mp_pool_create(between(1, 13));

    (void)arg;
    while (pool)
        mp_pool_map(pool, &map, NULL);
    return 1;
}

static int sleep_on(void *arg)
{
    (void)arg;
    for (;;)
        pause();
    return 0;
}

static int start_processes(void *arg)
{
    struct mp_process p;

    for (int i = between(1, 5); i > 0; i--) {
        p = mp_process(sleep_on, NULL);
        mp_process_start(&p);
    }
    return sleep_on(arg);
}

void caller_killed(void)
{
    int fds[2];

    must(pipe(fds) == 0, "pipe");
    pid_t caller = spawn(one_in(4) ? start_processes : map_for_ever, NULL);
    close(fds[1]); /* the caller and its children have it open */
    pass_time(0, MP_MS(20));
    slay(caller);
    must(reap(caller) == -SIGKILL, "the caller");
    struct pollfd p = {.fd = fds[0], .events = POLLIN};
    must(poll(&p, 1, 2000) == 1, "children outlive the caller");
    close(fds[0]);
    count(CALLS, 1);
}
