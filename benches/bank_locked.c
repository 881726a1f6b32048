/* bank_locked - one teller at a time: no money is lost, whatever the timing.
 *
 * Notebook, cell 10: deposit and withdraw under a lock.
 *
 * The lock makes one step of the two, the read and the write, for all who take
 * it: a teller who finds it taken waits, and then reads what the other has
 * written. The window is as wide as in bank_racy, but nobody can come in. The
 * price: the tellers take turns.
 *
 *     $ bank_locked
 *     starting balance: 0
 *     end balance: 0
 *     (2 tellers, 1000 rounds each; 2 cores, window sleep)
 *
 * Try: bank_locked -q --format=csv, and bank_racy: what does the lock cost?
 *      lock in the source for one teller only: is that enough?
 * Compare: bank_racy, which differs by a lock.
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
    struct mp_lock lock;
    volatile _Atomic int balance;
};

/* A step each. Relaxed: the lock orders them. */
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
        check(mp_lock_acquire(&a->lock), "lock"); /* <-- */
        int seen = get(a);
        delay_window(pace.window); /* the other teller waits */
        set(a, seen + amount);
        check(mp_lock_release(&a->lock), "lock"); /* <-- */
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct mp_team team;

    pace_parse(argc, argv);
    struct account *a = check_new(mp_value(sizeof *a), "account");
    check(mp_lock_init(&a->lock), "lock");
    result("starting balance: %d\n", get(a));
    check(mp_team_run(MP_PROCESSES, 2, teller, a, &team), "tellers");
    int end = get(a);

    result("end balance: %d\n", end);
    pace_say(2);
    report(team.elapsed_ns, 2 * pace.rounds, "%d", end);
    if (end != 0)
        die("the lock did not hold: the balance is %d, not 0", end);
}
