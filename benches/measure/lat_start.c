/* lat_start - libmp starts and joins at the kernel's own price.
 *
 * One thing started and joined, nothing done in it: a process by mp_process, a
 * thread as a team of one. The references are the bare calls: fork, _exit and
 * waitpid; pthread_create and pthread_join.
 *
 *     $ lat_start --rounds=21
 *
 * A fork copies the parent's page tables: --resident makes the parent larger
 * and shows what that costs.
 *
 * Try: lat_start --row=process --resident=256
 *      taskset -c 0 lat_start
 * Compare: processes and threads, which pay this price once a worker.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/die.h"
#include "kit/measure.h"
#include "kit/opts.h"
#include "mp/mp.h"

static long resident;

static const struct opt options[] = {
    OPT_LONG(0, "resident", "MIB", &resident, 0, 1 << 20,
             "touch so much memory first (fork copies its page tables)"),
    OPT_END};

static int64_t raw_process(long n)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        if (pid < 0 || waitpid(pid, NULL, 0) != pid)
            check(errno, "fork");
    }
    return mp_clock_now() - start;
}

static int nothing(void *arg)
{
    (void)arg;
    return 0;
}

static int64_t own_process(long n)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++) {
        struct mp_process p = mp_process(nothing, NULL);
        check(mp_process_start(&p), "start");
        check(mp_process_join(&p), "join");
    }
    return mp_clock_now() - start;
}

static void *no_work(void *arg)
{
    return arg;
}

static int64_t raw_thread(long n)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++) {
        pthread_t thread;
        check(pthread_create(&thread, NULL, no_work, NULL), "pthread_create");
        check(pthread_join(thread, NULL), "pthread_join");
    }
    return mp_clock_now() - start;
}

static int member(int index, void *arg)
{
    (void)index, (void)arg;
    return 0;
}

static int64_t own_thread(long n)
{
    int64_t start = mp_clock_now();

    for (long i = 0; i < n; i++)
        check(mp_team_run(MP_THREADS, 1, member, NULL, NULL), "team");
    return mp_clock_now() - start;
}

int main(int argc, char **argv)
{
    static const struct measure rows[] = {
        {"process, start and join", "fork, _exit, waitpid", raw_process,
         own_process, MEASURE_COST, 1.15, PIN_FREE, 0, 0},
        {"thread, start and join", "pthread_create, pthread_join", raw_thread,
         own_thread, MEASURE_COST, 1.15, PIN_FREE, 0, 0},
        {0}};

    measure_prepare(argc, argv, options);
    if (resident) {
        size_t size = (size_t)resident << 20;
        memset(check_new(malloc(size), "memory"), 1, size);
    }
    measure_rows(rows);
}
