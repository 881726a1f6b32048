/* bank_overdraft - both tellers look, both see enough, and both pay out.
 *
 * After the notebook's bank: check, then act. An account holds 100; a teller
 * who sees as much pays out 100. Looking is one atomic step, paying another,
 * and yet 200 are paid: between the two the answer grew old. Atomic steps do
 * not make an atomic whole; the compare-and-swap of --fixed does.
 *
 *     $ bank_overdraft -q
 *     overdrawn on 118 of 1000 days; lowest balance: -100
 *
 * Try: bank_overdraft --window=200ns: on how many days now?
 *      bank_overdraft --tellers=8 --window=yield: how deep can it go?
 * Compare: bank_racy, where the update itself is two steps.
 */
#include "kit/burst.h"
#include "kit/delay.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

struct bank {
    volatile _Atomic int balance;
    long days, overdrawn, lowest;
};

static long days = 1000, tellers = 2;
static const char *text;
static int64_t window;
static bool fixed;
static const struct opt options[] = {
    OPT_LONG('d', "days", "D", &days, 1, 10000000, "days (1000)"),
    OPT_LONG('t', "tellers", "T", &tellers, 1, 64, "tellers (2)"),
    OPT_TEXT('w', "window", "none|yield|TIME", &text,
             "from looking to paying (none; on one core yield)"),
    OPT_FLAG('f', "fixed", &fixed, "check and pay in one step"), OPT_END};

static void teller(int index, void *arg)
{
    struct bank *b = arg;
    int seen = atomic_load_explicit(&b->balance, memory_order_relaxed);

    (void)index; /* all do the same */
    if (seen < 100)
        return;
    delay_window(window); /* <-- the other teller looks here */
    if (!fixed)
        atomic_fetch_sub_explicit(&b->balance, 100, memory_order_relaxed);
    else /* fails if the balance is no longer the one seen */
        atomic_compare_exchange_strong_explicit(&b->balance, &seen, seen - 100,
                                                memory_order_relaxed,
                                                memory_order_relaxed);
}

static bool evening(void *arg)
{
    struct bank *b = arg;
    int left = atomic_exchange_explicit(&b->balance, 100, memory_order_relaxed);

    b->overdrawn += left < 0;
    b->lowest = left < b->lowest ? left : b->lowest;
    return ++b->days < days;
}

int main(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    struct bank *b = check_new(mp_value(sizeof *b), "bank");
    atomic_init(&b->balance, 100);
    window = race_window(&text, "none");
    int64_t start = mp_clock_now();
    burst_run(MP_PROCESSES, (int)tellers, teller, evening, b);
    say("%ld tellers; %s\n", tellers, race_where(window));
    result("overdrawn on %ld of %ld days; lowest balance: %ld\n", b->overdrawn,
           b->days, b->lowest);
    report(mp_clock_now() - start, b->days, "%ld", b->overdrawn);
    return fixed && b->overdrawn;
}
