/* bank_trials - one run of a race proves little: many runs, and how each ended.
 *
 * Notebook, cells 9 and 10, again and again.
 *
 * The end differs from run to run; only its spread is a fact. With --witness
 * all tellers deposit, so nothing cancels: what is missing is what was lost.
 * Overwrites (a store on top of one that the teller had not seen) are counted
 * apart: one stale store can erase hundreds of updates.
 *
 *     $ bank_trials
 *     SAMPLE
 *
 * Try: bank_trials --window=none, then --window=1us: when does it lose more?
 *      bank_trials --traced: does looking at the race change it?
 * Compare: bank_racy and bank_locked, a single run each.
 */
#include <stdio.h>
#include <stdlib.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/stats.h"
#include "kit/trace.h"
#include "mp/mp.h"

enum { BINS = 11, BAR = 50 };

static long runs = 100, rounds = 1000;
static int64_t window;
static const char *window_text;
static bool locked, witness, traced, threads;

static const struct opt options[] = {
    OPT_LONG('r', "runs", "K", &runs, 1, 1000000, "how often (100)"),
    OPT_LONG('n', "rounds", "N", &rounds, 1, 10000000,
             "updates of each teller (1000)"),
    OPT_TEXT('w', "window", "none|yield|TIME", &window_text,
             "from reading the balance to writing it (yield)"),
    OPT_FLAG('l', "locked", &locked, "under a lock: never wrong"),
    OPT_FLAG(0, "witness", &witness, "deposits only; count overwrites"),
    OPT_FLAG(0, "traced", &traced,
             "every other run notes each step, as bank_caught does"),
    OPT_FLAG(0, "threads", &threads, "tellers are threads, not processes"),
    OPT_END};

/* Which of these the runs in hand are. */
enum way { PLAIN, WITNESS, TRACED };

struct account {
    enum way way;
    struct mp_lock lock;
    volatile _Atomic uint64_t word; /* balance, and who wrote it: trace.h */
    struct {
        _Alignas(64) long overwrites;
    } of[2]; /* what each teller writes, on a line of its own */
};

/* One update; returns whether it has overwritten another. */
static bool update(struct account *a, int me, long i, int amount)
{
    if (a->way == TRACED) {
        struct trace_update note;
        trace_update(&a->word, &note, me, i, amount, window);
        return note.replaced != note.saw;
    }
    uint64_t saw = atomic_load_explicit(&a->word, memory_order_relaxed);
    delay_window(window); /* <-- the other teller comes in here */
    uint64_t word = trace_word(trace_balance(saw) + amount, me, i);
    if (a->way == WITNESS)
        return atomic_exchange_explicit(&a->word, word, memory_order_relaxed) !=
               saw;
    atomic_store_explicit(&a->word, word, memory_order_relaxed);
    return false;
}

static int teller(int me, void *arg)
{
    struct account *a = arg;
    int amount = witness || me == 0 ? +1 : -1;
    long overwrites = 0;

    for (long i = 0; i < rounds; i++) {
        if (locked)
            check(mp_lock_acquire(&a->lock), "lock");
        overwrites += update(a, me, i, amount);
        if (locked)
            check(mp_lock_release(&a->lock), "lock");
    }
    a->of[me].overwrites = overwrites;
    return 0;
}

/* All runs of one way, and what came of them. */
struct trials {
    double *off; /* end balance, or what is lost of it (witness) */
    long done, wrong, lost, overwrites;
    int64_t ns;
};

static void run(struct account *a, struct trials *t, enum way way)
{
    long right = witness ? 2 * rounds : 0;
    struct mp_team team;

    a->way = way;
    atomic_store_explicit(&a->word, 0, memory_order_relaxed);
    check(mp_team_run(threads ? MP_THREADS : MP_PROCESSES, 2, teller, a, &team),
          "tellers");
    long end =
        trace_balance(atomic_load_explicit(&a->word, memory_order_relaxed));
    long overwrites = a->of[0].overwrites + a->of[1].overwrites;
    t->off[t->done++] = (double)(witness ? right - end : end);
    t->wrong += end != right;
    t->lost += right - end;
    t->overwrites += overwrites;
    t->ns += team.elapsed_ns;
    if (report_format == REPORT_TEXT)
        return;
    report_field("run", "%ld", t->done);
    report_field("noted", "%s", way == TRACED ? "true" : "false");
    report_field("lost", "%ld", witness ? right - end : labs(end));
    report_field("overwrites", way == PLAIN ? "" : "%ld", overwrites);
    report_field("cores", "%d", mp_cpu_count());
    report(team.elapsed_ns, 2 * rounds, "%ld", end);
}

static void histogram(const struct trials *t, const struct stats *s)
{
    size_t counts[BINS], most = 1;
    int bins = s->max - s->min + 1 < BINS ? (int)(s->max - s->min) + 1 : BINS;

    stats_histogram(t->off, (size_t)t->done, s->min, s->max, counts,
                    (size_t)bins);
    for (int i = 0; i < bins; i++)
        most = counts[i] > most ? counts[i] : most;
    for (int i = 0; i < bins; i++) {
        result("%9.0f %6zu ", s->min + (s->max - s->min) * (i + 0.5) / bins,
               counts[i]);
        for (size_t k = 0; k < (counts[i] * BAR + most - 1) / most; k++)
            result("#");
        result("\n");
    }
}

static void show(const char *name, const struct trials *t, bool draw)
{
    struct stats s = stats_of(t->off, (size_t)t->done);

    if (draw)
        histogram(t, &s);
    result("%swrong in %ld of %ld runs; %s %.0f to %.0f, median %.0f; "
           "%.2f us an update\n",
           name, t->wrong, t->done, witness ? "lost" : "ended at", s.min, s.max,
           s.median, (double)t->ns / 2e3 / (double)rounds / (double)t->done);
}

int main(int argc, char **argv)
{
    struct trials plain = {0}, noted = {0};

    opts_parse(argc, argv, options);
    window = race_window(window_text, "yield");
    plain.off = check_new(calloc((size_t)runs, sizeof(double)), "runs");
    noted.off = check_new(calloc((size_t)runs, sizeof(double)), "runs");
    struct account *a = check_new(mp_value(sizeof *a), "account");
    check(mp_lock_init(&a->lock), "lock");
    say("%ld runs; %ld %s by each of 2 %s%s; %s\n", runs, rounds,
        witness ? "deposits" : "updates", threads ? "threads" : "processes",
        locked ? " under a lock" : "", race_where(window));
    for (long i = 0; i < runs; i++) {
        run(a, &plain, witness ? WITNESS : PLAIN);
        if (traced)
            run(a, &noted, TRACED);
    }
    show(traced ? "plain:  " : "", &plain, true);
    if (traced)
        show("traced: ", &noted, false);
    if (witness && plain.overwrites)
        result("overwrites: %ld; each erased %.1f updates\n", plain.overwrites,
               (double)plain.lost / (double)plain.overwrites);
    return fflush(stdout) != 0;
}
