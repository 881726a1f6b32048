/* bank_caught - a lost update, caught in the act, with the command to replay.
 *
 * Notebook, cell 9: what happened when the balance was 8.
 *
 * Tellers race in bursts of a few updates until one burst loses money. Each
 * word they store says who wrote it; each store hands back the word it
 * replaced. So the order below comes from what each step saw, not from clocks:
 * nanoseconds only label it. An update survives if the end balance was built
 * on it; all others are lost. To note the time stands between read and write
 * too, and makes the race likelier; bank_trials --traced --window=none says by
 * how much.
 *
 *     $ bank_caught -n 1
 *     2 cores, window none; bursts of 1 update by each of 2 tellers
 *     caught in burst 2, after 24.445 ms
 *
 *         ns A deposits              B withdraws              balance
 *         40                         reads 0                        0
 *         69 reads 0                                                0
 *         90                         writes -1 lost                -1
 *        109 writes 1!                                              1
 *     end balance: 1; without a race 0
 *     1 of 2 updates lost: B1
 *     1 write (!) went over a balance that the teller had not seen
 *     replay: build/bank_steps --schedule=baBA
 *
 * Try: bank_caught --lost=3: one stale write can erase many.
 *      taskset -c 0 bank_caught --window=none: why so late, or never?
 * Compare: bank_steps, which replays what this one caught.
 */
#include <stdio.h>
#include <stdlib.h>

#include "kit/burst.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/trace.h"
#include "kit/trace_show.h"
#include "mp/mp.h"

enum { LONGEST = 16, SCREEN = 12 }; /* updates of a teller; steps shown */

static long updates = 3, tellers = 2, wanted = 1;
static int64_t patience = MP_S(5), window;
static const char *window_text;
static bool witness, all;

static const struct opt options[] = {
    OPT_LONG('n', "updates", "N", &updates, 1, LONGEST,
             "updates of each teller in a burst (3)"),
    OPT_LONG('t', "tellers", "T", &tellers, 2, TRACE_TELLERS, "tellers (2)"),
    OPT_LONG(0, "lost", "K", &wanted, 1, TRACE_TELLERS *LONGEST - 1,
             "wait for a burst that loses K updates or more (1)"),
    OPT_TEXT(0, "window", "none|yield|TIME", &window_text,
             "from reading to writing (none; on one core yield)"),
    OPT_TIME(0, "patience", "TIME", &patience, MP_MS(1), MP_S(3600),
             "give up after that long (5s)"),
    OPT_FLAG(0, "witness", &witness, "all tellers deposit"),
    OPT_FLAG(0, "all", &all, "show every step of a long burst"),
    OPT_END};

/* Shared by the tellers. */
struct hunt {
    struct trace trace;
    int64_t began, took;
    long bursts;
    bool caught;
    struct trace_order order;
};

static void teller(int me, void *arg)
{
    struct hunt *hunt = arg;
    int amount = witness || me % 2 == 0 ? +1 : -1;

    for (long i = 0; i < updates; i++) /* read, window, write: trace.h */
        trace_update(&hunt->trace.account, &hunt->trace.notes[me][i], me, i,
                     amount, window);
}

/* After each burst: is this the one? */
static bool look(void *arg)
{
    struct hunt *hunt = arg;

    const int each[TRACE_TELLERS] = {(int)updates, (int)updates, (int)updates,
                                     (int)updates};

    hunt->bursts++;
    hunt->took = mp_clock_now() - hunt->began;
    check(trace_order(&hunt->trace, (int)tellers, each, &hunt->order),
          "the notes of a burst contradict each other");
    hunt->caught = hunt->order.lost >= wanted; /* <-- */
    atomic_store_explicit(&hunt->trace.account, 0, memory_order_relaxed);
    return !hunt->caught && hunt->took < patience;
}

static void show(const struct hunt *hunt, const char *schedule)
{
    const struct trace_order *o = &hunt->order;
    long right = 0;

    for (int t = 0; t < tellers; t++)
        right += (witness || t % 2 == 0 ? 1 : -1) * updates;
    trace_show(o, (int)tellers, witness, all ? o->length : SCREEN);
    result("end balance: %d; without a race %ld\n", o->balance, right);
    trace_show_losses(o, (int)tellers);
    result("replay: %s%s --schedule=%s\n", race_command("bank_steps"),
           witness ? " --witness" : "", schedule);
}

/* A row a step, for a timeline. */
static void rows(const struct hunt *hunt, const char *schedule)
{
    for (int i = 0; i < hunt->order.length; i++) {
        const struct trace_step *s = &hunt->order.steps[i];
        report_field("step", "%d", i + 1);
        report_field("teller", "%c", 'A' + s->step.teller);
        report_field("update", "%d", s->update + 1);
        report_field("kind", "%s",
                     s->step.kind == STEP_READ ? "read" : "write");
        report_field("ns", "%ld", (long)s->at);
        report_field("balance", "%d", s->balance);
        report_field("overwrites", "%s", s->overwrites ? "true" : "false");
        report_field("is_lost", "%s", s->lost ? "true" : "false");
        report_field("schedule", "%s", schedule);
        report_field("cores", "%d", mp_cpu_count());
        report(hunt->took, hunt->bursts, "%d", hunt->order.balance);
    }
}

int main(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    window = race_window(&window_text, "none");
    /* A teller's last read comes after its first write: two updates survive. */
    long most = tellers * updates - (updates > 1 ? 2 : 1);
    if (wanted > most)
        die_usage("--lost: %ld, and no order loses more than %ld", wanted,
                  most);
    struct hunt *hunt = check_new(mp_value(sizeof *hunt), "account");
    hunt->began = mp_clock_now();
    say("%s; bursts of %ld update%s by each of %ld tellers\n",
        race_where(window), updates, updates == 1 ? "" : "s", tellers);
    burst_run(MP_PROCESSES, (int)tellers, teller, look, hunt);
    if (!hunt->caught) {
        result("nothing caught in %ld bursts, %.1f s: nothing was lost\n",
               hunt->bursts, (double)hunt->took / 1e9);
        say("Try --window=yield, -n %d, a longer --patience, more cores.\n",
            LONGEST);
        if (report_format != REPORT_TEXT)
            fprintf(stderr, "nothing caught in %ld bursts\n", hunt->bursts);
        return 0;
    }
    char *schedule =
        check_new(trace_schedule(&hunt->order, (int)tellers), "schedule");
    say("caught in burst %ld, after %.3f ms\n\n", hunt->bursts,
        (double)hunt->took / 1e6);
    if (report_format == REPORT_TEXT)
        show(hunt, schedule);
    else
        rows(hunt, schedule);
    free(schedule);
}
