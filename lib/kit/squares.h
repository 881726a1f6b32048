/* squares.h - did all squares arrive? For the programs that pass them around.
 */
#ifndef KIT_SQUARES_H
#define KIT_SQUARES_H

#include "kit/die.h"

/* sum is to be that of the squares of 0..n-1, n up to a million. If it is not,
 * a correct program has failed: dies. */
static inline void squares_check(long sum, long n)
{
    long expected = (n - 1) * n * (2 * n - 1) / 6;

    if (sum != expected)
        die("the squares add up to %ld, not %ld", sum, expected);
}

/* Add up n squares, check the sum, return it. */
static inline long squares_sum(const long *squares, long n)
{
    long sum = 0;

    for (long i = 0; i < n; i++)
        sum += squares[i];
    squares_check(sum, n);
    return sum;
}

#endif
