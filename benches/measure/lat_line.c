/* lat_line - to another core a cache line takes ten times as long as within one.
 *
 * Whatever two workers share (a lock, a counter, a queue's index) lies in a
 * cache line, and the line travels to the one who writes. Between two threads
 * of one core it does not leave the core; between two cores it goes through the
 * last cache or farther. On a virtual machine two CPUs may be the one now and
 * the other a minute later, so this is measured beside every run.
 *
 *     $ lat_line
 *     CPUs        there and back  placement
 *     0-1               233.1 ns  apart
 *
 * Try: lat_line, a few times: does a pair change its placement?
 *      taskset -c 0 lat_line
 * Compare: lat_lock, where the line is a lock.
 */
#include "kit/opts.h"
#include "kit/pin.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

static long cpus = 8;

static const struct opt options[] = {
    OPT_LONG('c', "cpus", "N", &cpus, 1, 64,
             "the first N CPUs that may be used, each with each (8)"),
    OPT_END};

static void measure_pair(int first, int second)
{
    int64_t start = mp_clock_now();
    double ns = pin_distance_between(first, second); /* <-- */
    const char *placement = pin_placement_name(pin_placement(ns));

    result("%d-%-10d %13.1f ns  %s\n", first, second, ns, placement);
    report_field("first", "%d", first);
    report_field("second", "%d", second);
    report_field("placement", "%s", placement);
    report(mp_clock_now() - start, 1, "%.1f", ns);
}

int main(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    result("%-11s %14s  %s\n", "CPUs", "there and back", "placement");
    for (int i = 0; i < cpus && pin_nth(i) >= 0; i++)
        for (int j = i + 1; j < cpus && pin_nth(j) >= 0; j++)
            measure_pair(pin_nth(i), pin_nth(j));
    if (cpus == 1 || pin_nth(1) < 0)
        result("one CPU: no line travels\n");
}
