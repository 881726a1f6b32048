/* pool_map - a pool of workers shares out the inputs and keeps their order.
 *
 * Notebook, cell 2: Pool(processes=num_cores).map(square, range(6)).
 *
 * The workers are forked once and then wait for work. Each takes a chunk of
 * inputs at a time and, when its own are done, some of another's. So who does
 * what differs from run to run, and the list of results does not. A square
 * takes less time than waking a worker: the first one up may do them all.
 *
 *     $ pool_map --work=1ms
 *     PID 10792 is processing input 0
 *     PID 10793 is processing input 3
 *     PID 10792 is processing input 1
 *     PID 10793 is processing input 4
 *     PID 10792 is processing input 2
 *     PID 10793 is processing input 5
 *     [0, 1, 4, 9, 16, 25]
 *
 * Try: pool_map --work=500ms with -w 1, -w 2, -w 6: who does what, how fast?
 *      pool_map --work=500ms -w 2 --chunk=6: why does one worker do nothing?
 * Compare: processes, which starts a process for each task.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/squares.h"
#include "mp/mp.h"

static long workers, inputs = 6, chunk;
static int64_t work;

static const struct opt options[] = {
    OPT_LONG('n', "inputs", "N", &inputs, 1, 1000000, "square 0..N-1 (6)"),
    OPT_LONG('w', "workers", "N", &workers, 1, 1024, "how many (one a core)"),
    OPT_LONG(0, "chunk", "N", &chunk, 0, 1000000,
             "inputs taken at a time (0: N / (4 x workers), as Python)"),
    OPT_TIME(0, "work", "TIME", &work, 0, MP_S(10), "cost of a task (0)"),
    OPT_END};

static int square(const void *input, void *squared)
{
    long x = (long)*(const size_t *)input;

    say("PID %d is processing input %ld\n", (int)getpid(), x);
    delay_spin(work);
    *(long *)squared = x * x; /* <-- */
    return 0;
}

int main(int argc, char **argv)
{
    workers = mp_cpu_count();
    opts_parse(argc, argv, options);
    long *squares = check_new(calloc((size_t)inputs, sizeof(long)), "results");
    struct mp_pool *pool = check_new(mp_pool_create((int)workers), "pool");
    struct mp_map_report lost;
    struct mp_map map = {.task = square, /* its inputs: 0, 1, 2, ... */
                         .n = (size_t)inputs,
                         .chunk = (size_t)chunk,
                         .results = squares,
                         .result_size = sizeof *squares};
    int64_t start = mp_clock_now();
    int error = mp_pool_map(pool, &map, &lost);
    int64_t elapsed = mp_clock_now() - start;
    if (error == ECANCELED)
        die("worker %d died of input %zu", (int)lost.errors->pid,
            lost.errors->index);
    check(error, "map");
    mp_pool_destroy(pool);

    result("%s\n", report_list(squares, inputs));
    report(elapsed, inputs, "%ld", squares_sum(squares, inputs));
    free(squares);
}
