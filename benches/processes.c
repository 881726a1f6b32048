/* processes - N processes on N cores take as long as one, but share no memory.
 *
 * Notebook, cell 5: multiprocessing.Process(target=calc_cube), one a core.
 *
 * Each process is a copy of the parent: a pid of its own, a memory of its own,
 * in Python a GIL of its own. So nothing keeps them from computing at once. But
 * a fork costs several times what a thread costs, as much as the notebook's
 * whole million cubes in C: both scale only from about 10 ms of work each.
 *
 *     $ processes -q -n 100000000 -w 2
 *     time taken: 0:00:00.042211
 *
 * Try: processes -n 100000000 with -w 1, -w 2, -w 6
 *      processes -q, then threads -q: who wins at so little work, and why?
 * Compare: threads, the same with threads in place of processes.
 */
#include <unistd.h>

#include "kit/die.h"
#include "kit/keep.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

static long workers, cubes = 1000000;

static const struct opt options[] = {
    OPT_LONG('w', "workers", "N", &workers, 1, 1024, "how many (one a core)"),
    OPT_LONG('n', "cubes", "N", &cubes, 1, 1000000000000, "cubes for each"),
    OPT_END};

static int calc_cube(void *arg)
{
    (void)arg;
    say("function is executed on pid: %d\n", (int)getpid());
    for (uint64_t i = 0, n = (uint64_t)cubes; i < n; i++) {
        keep(i * i * i);
    }
    return 0;
}

int main(int argc, char **argv)
{
    workers = mp_cpu_count();
    opts_parse(argc, argv, options);
    struct mp_process child[workers];

    say("pid of parent process: %d\n", (int)getpid());
    int64_t start = mp_clock_now();
    for (long i = 0; i < workers; i++) {
        say("creating process %ld\n", i);
        child[i] = mp_process(calc_cube, NULL);
        check(mp_process_start(&child[i]), "start"); /* <-- */
    }
    for (long i = 0; i < workers; i++)
        check(mp_process_join(&child[i]), "join");
    int64_t elapsed = mp_clock_now() - start;

    result("time taken: %s\n", report_duration(elapsed));
    for (long i = 0; i < workers; i++)
        if (child[i].exitcode)
            die("process %ld: exit code %d", i, child[i].exitcode);
    report(elapsed, workers * cubes, "%ld", workers);
}
