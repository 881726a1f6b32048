/* bank_trials - one run of a race proves little: many runs, and how each ended.
 *
 * Notebook, cells 9 and 10, again and again.
 *
 * The end differs from run to run; only its spread is a fact. With --witness
 * all tellers deposit, so nothing cancels: what is missing is what was lost.
 * Overwrites (a store on top of one that the teller had not seen) are counted
 * apart: one stale store can erase hundreds.
 *
 *     $ bank_trials --witness | tail -n 1
 *     87951 updates lost by 79285 overwrites; one of them erased 1000
 *
 * Try: bank_trials --window=none, then --window=1us: when does it lose more?
 *      bank_trials --traced --window=none: does looking at a race change it?
 * Compare: bank_racy and bank_locked, a single run each.
 */
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

enum { BINS = 11, BAR = 40 };
enum way { PLAIN, WITNESS, TRACED };

static long runs = 100, rounds = 1000;
static int64_t window, gap;
static const char *window_text = "5us";
static bool locked, witness, traced, threads;

static const struct opt options[] = {
    OPT_LONG('r', "runs", "K", &runs, 1, 1000000, "how often (100)"),
    OPT_LONG('n', "rounds", "N", &rounds, 1, 10000000,
             "updates of each teller (1000)"),
    OPT_TEXT('w', "window", "none|yield|TIME", &window_text,
             "from reading the balance to writing it (5us)"),
    OPT_TIME('g', "gap", "TIME", &gap, 0, 1000000000,
             "other work before each update (0)"),
    OPT_FLAG('l', "locked", &locked, "under a lock: never wrong"),
    OPT_FLAG(0, "witness", &witness, "deposits only; count overwrites"),
    OPT_FLAG(0, "traced", &traced, "every other run notes its steps"),
    OPT_FLAG(0, "threads", &threads, "tellers are threads, not processes"),
    OPT_END};

struct account {
    enum way way;
    struct mp_lock lock;
    volatile _Atomic uint64_t word; /* balance, and who wrote it: trace.h */
    struct {
        _Alignas(64) long overwrites, worst;
    } of[2]; /* what each teller writes, on a line of its own */
};

/* One update: what it saw, and what its store replaced, where that is known. */
static void update(struct account *a, int me, long i, struct trace_update *note)
{
    int amount = witness || me == 0 ? +1 : -1;

    if (a->way == TRACED) {
        trace_update(&a->word, note, me, i, amount, window);
        return;
    }
    note->saw = atomic_load_explicit(&a->word, memory_order_relaxed);
    delay_window(window); /* <-- the other teller comes in here */
    note->wrote = trace_word(trace_balance(note->saw) + amount, me, i);
    note->replaced = note->saw;
    if (a->way == WITNESS)
        note->replaced = atomic_exchange_explicit(&a->word, note->wrote,
                                                  memory_order_relaxed);
    else
        atomic_store_explicit(&a->word, note->wrote, memory_order_relaxed);
}

/* How many writes the other teller has made, if this word tells; else known. */
static long others(uint64_t word, int me, long known)
{
    return word && trace_teller(word) != me ? trace_number(word) : known;
}

static int teller(int me, void *arg)
{
    struct account *a = arg;
    struct trace_update note;
    long overwrites = 0, worst = 0, known = 0;

    for (long i = 0; i < rounds; i++) {
        delay_window(gap);
        if (locked)
            check(mp_lock_acquire(&a->lock), "lock");
        update(a, me, i, &note);
        if (locked)
            check(mp_lock_release(&a->lock), "lock");
        known = others(note.saw, me, known);
        long erased = others(note.replaced, me, known) - known;
        overwrites += erased > 0;
        worst = erased > worst ? erased : worst;
        known += erased;
    }
    a->of[me].overwrites = overwrites;
    a->of[me].worst = worst;
    return 0;
}

/* All runs of one way, and what came of them. */
struct trials {
    double *off; /* end balance, or what is lost of it (witness) */
    long done, wrong, lost, overwrites, worst;
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
    for (int i = 0; i < 2; i++)
        t->worst = a->of[i].worst > t->worst ? a->of[i].worst : t->worst;
    t->ns += team.elapsed_ns;
    if (report_format == REPORT_TEXT)
        return;
    report_field("run", "%ld", t->done);
    report_field("noted", "%s", way == TRACED ? "true" : "false");
    report_field("lost", "%ld", witness ? right - end : labs(end));
    report_field("overwrites", "%ld", way == PLAIN ? -1 : overwrites);
    report_field("cores", "%d", mp_cpu_count());
    report(team.elapsed_ns, 2 * rounds, "%ld", end);
}

static void histogram(const struct trials *t, const struct stats *s)
{
    static const char bar[] = "########################################";
    size_t counts[BINS], most = 1;
    int bins = s->max - s->min + 1 < BINS ? (int)(s->max - s->min) + 1 : BINS;

    stats_histogram(t->off, (size_t)t->done, s->min, s->max, counts,
                    (size_t)bins);
    for (int i = 0; i < bins; i++)
        most = counts[i] > most ? counts[i] : most;
    result("%13s %6s\n", witness ? "lost" : "ended at", "runs");
    for (int i = 0; i < bins; i++) {
        double width = (s->max - s->min) / bins;
        result("%6.0f..%-5.0f %6zu %.*s\n", s->min + i * width,
               s->min + (i + 1) * width, counts[i],
               (int)((counts[i] * BAR + most - 1) / most), bar);
    }
}

static void show(const char *name, const struct trials *t, bool draw)
{
    struct stats s = stats_of(t->off, (size_t)t->done);

    if (draw)
        histogram(t, &s);
    result("%swrong in %ld of %ld runs; %s %.0f to %.0f, median %.0f\n", name,
           t->wrong, t->done, witness ? "lost" : "ended at", s.min, s.max,
           s.median);
    say("%s%.2f us an update\n", name,
        (double)t->ns / 2e3 / (double)rounds / (double)t->done);
}

int main(int argc, char **argv)
{
    struct trials plain = {0}, noted = {0};

    opts_parse(argc, argv, options);
    window = race_window(&window_text, "5us");
    delay_spin(0);
    plain.off = check_new(calloc(2 * (size_t)runs, sizeof(double)), "runs");
    noted.off = plain.off + runs;
    struct account *a = check_new(mp_value(sizeof *a), "account");
    check(mp_lock_init(&a->lock), "lock");
    say("%ld runs; %ld %s by each of 2 %s%s; %s\n", runs, rounds,
        witness ? "deposits" : "updates", threads ? "threads" : "processes",
        locked ? " under a lock" : "", race_where(window));
    for (long i = 0; i < runs; i++) {
        progress("run %ld of %ld", i + 1, runs);
        run(a, &plain, witness ? WITNESS : PLAIN);
        if (traced)
            run(a, &noted, TRACED);
    }
    progress(NULL);
    show(traced ? "plain:  " : "", &plain, true);
    if (traced)
        show("traced: ", &noted, false);
    if (witness)
        result("%ld updates lost by %ld overwrites; one of them erased %ld\n",
               plain.lost, plain.overwrites, plain.worst);
    free(plain.off);
}
