/* stats.h - what a set of measurements says: order statistics, no normal law.
 *
 * Timings are skewed: nothing is faster than the machine, anything can be
 * slower. So medians with least and most, and an interval for the median that
 * assumes nothing of the distribution.
 */
#ifndef KIT_STATS_H
#define KIT_STATS_H

#include <stddef.h>

struct stats {
    size_t n;
    double min, median, max;
    double low, high; /* 95% interval of the median; min and max for n < 6 */
};

/* Sorts values. n > 0; NaN is not allowed (dies by assert). The interval is the
 * order statistics' one: by the binomial distribution with p = 1/2, the
 * narrowest symmetric pair of ranks that covers the median with at least 95%.
 * (Le Boudec, Performance Evaluation, table A.1: n = 10 gives ranks 2 and 9.)
 */
struct stats stats_of(double *values, size_t n);

/* The q-quantile, 0 <= q <= 1, of n > 0 sorted values, linear between neighbours
 * (type 7 of Hyndman and Fan, as in R and numpy). */
double stats_quantile(const double *sorted, size_t n, double q);

/* Count values into bins of equal width, 1 or more, from min to max, both
 * included; what lies outside is not counted. counts[bins] is cleared first.
 * With min == max all go to bin 0. */
void stats_histogram(const double *values, size_t n, double min, double max,
                     size_t *counts, size_t bins);

#endif
