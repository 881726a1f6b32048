/* threads - N threads on N cores take as long as one, unless a GIL forbids it.
 *
 * Notebook, cell 4: threading.Thread(target=calc_cube), one a core.
 *
 * Threads live in one process: one pid, one memory. C's threads share no lock
 * and compute at once, on a core each. Python's take turns under the global
 * interpreter lock (GIL), so N of them take N times as long; --gil emulates
 * it, handed on every 5 ms as in CPython.
 *
 *     $ threads -q -n 100000000 -w 1
 *     time taken: 0:00:00.043143
 *     $ threads -q -n 100000000 -w 2
 *     time taken: 0:00:00.049993
 *     $ threads -q -n 100000000 -w 2 --gil
 *     time taken: 0:00:00.105835
 *
 * Try: threads -n 100000000 --gil with -w 1, -w 2, -w 6
 *      threads -q, then processes -q: who wins at so little work, and why?
 * Compare: processes, the same with processes in place of threads.
 */
#include <pthread.h>
#include <unistd.h>

#include "kit/die.h"
#include "kit/gil.h"
#include "kit/keep.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

static long workers, cubes = 1000000;
static int64_t interval; /* 0: no lock */
#define STEP 1000        /* cubes between two looks at who wants the GIL */

static const struct opt options[] = {
    OPT_LONG('w', "workers", "N", &workers, 1, 1024, "how many (one a core)"),
    OPT_LONG('n', "cubes", "N", &cubes, 1, 1000000000000, "cubes for each"),
    OPT_TIME_PRESET(0, "gil", "[TIME]", &interval, 1, MP_S(10), GIL_INTERVAL_NS,
                    "emulate Python's lock, with this switch interval (5ms)"),
    OPT_END};

static void *calc_cube(void *gil)
{
    say("function is executed on pid: %d\n", (int)getpid());
    gil_acquire(gil);
    for (uint64_t i = 0, n = (uint64_t)cubes; i < n; gil_check(gil))
        for (uint64_t end = n - i < STEP ? n : i + STEP; i < end; i++)
            keep(i * i * i);
    gil_release(gil);
    return NULL;
}

int main(int argc, char **argv)
{
    workers = mp_cpu_count();
    opts_parse(argc, argv, options);
    pthread_t id[workers];
    struct gil *gil = interval ? check_new(gil_create(interval), "gil") : NULL;

    say("pid of parent process: %d\n", (int)getpid());
    int64_t start = mp_clock_now();
    for (long i = 0; i < workers; i++) {
        say("creating thread %ld\n", i);
        check(pthread_create(&id[i], NULL, calc_cube, gil), "start"); /* <-- */
    }
    for (long i = 0; i < workers; i++)
        check(pthread_join(id[i], NULL), "join");
    int64_t elapsed = mp_clock_now() - start;

    result("time taken: %s\n", report_duration(elapsed));
    if (gil)
        say("the GIL changed hands %ld times\n", gil_switches(gil));
    else
        say("no lock kept them apart: C has no GIL (--gil emulates it)\n");
    report(elapsed, workers * cubes, "%ld", workers);
    gil_destroy(gil);
}
