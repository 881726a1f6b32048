/* clock.h - monotonic time in nanoseconds, deadlines, and what a reading costs.
 */
#ifndef MP_CLOCK_H
#define MP_CLOCK_H

#include <stdint.h>
#include <time.h>

#define MP_FOREVER INT64_C(-1)           /* a timeout that never ends */
#define MP_US(n)   (INT64_C(1000) * (n)) /* microseconds to nanoseconds */
#define MP_MS(n)   (INT64_C(1000000) * (n))
#define MP_S(n)    (INT64_C(1000000000) * (n))

/* Nanoseconds of CLOCK_MONOTONIC: the same clock in all processes of a boot,
 * never set back. No system call on the usual machine (vDSO). */
int64_t mp_clock_now(void);

/* What one mp_clock_now costs here, in nanoseconds: the median of 101 blocks
 * of 100 readings each, at least 1. Takes well under a millisecond.
 * (After lmbench's lib_timing.c, which takes the clock's own cost off.) */
int64_t mp_clock_cost(void);

/* The point in time at which a timeout that starts now runs out. MP_FOREVER,
 * and what would overflow, give INT64_MAX. Any other negative timeout gives
 * now. */
int64_t mp_clock_deadline(int64_t timeout);

/* What is left until the deadline: never negative. */
int64_t mp_clock_left(int64_t deadline);

/* Nanoseconds as a timespec, for the calls that want one. */
struct timespec mp_clock_timespec(int64_t ns);

#endif
