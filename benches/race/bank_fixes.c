/* bank_fixes - what a right balance costs: a price list.
 *
 * Notebook, cell 10: the lock there is one way of many.
 *
 * Each way is a file, fixes/NAME.c, and a few lines in it. Workers deposit 1
 * as often as they can in the time given; the price is that time over all their
 * updates, and then the balance is held against what they counted. Who spins
 * gives up the CPU after 100 looks, since the holder may be waiting for it; so
 * with more workers than cores a spinlock's price is the scheduler's too.
 *
 *     $ bank_fixes -q
 *     fix               1       2       3       4   most(2)     the sum    killed
 *     load_store      1.1     1.2!    1.1!    1.1!     0.66    lost 90%         -
 *     fetch_add       7.5     7.1     7.6     7.5      0.69       right         -
 *     ...
 *
 * Try: bank_fixes --window=1us: when an update takes longer, who still pays?
 *      taskset -c 0 bank_fixes: who suffers where nobody may jump the line?
 * Compare: bank_racy, which is load_store, and bank_locked, which is robust.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fixes/trial.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/pin.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

enum { COLUMNS = 4, FIXES = 13 };

static const struct fix *const fixes[FIXES] = {
    /* <-- a way each, in a file of its own: fixes/NAME.c */
    &fix_load_store, &fix_fetch_add, &fix_compare_swap, &fix_test_set,
    &fix_ticket,     &fix_mcs,       &fix_futex,        &fix_mutex,
    &fix_robust,     &fix_semaphore, &fix_file_lock,    &fix_server,
    &fix_per_worker};

static int column[COLUMNS], columns; /* numbers of workers */

static const char *fix_name, *window_text;
static long workers, updates;
static int64_t duration = MP_MS(100), window;

static const struct opt options[] = {
    OPT_TEXT('f', "fix", "NAME", &fix_name, "this one alone (all)"),
    OPT_LONG('w', "workers", "N", &workers, 1, FIX_WORKERS,
             "so many alone (from 1 to two a core)"),
    OPT_TIME('t', "time", "TIME", &duration, MP_MS(1), MP_S(60),
             "of each measurement (100ms)"),
    OPT_LONG('n', "updates", "N", &updates, 1, 100000000,
             "of each worker, in place of --time"),
    OPT_TEXT(0, "window", "none|yield|TIME", &window_text,
             "from reading the balance to writing it (none)"),
    OPT_END};

/* The fix asked for; NULL: all. */
static const struct fix *find_fix(void)
{
    char names[FIXES * 16] = "";

    if (!fix_name)
        return NULL;
    for (int i = 0; i < FIXES; i++) {
        if (!strcmp(fixes[i]->name, fix_name))
            return fixes[i];
        strcat(strcat(names, i ? ", " : ""), fixes[i]->name);
    }
    die_usage("--fix: '%s' is not one of %s", opts_printable(fix_name), names);
}

/* The numbers of workers: 1, 2, one a core, two a core; or that asked for. */
static void choose_columns(void)
{
    int cores = mp_cpu_count();
    const int wanted[COLUMNS] = {1, 2, cores > 2 ? cores : 3, 2 * cores};

    if (workers)
        column[columns++] = (int)workers;
    for (int i = 0; i < COLUMNS && !workers; i++) {
        int n = wanted[i] < FIX_WORKERS ? wanted[i] : FIX_WORKERS;
        if (n <= 2 * cores && (columns == 0 || column[columns - 1] < n))
            column[columns++] = n;
    }
}

/* Where a fix's fairness can be told from the scheduler's: a core each. */
static int fair_column(void)
{
    int cores = mp_cpu_count();

    for (int i = 0; i < columns; i++)
        if (column[i] >= 2 && column[i] >= cores)
            return i;
    return columns - 1;
}

static void head(const struct fix *only)
{
    double ns = pin_distance();

    say("%s", race_where(window));
    if (ns > 0)
        say("; a cache line takes %.0f ns to the other core and back", ns);
    if (only)
        say("\n%s: %s (%s)", only->name, only->idea, only->source);
    say("\nns an update, by the number of workers:\n");
    result("%*s\n%-12s", 12 + 8 * columns + 30, "least/                holder",
           "fix");
    for (int i = 0; i < columns; i++)
        result("%7d ", column[i]);
    result("  most(%d)     the sum    killed\n", column[fair_column()]);
}

/* A line of the table. Returns whether the fix has kept its promise. */
static bool row(const struct fix *fix, const struct trial trials[])
{
    const struct trial *fair = &trials[fair_column()];
    char sum[32], served[32] = "-";
    double lost = 0;

    result("%-12s", fix->name);
    for (int i = 0; i < columns; i++) {
        double ns = trial_price(&trials[i]), share = trial_lost(&trials[i]);
        result(ns < 9.95 ? "%7.1f%c" : "%7.0f%c", ns, share != 0 ? '!' : ' ');
        lost = fabs(share) > fabs(lost) ? share : lost;
    }
    if (column[fair_column()] > 1 && fair->most && !updates)
        snprintf(served, sizeof served, "%.2f",
                 (double)fair->least / (double)fair->most);
    strcpy(sum, fix == &fix_load_store ? "none lost" : "right");
    if (lost != 0)
        snprintf(sum, sizeof sum, lost < 0.1 ? "lost %.2g%%" : "lost %.0f%%",
                 100 * lost);
    result("%9s %11s %9s\n", served, sum, fix->killed);
    return lost == 0 || fix == &fix_load_store;
}

static void record(const struct fix *fix, int n, const struct trial *trial)
{
    double ns = trial_price(trial);

    fix_name = fix->name; /* the record's options are this trial's */
    workers = n;
    report_field("cores", "%d", mp_cpu_count());
    report_field("ns_per_update", isnan(ns) ? "null" : "%.2f", ns);
    report_field("balance", "%ld", trial->balance);
    report_field("lost", "%ld", trial->counted - trial->balance);
    report_field("least", "%ld", trial->least);
    report_field("most", "%ld", trial->most);
    report_field("holder_killed", "%s", fix->killed);
    report(trial->ns, trial->counted, "%ld of %ld", trial->balance,
           trial->counted);
}

static const char legend[] =
    "!: the sum is wrong. least/most: updates of the worker served least,\n"
    "over those of the one served most. Holder killed: \"wait\", the others\n"
    "do, for ever; \"told\", the next has the lock and knows; \"freed\", it\n"
    "has the lock and does not know.\n";

/* All columns of a fix. */
static bool run_fix(const struct fix *fix)
{
    struct trial trials[COLUMNS];

    for (int i = 0; i < columns; i++) {
        progress("%s: %d worker%s", fix->name, column[i],
                 column[i] == 1 ? "" : "s");
        trials[i] = trial_run(fix, column[i], duration, updates, window);
        progress(NULL);
        record(fix, column[i], &trials[i]);
    }
    return row(fix, trials);
}

int main(int argc, char **argv)
{
    const struct fix *broken = NULL;

    opts_parse(argc, argv, options);
    if (updates && opts_given("time"))
        die_usage("--updates and --time: only one of them");
    if (!window_text)
        window_text = "none";
    window = race_window(&window_text, NULL);
    const struct fix *only = find_fix();
    choose_columns();
    head(only);
    for (int i = 0; i < FIXES; i++)
        if ((!only || only == fixes[i]) && !run_fix(fixes[i]))
            broken = fixes[i];
    say("\n%s", legend);
    if (broken)
        die("%s is broken: its sum is wrong", broken->name);
}
