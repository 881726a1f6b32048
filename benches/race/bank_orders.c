/* bank_orders - of all orders in which two tellers can step, few lose nothing.
 *
 * Notebook, cell 9: all that could have happened, counted.
 *
 * Each update is two steps, so 3 deposits and 3 withdrawals can fall in 924
 * orders. They are counted exactly, by where they end. 180 end at 0, as they
 * should, but only 20 of those lose nothing: in the others losses cancel. Then
 * the machine does the same many times. It takes some orders again and again
 * and most of them never: possible is not probable.
 *
 *     $ bank_orders | grep right
 *     right, 0: 180 orders; 20 lose nothing, 160 are right by luck
 *
 * Try: bank_orders --witness: three and three deposits can end at 2. How?
 *      bank_orders -n 32: how many orders are there? How many lose nothing?
 * Compare: bank_steps, which replays any of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/orders.h"
#include "kit/race.h"
#include "kit/races.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

enum { ROWS = 13, BAR = 18, FEW = 4, SCREEN = 23, WIDE = 80 };

static long n = 3, m = 3, bursts = 10000;
static const char *window;
static bool witness, coin, list;

static const struct opt options[] = {
    OPT_LONG('n', "updates", "N", &n, 1, ORDERS_UPDATES, "updates of A (3)"),
    OPT_LONG('m', "others", "M", &m, 1, ORDERS_UPDATES,
             "updates of B (as many as A)"),
    OPT_FLAG(0, "witness", &witness, "B deposits too, so that nothing cancels"),
    OPT_LONG('b', "bursts", "K", &bursts, 0, 1000000,
             "races to run, or as many as two seconds allow (10000)"),
    OPT_TEXT(0, "window", "none|yield|TIME", &window,
             "from reading to writing (none; on one core yield)"),
    OPT_FLAG('c', "coin", &coin, "toss for it: this window (100ns), or none"),
    OPT_FLAG(0, "list", &list,
             "each order, up to 4 by 4, with its end, for bank_steps -s -"),
    OPT_END};

static void share(double part, double most)
{
    result(" %5.1f%% %-*.*s", 100 * part, BAR, (int)(part / most * BAR + 0.5),
           "##################");
}

/* Several end balances a row, if there are many. */
struct row {
    int from, to;
    orders_count orders;
    double possible, happened; /* shares */
};

/* What the screen has left beside five lines and three commands to replay, each
 * of which is several lines when its schedule is long. */
static int rows_left(void)
{
    size_t command = strlen(race_command("bank_steps"));
    size_t longest = strlen("commonest, 100.0%:  --witness --schedule=");
    int lines = (int)(longest + command + 2 * (size_t)(n + m)) / WIDE + 1;
    int left = SCREEN - 5 - 3 * lines;

    return left > ROWS ? ROWS : left < 1 ? 1 : left;
}

static int make_rows(const struct orders *o, const struct races *r,
                     struct row *rows, double *most)
{
    int least = orders_least(o), last = orders_most(o), count = 0;
    int most_rows = rows_left();
    int width = (last - least + most_rows) / most_rows;

    for (int from = least; from <= last; from += width) {
        struct row *row = &rows[count++];
        *row = (struct row){.from = from, .to = from + width - 1};
        if (row->to > last)
            row->to = last;
        for (int b = from; b <= row->to; b++)
            row->orders += orders_ending(o, b);
        row->possible = (double)row->orders / (double)orders_total(o);
        if (r->done)
            row->happened =
                (double)races_ending(r, from, row->to) / (double)r->done;
        *most = row->possible > *most ? row->possible : *most;
        *most = row->happened > *most ? row->happened : *most;
    }
    return count;
}

static void table(const struct orders *o, const struct races *r)
{
    struct row rows[ROWS + 1];
    double most = 0;
    int count = make_rows(o, r, rows, &most);

    result("%9s %12s   %-25s  %s\n", "end", "orders", "of all orders",
           r->done ? "of the machine's races" : "");
    for (int i = 0; i < count; i++) {
        char label[24];
        snprintf(label, sizeof label,
                 rows[i].to > rows[i].from ? "%d..%d" : "%d", rows[i].from,
                 rows[i].to);
        result("%9s %12s ", label, orders_brief(rows[i].orders));
        share(rows[i].possible, most);
        if (r->done)
            share(rows[i].happened, most);
        result("\n");
    }
}

/* Frees the schedule. */
static void replay(const char *what, char *schedule)
{
    result("%s%s%s --schedule=%s\n", what, race_command("bank_steps"),
           witness ? " --witness" : "", (char *)check_new(schedule, "replay"));
    free(schedule);
}

/* What the machine did of all that it could have done. */
static void habits(const struct orders *o, const struct races *r)
{
    double done = (double)r->done, lots = (double)orders_total(o);

    result("%s: %ld races took %ld of the orders; %.1f%% lost nothing\n",
           race_where(r->window), r->done, r->distinct,
           100 * (double)r->lossless / done);
    result("commonest, %.1f%%: ", 100 * (double)r->times / done);
    replay("", races_schedule(r, r->common.path));
    if ((double)r->distinct < 0.5 * (lots < done ? lots : done))
        result("Possible is not probable: tellers draw no lots for each step, "
               "they keep a beat.\n");
}

static void show(const struct orders *o, const struct races *r)
{
    orders_count good = orders_ending(o, orders_right(o)); /* <-- */

    result("%s orders of %ld deposits and %ld %s\n",
           orders_digits(orders_total(o)), n, m,
           witness ? "more" : "withdrawals");
    table(o, r);
    result("right, %d: %s orders; ", orders_right(o), orders_brief(good));
    result("%s lose nothing, ", orders_brief(orders_lossless(o)));
    result("%s are right by luck\n", orders_brief(good - orders_lossless(o)));
    replay("least: ", orders_example(o, orders_least(o)));
    replay("most:  ", orders_example(o, orders_most(o)));
    if (r->done)
        habits(o, r);
}

/* The exact counts; and the machine's, if it was asked for a number of them. */
static void records(const struct orders *o, const struct races *r)
{
    bool json = report_format == REPORT_JSON, both = opts_given("bursts");

    if (!json)
        printf("end_balance,orders%s\n", both ? ",bursts" : "");
    for (int b = orders_least(o); b <= orders_most(o); b++) {
        printf(json ? "{\"end_balance\": %d, \"orders\": %s" : "%d,%s", b,
               orders_digits(orders_ending(o, b)));
        if (both)
            printf(json ? ", \"bursts\": %ld" : ",%ld", races_ending(r, b, b));
        printf(json ? "}\n" : "\n");
    }
}

static void list_one(const char *schedule, long balance, bool lossless,
                     void *arg)
{
    (void)lossless;
    (void)arg;
    printf("%s %ld\n", schedule, balance);
}

int main(int argc, char **argv)
{
    struct races r = {0};

    opts_parse(argc, argv, options);
    if (!opts_given("others"))
        m = n;
    if (list && (n > FEW || m > FEW))
        die_usage("--list: %ld by %ld updates have too many orders", n, m);
    struct orders *o = check_new(orders_new((int)n, (int)m, witness), "orders");
    if (n <= FEW && m <= FEW && !orders_agree(o))
        die("counting and trying each order disagree");
    r = (struct races){.updates = {(int)n, (int)m},
                       .witness = witness,
                       .coin = coin,
                       .window = race_window(&window, coin ? "100ns" : "none")};
    if (!list && (report_format == REPORT_TEXT || opts_given("bursts")))
        races_run(&r, bursts, MP_S(2));
    if (list)
        orders_each((int)n, (int)m, witness, list_one, NULL);
    else if (report_format == REPORT_TEXT)
        show(o, &r);
    else
        records(o, &r);
    races_free(&r);
    orders_free(o);
    if (fflush(stdout) || ferror(stdout))
        die("stdout: cannot be written");
}
