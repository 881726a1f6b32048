/* crash_put - a producer is killed in the middle of put; nobody notices.
 *
 * Beyond the notebook's cell 7: Python 3.11's queue then hangs for ever.
 *
 * put holds the producers' lock and copies its item into the ring; one store
 * after the copy makes the item visible. Killed before that store, it leaves
 * nothing, and the lock is handed on. Here the copy is where it happens: the
 * item's second half may not be read, and whoever tries is sent SIGSEGV, which
 * this program takes as the moment for SIGKILL.
 *
 *     $ crash_put
 *     process 4711 was killed in put: its item is absent, the queue holds 0
 *     the next put and get: "alive"
 *
 * Try: crash_put --ready: killed after its put. What does the queue hold?
 *      python3 benches/python/crash.py put, and Ctrl-C when you have waited
 * Compare: queue, where nobody dies.
 */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

enum { HALF = 65536 }; /* no machine's pages are larger */

static _Alignas(HALF) char item[2 * HALF] = "alive";
static bool ready;

static const struct opt options[] = {
    OPT_FLAG(0, "ready", &ready, "killed after its put, not in it"), OPT_END};

static void killed_here(int signal)
{
    (void)signal;
    raise(SIGKILL);
}

static int producer(void *q)
{
    if (!ready && mprotect(item + HALF, HALF, PROT_NONE))
        die("mprotect failed");
    signal(SIGSEGV, killed_here);
    check(mp_queue_put(q, item, sizeof item), "put"); /* <-- killed in here */
    return raise(SIGKILL);
}

int main(int argc, char **argv)
{
    static char got[sizeof item];

    opts_parse(argc, argv, options);
    struct mp_queue *q = check_new(mp_queue_create(4, sizeof item, 0), "queue");
    struct mp_process victim = mp_process(producer, q);
    check(mp_process_start(&victim), "process");
    check(mp_process_join(&victim), "join");
    if (victim.exitcode != -SIGKILL)
        die("producer %d: exit code %d", (int)victim.pid, victim.exitcode);
    size_t there = mp_queue_size(q);
    result(
        "process %d was killed %s put: its item is %s, the queue holds %zu\n",
        (int)victim.pid, ready ? "after its" : "in", there ? "there" : "absent",
        there);

    int64_t start = mp_clock_now();
    check(mp_queue_put_timed(q, item, sizeof item, MP_S(5)), "the next put");
    check(mp_queue_get_timed(q, got, sizeof got, MP_S(5)), "the next get");
    int64_t elapsed = mp_clock_now() - start;
    if (there != ready || memcmp(got, item, sizeof got) != 0)
        die("the queue holds what nobody put");
    result("the next put and get: \"%s\"\n", got);
    report(elapsed, 1, "%zu", there);
}
