/* bank_cancel - the balance is right, and money was lost: losses that cancel.
 *
 * Notebook, cell 9, when the balance happens to be 0.
 *
 * Three deposits of 1 and three withdrawals of 1 race, without a lock, until
 * one race ends at 0 although updates were lost in it: as many deposits as
 * withdrawals. Whoever tests by the balance alone calls that race correct, and
 * of 924 possible orders 180 end at 0, 160 of them by luck. To see losses, let
 * all tellers deposit, so that nothing cancels.
 *
 *     $ bank_cancel
 *     10000 races of 3 deposits and 3 withdrawals; 2 cores, window 100ns
 *     2277 ended at 0; 2174 of those had lost updates that cancel
 *     end balance: 0, and 2 of 6 updates lost:
 *     build/bank_steps --schedule=aAbaBAabABbB
 *
 * Try: bank_cancel -n 16: are longer races right by luck more often?
 *      bank_trials --witness: all lost updates, counted.
 * Compare: bank_orders, which counts luck among all orders.
 */
#include <stdlib.h>

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/races.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

static long updates = 3, bursts = 10000;
static const char *window;

static const struct opt options[] = {
    OPT_LONG('n', "updates", "N", &updates, 1, TRACE_UPDATES,
             "deposits, and as many withdrawals (3)"),
    OPT_LONG('b', "bursts", "K", &bursts, 1, 1000000,
             "races, or as many as two seconds allow (10000)"),
    OPT_TEXT('w', "window", "none|yield|TIME", &window,
             "from reading to writing (100ns; on one core yield)"),
    OPT_END};

int main(int argc, char **argv)
{
    const struct race *luck = NULL;
    long right = 0, lucky = 0;

    opts_parse(argc, argv, options);
    struct races r = {.updates = {(int)updates, (int)updates},
                      .window = race_window(&window, "100ns"),
                      .coin = true}; /* else the tellers keep in step */
    int64_t start = mp_clock_now();
    races_run(&r, bursts, MP_S(2));
    for (long i = 0; i < r.done; i++) {
        right += r.races[i].balance == 0;
        if (r.races[i].balance == 0 && r.races[i].lost > 0) {
            lucky++;
            luck = &r.races[i]; /* <-- 0, and yet lost */
        }
    }
    say("%ld races of %ld deposits and %ld withdrawals; %s\n", r.done, updates,
        updates, race_where(r.window));
    result("%ld ended at 0; %ld of those had lost updates that cancel\n", right,
           lucky);
    if (luck) {
        char *schedule = races_schedule(&r, luck->path);
        result("end balance: 0, and %d of %ld updates lost:\n", luck->lost,
               2 * updates);
        result("%s --schedule=%s\n", race_command("bank_steps"), schedule);
        free(schedule);
    } else {
        say("No luck this time. Try again, -b 1000000, or --window=yield.\n");
    }
    report_field("lucky", "%ld", lucky);
    report(mp_clock_now() - start, r.done, "%ld", right);
    races_free(&r);
}
