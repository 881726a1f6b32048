/* bank_private - a lock that each process has for itself locks nothing.
 *
 * Notebook, cell 10, with the lock in the wrong place.
 *
 * Both tellers take the lock and give it back, every time, and money is lost
 * all the same. The balance is in shared memory; the lock is an ordinary
 * variable, so each process got a copy of its own with the fork, and nobody
 * else ever holds that one. No call fails: there is nothing to notice but the
 * balance. A lock must lie where those whom it keeps apart can all see it.
 *
 *     $ bank_private
 *     end balance: -426
 *     (1000 times each held its own lock; 2 cores, window 20us)
 *
 * Try: bank_private --shared: the same lock in shared memory.
 *      bank_private --threads: why is the private lock good enough here?
 * Compare: bank_locked, which does it right.
 */
#include <stdatomic.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

struct account {
    volatile _Atomic int balance;
    struct mp_lock lock;
};

static struct mp_lock private_lock; /* <-- copied by fork */
static long rounds = 1000;
static bool shared, threads;

static const struct opt options[] = {
    OPT_LONG('n', "rounds", "N", &rounds, 1, 10000000,
             "updates of each teller (1000)"),
    OPT_FLAG('s', "shared", &shared, "the lock in shared memory"),
    OPT_FLAG('t', "threads", &threads, "tellers are threads, not processes"),
    OPT_END};

static int teller(int index, void *arg)
{
    struct account *a = arg;
    struct mp_lock *lock = shared ? &a->lock : &private_lock;
    int amount = index == 0 ? +1 : -1;

    for (long i = 0; i < rounds; i++) {
        check(mp_lock_acquire(lock), "lock"); /* it is always free */
        int seen = atomic_load_explicit(&a->balance, memory_order_relaxed);
        delay_window(MP_US(20));
        atomic_store_explicit(&a->balance, seen + amount, memory_order_relaxed);
        check(mp_lock_release(lock), "lock");
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct mp_team team;

    opts_parse(argc, argv, options);
    struct account *a = check_new(mp_value(sizeof *a), "account");
    check(mp_lock_init(&a->lock), "lock");
    check(mp_lock_init(&private_lock), "lock");
    check(mp_team_run(threads ? MP_THREADS : MP_PROCESSES, 2, teller, a, &team),
          "tellers");

    int end = atomic_load_explicit(&a->balance, memory_order_relaxed);
    result("end balance: %d\n", end);
    say("(%ld times each held %s lock; %s)\n", rounds,
        shared || threads ? "the one" : "its own", race_where(MP_US(20)));
    report(team.elapsed_ns, 2 * rounds, "%d", end);
    return end != 0 && (shared || threads);
}
