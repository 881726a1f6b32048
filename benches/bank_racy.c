/* bank_racy - a teller overwrites what the other has written: money is lost.
 *
 * Notebook, cell 9: deposit and withdraw without a lock.
 *
 * "balance = balance + 1" is two steps, a read and a write. Who reads before
 * the other's writes and writes after them erases them all. The notebook's
 * tellers sleep before the two steps, which in C are nanoseconds apart, and
 * lose almost nothing (--notebook); these sleep between the two.
 *
 *     $ bank_racy
 *     starting balance: 0
 *     end balance: -1000
 *     (2 tellers, 1000 rounds each; 2 cores, window sleep)
 *
 * Try: bank_racy --window=none with -n 1000, then -n 1000000: how often right?
 *      taskset -c 0 bank_racy: is one core safe?
 * Compare: bank_locked, which differs by a lock.
 */
#include <stdatomic.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/pace.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "an atomic int must need no lock");

struct account {
    volatile _Atomic int balance;
};

/* A step each. Relaxed: nothing else is published by them. */
static int get(struct account *a)
{
    return atomic_load_explicit(&a->balance, memory_order_relaxed);
}

static void set(struct account *a, int balance)
{
    atomic_store_explicit(&a->balance, balance, memory_order_relaxed);
}

static int teller(int index, void *arg)
{
    struct account *a = arg;
    int amount = index == 0 ? +1 : -1; /* deposit, withdraw */

    for (long i = 0; i < pace.rounds; i++) {
        if (pace.sleep)
            delay_sleep(pace.sleep);
        int seen = get(a);
        delay_window(pace.window); /* <-- the other teller comes in here */
        set(a, seen + amount);
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct mp_team team;

    pace_parse(argc, argv);
    struct account *a = check_new(mp_value(sizeof *a), "account");
    result("starting balance: %d\n", get(a));
    check(mp_team_run(MP_PROCESSES, 2, teller, a, &team), "tellers");
    int end = get(a);

    result("end balance: %d\n", end);
    pace_say(2);
    if (end == 0)
        say("(no loss shows; losses may have cancelled: a 0 proves nothing)\n");
    report(team.elapsed_ns, 2 * pace.rounds, "%d", end);
}
