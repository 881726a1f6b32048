#include "kit/stats.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The rank k, from 1, of the pair (k, n + 1 - k) that holds the median with at
 * least 95%: as many values as heads of n fair coins are below the median, so
 * the chance is that of k to n - k heads. The pairs are widened from the middle
 * until it is enough, or to least and most. All weights are relative to the
 * middle's, where 2^n would not fit. */
static size_t interval_rank(size_t n)
{
    size_t middle = n / 2;
    double weight = 1, all = n % 2 ? 2 : 1; /* of n odd both middles */

    for (size_t k = middle; k > 0 && weight > 0; k--) {
        weight *= (double)k / (double)(n - k + 1); /* C(n,k-1) from C(n,k) */
        all += 2 * weight;
    }
    double inside = n % 2 ? 2 : 1;
    weight = 1;
    for (size_t k = middle; k > 0; k--) {
        if (inside >= 0.95 * all)
            return k;
        weight *= (double)k / (double)(n - k + 1);
        inside += 2 * weight;
    }
    return 1;
}

struct stats stats_of(double *values, size_t n)
{
    assert(n > 0);
    for (size_t i = 0; i < n; i++)
        assert(!isnan(values[i]));
    qsort(values, n, sizeof *values, by_value);
    size_t rank = interval_rank(n);
    return (struct stats){.n = n,
                          .min = values[0],
                          .median = stats_quantile(values, n, 0.5),
                          .max = values[n - 1],
                          .low = values[rank - 1],
                          .high = values[n - rank]};
}

double stats_quantile(const double *sorted, size_t n, double q)
{
    double place = q * (double)(n - 1);
    size_t below = (size_t)place;
    double part = place - (double)below;

    if (part <= 0 || below + 1 >= n)
        return sorted[below];
    return sorted[below] * (1 - part) + sorted[below + 1] * part;
}

void stats_histogram(const double *values, size_t n, double min, double max,
                     size_t *counts, size_t bins)
{
    memset(counts, 0, bins * sizeof *counts);
    for (size_t i = 0; i < n; i++) {
        size_t bin = 0;
        if (!(values[i] >= min && values[i] <= max))
            continue;
        if (max > min)
            bin = (size_t)((values[i] - min) / (max - min) * (double)bins);
        counts[bin < bins ? bin : bins - 1]++;
    }
}
