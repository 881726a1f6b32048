#include "mp/clock.h"

#include <stdlib.h>

int64_t mp_clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return MP_S(now.tv_sec) + now.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

int64_t mp_clock_cost(void)
{
    enum { BLOCKS = 101, READINGS = 100 };
    int64_t block[BLOCKS];

    for (int b = 0; b < BLOCKS; b++) {
        int64_t start = mp_clock_now();
        for (int i = 1; i < READINGS; i++)
            mp_clock_now();
        block[b] = mp_clock_now() - start;
    }
    qsort(block, BLOCKS, sizeof *block, by_value);
    int64_t cost = block[BLOCKS / 2] / READINGS;
    return cost > 0 ? cost : 1;
}

int64_t mp_clock_deadline(int64_t timeout)
{
    int64_t now = mp_clock_now();

    if (timeout == MP_FOREVER || timeout > INT64_MAX - now)
        return INT64_MAX;
    return timeout < 0 ? now : now + timeout;
}

int64_t mp_clock_left(int64_t deadline)
{
    int64_t left;

    if (deadline == INT64_MAX)
        return INT64_MAX;
    left = deadline - mp_clock_now();
    return left > 0 ? left : 0;
}

struct timespec mp_clock_timespec(int64_t ns)
{
    return (struct timespec){.tv_sec = ns / MP_S(1), .tv_nsec = ns % MP_S(1)};
}
