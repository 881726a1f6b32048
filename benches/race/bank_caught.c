/* bank_caught - a lost update, caught in the act, with the command to replay.
 *
 * Notebook, cell 9: what happened when the balance was 8.
 *
 * Tellers race in bursts of a few updates until one burst loses money. Each
 * word they store says who wrote it; each store hands back the word it
 * replaced. So the order below comes from what each step saw, not from clocks:
 * nanoseconds only label it. An update survives if the end balance was built
 * on it; all others are lost. To note the time stands between read and write
 * too, and makes the race likelier: bank_trials --traced says by how much.
 *
 *     $ bank_caught
 *     SAMPLE
 *
 * Try: bank_caught --lost=3: one stale write can erase many.
 *      taskset -c 0 bank_caught --window=none: why is nothing caught?
 * Compare: bank_steps, which replays what this one caught.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/burst.h"
#include "kit/die.h"
#include "kit/lanes.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/trace.h"
#include "mp/mp.h"

enum { LONGEST = 16, SCREEN = 14 }; /* updates; steps without --all */

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
    hunt->caught = hunt->order.lost >= wanted;
    atomic_store_explicit(&hunt->trace.account, 0, memory_order_relaxed);
    return !hunt->caught && hunt->took < patience;
}

static void show_step(const struct trace_step *s, long balance)
{
    char label[24], text[48];

    snprintf(label, sizeof label, "%ld", (long)s->at);
    snprintf(text, sizeof text, "%s %d%s%s",
             s->step.kind == STEP_READ ? "reads" : "writes", s->balance,
             s->overwrites ? "!" : "",
             s->step.kind == STEP_WRITE && s->lost ? " lost" : "");
    lanes_row(label, (int)tellers, s->step.teller, text, balance);
}

static void show_steps(const struct trace_order *o)
{
    int from = 0, to = o->length;
    long balance = 0;

    if (!all && o->length > SCREEN) { /* the part where money is lost */
        while (!o->steps[from].lost)
            from++;
        if (from > o->length - SCREEN)
            from = o->length - SCREEN;
        to = from + SCREEN;
    }
    lanes_head("ns", (int)tellers, witness);
    for (int i = 0; i < to; i++) {
        balance = o->steps[i].balance; /* a read changes nothing */
        if (i >= from)
            show_step(&o->steps[i], balance);
    }
    if (to - from < o->length)
        result("%6s %d of %d steps; --all shows the others\n", "...", to - from,
               o->length);
}

static void show(const struct hunt *hunt, const char *schedule)
{
    const struct trace_order *o = &hunt->order;
    long right = 0;

    for (int t = 0; t < tellers; t++)
        right += (witness || t % 2 == 0 ? 1 : -1) * updates;
    show_steps(o);
    result("end balance: %d; without a race %ld\n", o->balance, right);
    result("%d of %ld updates lost:", o->lost, tellers * updates);
    for (int i = 0; i < o->length; i++)
        if (o->steps[i].lost && o->steps[i].step.kind == STEP_WRITE)
            result(" %c%d", 'A' + o->steps[i].step.teller,
                   o->steps[i].update + 1);
    result("; %d write%s (!) over a balance the teller had not seen\n",
           o->overwrites, o->overwrites == 1 ? "" : "s");
    if (o->disagree)
        result("the clock has %d of the steps in another order: labels only\n",
               o->disagree);
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
    window = race_window(window_text, "none");
    if (wanted >= tellers * updates)
        die_usage("--lost: %ld of %ld updates cannot be lost: the last write "
                  "survives",
                  wanted, tellers * updates);
    struct hunt *hunt = check_new(mp_value(sizeof *hunt), "account");
    hunt->began = mp_clock_now();
    say("%s; bursts of %ld updates by each of %ld tellers\n",
        race_where(window), updates, tellers);
    check(burst_run(MP_PROCESSES, (int)tellers, teller, look, hunt), "tellers");
    if (!hunt->caught) {
        result("nothing caught in %ld bursts, %.1f s: nothing was lost\n",
               hunt->bursts, (double)hunt->took / 1e9);
        say("Try --window=yield, -n %d, a longer --patience, more cores.\n",
            LONGEST);
        return fflush(stdout) != 0;
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
