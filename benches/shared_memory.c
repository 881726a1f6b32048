/* shared_memory - what one process writes to shared memory, the others see.
 *
 * Notebook, cell 6: Value('d', 0.0) and Array('i', 10), set by a child.
 *
 * Memory that is shared before the fork is not copied by it: the same addresses
 * lead parent and child to the same memory. Nothing is sent, so it is fast;
 * nothing says when it is there, so the parent waits for the child's end.
 *
 *     $ shared_memory
 *     Value: 3.14
 *     Array: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]
 *
 * Try: shared_memory -n 1000000 --format=csv, and the same with queue and pipe
 *      take the join out of the source: what may the parent print then?
 * Compare: memory, where the child's writes are lost.
 */
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/squares.h"
#include "mp/mp.h"

static long numbers = 10;

static const struct opt options[] = {
    OPT_LONG('n', "numbers", "N", &numbers, 1, 1000000, "square 0..N-1 (10)"),
    OPT_END};

struct shared {
    double *val;  /* Value('d', 0.0) */
    long *result; /* Array('l', 10) */
};

static int ipc(void *arg)
{
    struct shared *shared = arg;

    *shared->val = 3.14;
    for (long i = 0; i < numbers; i++)
        shared->result[i] = i * i; /* <-- */
    return 0;
}

int main(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    struct shared shared = {
        .val = check_new(mp_value(sizeof(double)), "value"),
        .result = check_new(mp_array((size_t)numbers, sizeof(long)), "array")};
    struct mp_process child = mp_process(ipc, &shared);
    int64_t start = mp_clock_now();
    check(mp_process_start(&child), "process");
    check(mp_process_join(&child), "join");
    int64_t elapsed = mp_clock_now() - start;

    result("Value: %g\n", *shared.val);
    result("Array: %s\n", report_list(shared.result, numbers));
    report_field("value", "%g", *shared.val);
    report(elapsed, numbers, "%ld", squares_sum(shared.result, numbers));
}
