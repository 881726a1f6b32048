/* bank_deleted - the compiler may delete a race, and the bug stays.
 *
 * Notebook, cell 9, with a plain int. Both functions below say the same. One is
 * compiled as it stands: read, add, write, each time round, and updates are
 * lost. The other is optimised: no other thread may touch a plain int (a data
 * race is undefined), so the loop has one effect, "add n", and that is what is
 * left. Now they hardly ever meet. The race is gone from sight, not fixed.
 *
 *     $ bank_deleted -q
 *     as_written, end balance: 805928
 *         mov    0x6c31(%rip),%eax        # <balance>
 *         mov    %eax,0x6c20(%rip)        # <balance>     (and four between)
 *     optimised, end balance: 0
 *         add    %esi,0x6bfe(%rip)        # <balance>
 *
 * Try: bank_deleted -n 1000: too short to meet at all?
 *      make SAN=thread; build/thread/bank_deleted: it names both lines.
 * Compare: bank_racy, whose atomic steps no optimiser removes.
 */
#include "kit/die.h"
#include "kit/disassemble.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

static int balance; /* <-- plain, and shared by threads */
static long rounds = 10000000;

static const struct opt options[] = {
    OPT_LONG('n', "rounds", "N", &rounds, 1, 100000000,
             "updates of each teller (10000000)"),
    OPT_END};

AS_WRITTEN static void as_written(long n, int amount)
{
    for (long i = 0; i < n; i++) {
        int seen = balance;
        balance = seen + amount;
    }
}

OPTIMISED static void optimised(long n, int amount)
{
    for (long i = 0; i < n; i++) {
        int seen = balance;
        balance = seen + amount;
    }
}

static int teller(int index, void *way)
{
    (*(void (**)(long, int))way)(rounds, index == 0 ? +1 : -1);
    return 0;
}

static int run(const char *name, const char *note, void (*way)(long, int),
               int64_t *elapsed)
{
    struct mp_team team;

    balance = 0;
    check(mp_team_run(MP_THREADS, 2, teller, &way, &team), "tellers");
    *elapsed = team.elapsed_ns;
    result("%s%s, end balance: %d\n", name, note, balance);
    disassemble(name, "<balance>");
    return balance;
}

int main(int argc, char **argv)
{
    int64_t long_way, short_way;

    opts_parse(argc, argv, options);
    say("%ld updates by each of 2 threads; %s\n", rounds, race_where(0));
    run("as_written", "", as_written, &long_way);
    int end = run("optimised", OPTIMISED_NOTE, optimised, &short_way);
    report(long_way + short_way, 4 * rounds, "%d", end);
}
