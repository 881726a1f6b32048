#include "kit/measure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/pin.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/stats.h"
#include "mp/clock.h"

enum { ROUNDS_MAX = 1000, OPTIONS = 16 };

static long rounds = 9;
static int64_t block_ns = MP_MS(20);
static const char *only = "";

static const struct opt own_options[] = {
    OPT_LONG('r', "rounds", "N", &rounds, 3, ROUNDS_MAX,
             "pairs of reference and own"),
    OPT_TIME('b', "block", "TIME", &block_ns, MP_US(10), MP_S(60),
             "how long one timed block takes at least"),
    OPT_TEXT(0, "row", "TEXT", &only, "only the rows with this in their name"),
    OPT_END};

/* What the rounds of one row gave, in ns per operation. */
struct series {
    size_t n;
    double raw[ROUNDS_MAX], own[ROUNDS_MAX], ratio[ROUNDS_MAX];
    double distance; /* of the first round */
    int moved;       /* rounds left out: the CPUs' placement had changed */
};

static double time_one(const struct measure *row, measure_fn *fn, long count)
{
    double ns;

    if (row->pin == PIN_ONE)
        pin_to(pin_first());
    ns = (double)fn(count);
    pin_release();
    return ns / (double)count / (double)(row->per ? row->per : 1);
}

/* Double until a block is long enough. */
static long calibrate(const struct measure *row, measure_fn *fn)
{
    long per = row->per ? row->per : 1, most = row->most ? row->most : 1L << 40;
    long count = 1;

    while (count * 2 <= most &&
           time_one(row, fn, count) * (double)count * (double)per <
               (double)block_ns)
        count *= 2;
    return count;
}

static void run_rounds(const struct measure *row, struct series *s)
{
    long raw_count = calibrate(row, row->raw);
    long own_count = calibrate(row, row->own);

    *s = (struct series){.distance = pin_distance()};
    for (long round = 0; round < rounds; round++) {
        double distance = pin_distance(), raw, own = 0;

        progress("%s: round %ld of %ld", row->name, round + 1, rounds);
        if (round % 2)
            own = time_one(row, row->own, own_count);
        raw = time_one(row, row->raw, raw_count);
        if (round % 2 == 0)
            own = time_one(row, row->own, own_count);
        s->raw[s->n] = raw;
        s->own[s->n] = own;
        s->ratio[s->n] = row->kind == MEASURE_COST ? own / raw : raw / own;
        if (pin_placement(distance) != pin_placement(s->distance))
            s->moved++;
        else
            s->n++;
    }
    progress(NULL);
    if (s->n == 0)
        s->n = 1; /* all have moved: the last is shown, "not measured" */
}

static const char *verdict(const struct measure *row, const struct stats *ratio,
                           double swing)
{
    if (ratio->n < 3 || swing > MEASURE_SWING)
        return "not measured";
    if (row->goal == 0)
        return "no goal";
    if (row->kind == MEASURE_COST)
        return ratio->median <= row->goal ? "met" : "missed";
    return ratio->median >= row->goal ? "met" : "missed";
}

/* "[1.5, 2]": a flat list, as report.h wants it. */
static char *list(const double *values, size_t n)
{
    char *text = check_new(malloc(n * 32 + 3), "list"), *end = text;

    end += sprintf(end, "[");
    for (size_t i = 0; i < n; i++)
        end += sprintf(end, i ? ", %.4f" : "%.4f", values[i]);
    sprintf(end, "]");
    return text;
}

static void show(const struct measure *row, struct series *s)
{
    char *raw = list(s->raw, s->n), *own = list(s->own, s->n);
    struct stats r, o, q;
    double swing;
    char goal[16];

    r = stats_of(s->raw, s->n);
    o = stats_of(s->own, s->n);
    q = stats_of(s->ratio, s->n);
    swing =
        stats_quantile(s->raw, s->n, 0.75) / stats_quantile(s->raw, s->n, 0.25);
    const char *word = verdict(row, &q, swing);
    if (row->goal == 0)
        sprintf(goal, "-");
    else
        snprintf(goal, sizeof goal, "%s %.2f",
                 row->kind == MEASURE_COST ? "<=" : ">=", row->goal);
    result("%-28s %11.2f %11.2f %5.2f %5.2f %5.2f  %-7s %s\n", row->name,
           r.median, o.median, q.median, q.low, q.high, goal, word);
    report_field("name", "%s", row->name);
    report_field("reference", "%s", row->reference);
    report_field("kind", row->kind == MEASURE_COST ? "cost" : "speed");
    report_field("goal", "%.3f", row->goal);
    report_field("raw_ns", "%s", raw);
    report_field("own_ns", "%s", own);
    report_field("raw_median_ns", "%.4f", r.median);
    report_field("own_median_ns", "%.4f", o.median);
    report_field("ratio", "%.4f", q.median);
    report_field("ratio_low", "%.4f", q.low);
    report_field("ratio_high", "%.4f", q.high);
    report_field("distance_ns", "%.1f", s->distance);
    report_field("placement", "%s",
                 row->pin == PIN_ONE
                     ? "pinned to one CPU"
                     : pin_placement_name(pin_placement(s->distance)));
    report_field("moved", "%d", s->moved);
    report((int64_t)o.median, (int64_t)s->n, "%s", word);
    free(raw);
    free(own);
}

/* A figure without a reference. */
static void show_limit(const struct measure *row)
{
    int64_t figure = row->own(1);
    const char *word = figure < 0                    ? "not measured"
                       : row->goal == 0              ? "no goal"
                       : (double)figure <= row->goal ? "met"
                                                     : "missed";

    char goal[16] = "-";

    if (row->goal > 0)
        snprintf(goal, sizeof goal, "<= %.0f", row->goal);
    result("%-28s %11s %11" PRId64 " %-17s  %-7s %s\n", row->name, "-", figure,
           row->reference, goal, word);
    report_field("name", "%s", row->name);
    report_field("kind", "limit");
    report_field("goal", "%.0f", row->goal);
    report_field("unit", "%s", row->reference);
    report_field("figure", "%" PRId64, figure);
    report(0, 1, "%s", word);
}

void measure_prepare(int argc, char **argv, const struct opt *more)
{
    static struct opt options[OPTIONS];
    int n = 0;

    for (; own_options[n].type; n++)
        options[n] = own_options[n];
    for (; more && more->type; more++) {
        if (n == OPTIONS - 1)
            die("measure: more than %d options", OPTIONS - 1);
        options[n++] = *more;
    }
    opts_parse(argc, argv, options);
}

static void must_match(const struct measure *rows)
{
    for (const struct measure *row = rows; row->name; row++)
        if (strstr(row->name, only))
            return;
    die_usage("--row: '%s' is in no row's name", opts_printable(only));
}

void measure_rows(const struct measure *rows)
{
    static struct series series;

    must_match(rows);
    result("%-28s %11s %11s %5s %5s %5s  %-7s\n", "median ns per operation",
           "reference", "libmp", "ratio", "low", "high", "goal");
    for (const struct measure *row = rows; row->name; row++) {
        if (!strstr(row->name, only))
            continue;
        if (row->kind == MEASURE_LIMIT) {
            show_limit(row);
            continue;
        }
        run_rounds(row, &series);
        show(row, &series);
    }
}
