/* cpu_count - a process may use fewer CPUs than the box has.
 *
 * Notebook, cell 1: multiprocessing.cpu_count().
 *
 * The box has CPUs; taskset leaves a process some of them; a container's quota
 * leaves it some of their time. A pool sized by the first number is too large
 * wherever one of the other two is smaller. Python's cpu_count() tells the
 * first, this program the smallest.
 *
 *     $ cpu_count -v
 *     2 online, 2 in the affinity mask, no quota: decided by what is online
 *     2 cores available
 *
 * Try: taskset -c 0 cpu_count -v
 *      taskset -c 0 python3 -c 'import os; print(os.cpu_count())'
 * Compare: threads, which starts as many as this says.
 */
#include <stdio.h>

#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

static bool verbose;

static const struct opt options[] = {
    OPT_FLAG('v', "verbose", &verbose, "say also what limits the number"),
    OPT_END};

int main(int argc, char **argv)
{
    static const char *const decided[] = {"what is online", "affinity",
                                          "quota"};

    opts_parse(argc, argv, options);
    int64_t start = mp_clock_now();
    struct mp_cores cores = mp_cores_read(); /* <-- */
    int64_t elapsed = mp_clock_now() - start;

    if (verbose && cores.quota > 0)
        result("%d online, %d in the affinity mask, quota %g: decided by %s\n",
               cores.online, cores.affinity, cores.quota,
               decided[cores.decided]);
    else if (verbose)
        result("%d online, %d in the affinity mask, no quota: decided by %s\n",
               cores.online, cores.affinity, decided[cores.decided]);
    result("%d cores available\n", cores.available);
    report_field("online", "%d", cores.online);
    report_field("affinity", "%d", cores.affinity);
    report_field("quota", "%g", cores.quota);
    report_field("decided", "%s", decided[cores.decided]);
    report(elapsed, 1, "%d", cores.available);
}
