/* crash_map - a worker is killed in the middle of map; all but one item come.
 *
 * Beyond the notebook's cell 2: Python 3.11's map then waits for ever.
 *
 * Each item's worker is noted before it begins and its result after it ended.
 * So when a worker dies, one item at most has begun and has no result. That one
 * is lost, and named; it is not run again, since half of it may have happened.
 * The others complete, and a new worker takes the dead one's place.
 *
 *     $ crash_map
 *     worker 4711 was killed by signal 9: item 3 is lost, 7 of 8 came
 *     the next map: [0, 1, 4]
 *
 * Try: crash_map -n 1000000: how many items are lost now?
 *      python3 benches/python/crash.py map, and Ctrl-C when you have waited
 * Compare: pool_map, where nobody dies.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

enum { DEADLY = 3 };

static long inputs = 8;

static const struct opt options[] = {
    OPT_LONG('n', "inputs", "N", &inputs, 4, 1000000, "square 0..N-1 (8)"),
    OPT_END};

static int square(const void *input, void *squared)
{
    long x = (long)*(const size_t *)input;

    if (x == DEADLY)
        raise(SIGKILL); /* <-- begun, and never to end */
    *(long *)squared = x * x;
    return 0;
}

int main(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    long *squares = check_new(calloc((size_t)inputs, sizeof(long)), "results");
    struct mp_pool *pool = check_new(mp_pool_create(2), "pool");
    struct mp_map_report lost;
    struct mp_map map = {.task = square,
                         .n = (size_t)inputs,
                         .results = squares,
                         .result_size = sizeof *squares};
    int64_t start = mp_clock_now();
    if (mp_pool_map(pool, &map, &lost) != ECANCELED || lost.failed != 1)
        die("a worker died of one item, and map does not say so");
    result("worker %d was killed by signal %d: item %zu is lost, ",
           (int)lost.errors->pid, lost.errors->signal, lost.errors->index);
    result("%ld of %ld came\n", inputs - 1, inputs);

    map.n = DEADLY; /* all that come before it */
    check(mp_pool_map(pool, &map, NULL), "the next map");
    int64_t elapsed = mp_clock_now() - start;
    result("the next map: %s\n", report_list(squares, DEADLY));
    report(elapsed, inputs, "%zu", lost.failed);
    mp_pool_destroy(pool);
    free(lost.errors);
    free(squares);
}
