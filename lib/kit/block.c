#include "kit/block.h"

#include "kit/stats.h"
#include "mp/clock.h"

#define LONG_ENOUGH MP_MS(2)

double block_each(block_fn *fn, long *count)
{
    double each[BLOCKS];
    long n = 1;

    while (fn(n) < LONG_ENOUGH)
        n *= 2;
    for (int i = 0; i < BLOCKS; i++)
        each[i] = (double)fn(n) / (double)n;
    *count = n;
    return stats_of(each, BLOCKS).median;
}
