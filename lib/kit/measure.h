/* measure.h - a thing and its reference, timed side by side in one run.
 *
 *     static const struct measure rows[] = {
 *         {"uncontended", "robust pthread mutex", raw_lock, own_lock,
 *          MEASURE_COST, 1.10, PIN_ONE, 0, 0},
 *         {0}};
 *
 *     int main(int argc, char **argv)
 *     {
 *         measure_prepare(argc, argv, NULL);
 *         measure_rows(rows);
 *     }
 *
 * How: the number of operations is doubled until a block of them takes long
 * against the clock's and the start's own error. Then the rounds: reference and
 * own alternate, in turned order each round, so that drift hits both alike.
 * Each round gives a pair, and a pair a ratio; the verdict is by the median of
 * the ratios, and their 95% interval is shown. The bare distance between the
 * two CPUs is measured before every round: rounds of another placement than the
 * first are left out, and when the reference itself swings by more than
 * MEASURE_SWING between the rounds (quartile to quartile), the row is "not
 * measured": a figure would be of the weather. (After lmbench's lib_timing.c
 * and paired designs.)
 */
#ifndef KIT_MEASURE_H
#define KIT_MEASURE_H

#include <stdint.h>

#define MEASURE_SWING 1.5

/* Do it count times and return what that took, in ns: inner time, from the
 * first operation to the last, without the set-up. Dies on an error. */
typedef int64_t measure_fn(long count);

enum measure_kind {
    MEASURE_COST,  /* goal: time of own / time of reference, at most */
    MEASURE_SPEED, /* goal: speed of own / speed of reference, at least */
    MEASURE_LIMIT  /* no reference: own(1) is the figure itself, in the unit
                      that reference names, goal what it may be at most;
                      negative: it could not be measured. Once, no rounds. */
};

enum measure_pin {
    PIN_FREE, /* as the scheduler likes */
    PIN_ONE,  /* the program, and all that it starts, on the first CPU */
    PIN_EACH  /* the functions pin their sides themselves: pin_first, _second */
};

struct measure {
    const char *name;      /* "round trip, 8 B"; NULL ends the table */
    const char *reference; /* what it is held against; of a limit, its unit */
    measure_fn *raw, *own;
    enum measure_kind kind;
    double goal; /* 0: none, the row is for comparison */
    enum measure_pin pin;
    long per;  /* an operation counts as so many (bytes, messages); 0: as 1 */
    long most; /* operations in a block at most; 0: no limit */
};

struct opt;

/* The command line of a measuring program: --rounds, --block, --row, and more,
 * which may be NULL. */
void measure_prepare(int argc, char **argv, const struct opt *more);

/* All rows: a table on stdout, or a record a row. A missed goal is a result, so
 * the program's exit code is 0 then too. */
void measure_rows(const struct measure *rows);

#endif
