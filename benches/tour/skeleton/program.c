/* NAME - YOURS: one sentence that claims something.
 *
 * Notebook, cell 9, mended: YOURS: by what?
 *
 * YOURS: how it works, in two to four lines. So far these tellers lose money:
 * one reads, the other writes, and the first builds on what it has read.
 *
 *     $ NAME
 *     starting balance: 0
 *     end balance: 0
 *     (2 tellers, 1000 rounds each; 2 cores, window sleep)
 *
 * Try: NAME --window=none -n 1000000: is it right, and how fast?
 *      taskset -c 0 NAME: and on one core?
 * Compare: bank_locked, which is mended by a lock.
 */
#include <stdatomic.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/pace.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

struct account { /* shared: what all tellers must see has its place here */
    volatile _Atomic int balance;
};

static int teller(int index, void *arg)
{
    struct account *a = arg;
    int amount = index == 0 ? +1 : -1; /* deposit, withdraw */

    for (long i = 0; i < pace.rounds; i++) {
        if (pace.sleep)
            delay_sleep(pace.sleep);
        int seen = atomic_load_explicit(&a->balance, memory_order_relaxed);
        delay_window(pace.window); /* <-- YOURS: nobody else may come in here */
        atomic_store_explicit(&a->balance, seen + amount, memory_order_relaxed);
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct mp_team team;

    pace_parse(argc, argv);
    struct account *a = check_new(mp_value(sizeof *a), "account");
    result("starting balance: 0\n");
    check(mp_team_run(MP_PROCESSES, 2, teller, a, &team), "tellers");
    int end = atomic_load_explicit(&a->balance, memory_order_relaxed);

    result("end balance: %d\n", end);
    pace_say(2);
    report(team.elapsed_ns, 2 * pace.rounds, "%d", end);
}
