/* memory - a thread writes to its parent's memory, a process to a copy of it.
 *
 * Notebook, "Thread vs Process": threads of a process share its memory, each
 * process has a memory of its own.
 *
 * A new process begins as a copy of its parent: the same variables, at the same
 * addresses. Equal addresses are not the same memory: each process has a table
 * of its own from addresses to memory, and what it writes goes to its copy.
 *
 *     $ memory
 *     parent       global  0 at 0x559580d361d8, cell  0 at 0x5595a9c47410
 *     thread, +1   global  1 at 0x559580d361d8, cell  1 at 0x5595a9c47410
 *     parent       global  1 at 0x559580d361d8, cell  1 at 0x5595a9c47410
 *     process, +10 global 11 at 0x559580d361d8, cell 11 at 0x5595a9c47410
 *     parent       global  1 at 0x559580d361d8, cell  1 at 0x5595a9c47410
 *     the thread's writes arrived, the process's did not
 *
 * Try: read the last two lines of the five: where did the process's 10 go?
 *      setarch -R memory, twice: why are the addresses the same now?
 * Compare: shared_memory, where a process's write arrives.
 */
#include <pthread.h>
#include <stdlib.h>

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

static long global; /* one of the program's own variables */
static long *cell;  /* points to one that malloc made */

static void show(const char *who)
{
    say("%-12s global %2ld at %p, cell %2ld at %p\n", who, global,
        (void *)&global, *cell, (void *)cell);
}

static void *thread(void *arg)
{
    global += 1; /* <-- the parent sees this */
    *cell += 1;
    show("thread, +1");
    return arg;
}

static int process(void *arg)
{
    (void)arg;
    global += 10; /* <-- the parent does not see this */
    *cell += 10;
    show("process, +10");
    return 0;
}

int main(int argc, char **argv)
{
    struct mp_process child = mp_process(process, NULL);
    pthread_t id;

    opts_parse(argc, argv, NULL);
    cell = check_new(calloc(1, sizeof *cell), "cell");
    int64_t start = mp_clock_now();
    show("parent");
    check(pthread_create(&id, NULL, thread, NULL), "thread");
    check(pthread_join(id, NULL), "thread");
    show("parent");
    check(mp_process_start(&child), "process");
    check(mp_process_join(&child), "process");
    show("parent");
    int64_t elapsed = mp_clock_now() - start;

    if (child.exitcode)
        die("process: exit code %d", child.exitcode);
    if (global != 1 || *cell != 1)
        die("the parent sees %ld and %ld, not 1 and 1", global, *cell);
    result("the thread's writes arrived, the process's did not\n");
    report(elapsed, 2, "%ld", global);
}
