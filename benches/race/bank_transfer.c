/* bank_transfer - two locks, taken in opposite order, and nobody moves again.
 *
 * After the notebook's bank, with two accounts. A moves money from 1 to 2, B
 * the other way; each locks the account it takes from, then the other. Soon
 * each holds one lock and waits for the other's: a circle that would last for
 * ever. So a teller waits in slices, looks for the circle, and gives up.
 *
 *     $ bank_transfer -q | tail -n 1
 *     deadlock; A made 3 transfers, B 0
 *
 * Try: bank_transfer --ordered: no circle, however often.
 *      taskset -c 0 bank_transfer: does one core help?
 * Compare: bank_locked, one account and one lock.
 */
#include "kit/delay.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

struct bank {
    struct mp_lock lock[2];
    long balance[2], done[2]; /* done: transfers of A and of B */
    atomic_int holds[2]; /* 1 + the account locked first, until done; or 0 */
    atomic_bool stuck;
};

static long transfers = 10000;
static bool ordered;

static const struct opt options[] = {
    OPT_LONG('n', "transfers", "N", &transfers, 1, 10000000, "of each (10000)"),
    OPT_FLAG('o', "ordered", &ordered, "both lock account 1 first"), OPT_END};

/* All is sequentially consistent: what that costs is not the lesson. */
static int teller(int me, void *arg)
{
    struct bank *b = arg;
    int first = ordered ? 0 : me, second = 1 - first;

    while (b->done[me] < transfers && !b->stuck) {
        check(mp_lock_acquire(&b->lock[first]), "first lock");
        b->holds[me] = 1 + first;
        delay_window(MP_US(5)); /* <-- the other teller locks its first */
        while (mp_lock_acquire_timed(&b->lock[second], MP_MS(200)) == ETIMEDOUT)
            if (b->holds[1 - me] == 1 + second) { /* and waits for mine */
                b->stuck = true;
                return mp_lock_release(&b->lock[first]);
            }
        if (!b->stuck) {
            b->balance[me]--;
            b->balance[1 - me]++;
            b->done[me]++;
            b->holds[me] = 0;
        }
        check(mp_lock_release(&b->lock[second]), "second lock");
        check(mp_lock_release(&b->lock[first]), "first lock");
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct mp_team team;
    opts_parse(argc, argv, options);
    struct bank *b = check_new(mp_value(sizeof *b), "bank");
    check(mp_lock_init(&b->lock[0]), "lock");
    check(mp_lock_init(&b->lock[1]), "lock");
    check(mp_team_run(MP_PROCESSES, 2, teller, b, &team), "tellers");
    for (int i = 0; i < 2 && b->stuck; i++)
        result("%c holds account %d and waits for account %d, which %c holds\n",
               'A' + i, b->holds[i], 3 - b->holds[i], 'B' - i);
    result("%sdeadlock; A made %ld transfers, B %ld\n", b->stuck ? "" : "no ",
           b->done[0], b->done[1]);
    say("(%s)\n", race_where(MP_US(5)));
    report(team.elapsed_ns, b->done[0] + b->done[1], "%d", b->stuck);
    return b->balance[0] + b->balance[1] != 0 || (ordered && b->stuck);
}
