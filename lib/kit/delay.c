#include "kit/delay.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "kit/keep.h"
#include "kit/opts.h"
#include "mp/clock.h"

static pthread_once_t measured = PTHREAD_ONCE_INIT;
static double turns_per_ns;
static int64_t clock_cost;

/* Not inlined, so that the turns counted are the turns that were measured. */
__attribute__((noinline)) static void turn(int64_t turns)
{
    for (int64_t i = 0; i < turns; i++)
        keep(i);
}

/* The fastest of some tries is the one that nothing came in between. */
static void measure(void)
{
    enum { TRIES = 7, TURNS = 50000 };
    int64_t best = INT64_MAX;

    clock_cost = mp_clock_cost();
    for (int i = 0; i < TRIES; i++) {
        int64_t start = mp_clock_now();
        turn(TURNS);
        int64_t took = mp_clock_now() - start - clock_cost;
        if (took < best)
            best = took;
    }
    turns_per_ns = (double)TURNS / (double)(best > 0 ? best : 1);
}

void delay_spin(int64_t ns)
{
    pthread_once(&measured, measure);
    if (ns <= 0)
        return;
    /* By the clock its own cost comes on top: twice, a tenth at most. */
    if (ns < 20 * clock_cost) {
        turn((int64_t)((double)ns * turns_per_ns));
        return;
    }
    int64_t end = mp_clock_deadline(ns - clock_cost);
    while (mp_clock_now() < end)
        ;
}

void delay_sleep(int64_t ns)
{
    struct timespec end = mp_clock_timespec(mp_clock_deadline(ns));

    if (ns <= 0)
        return;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR)
        ;
}

int delay_parse(const char *text, int64_t *window)
{
    static const struct opt duration = {
        .type = OPT_TYPE_TIME, .min = 0, .max = MP_S(1)};

    if (!strcmp(text, "none"))
        *window = DELAY_NONE;
    else if (!strcmp(text, "yield"))
        *window = DELAY_YIELD;
    else if (!strcmp(text, "sleep"))
        *window = DELAY_SLEEP;
    else
        return opts_number(&duration, text, window);
    return 0;
}

void delay_window(int64_t window)
{
    if (window == DELAY_YIELD)
        sched_yield();
    else if (window == DELAY_SLEEP)
        delay_sleep(1);
    else if (window > 0)
        delay_spin(window);
}

const char *delay_name(int64_t window)
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    static char text[32];
    int unit = 0;

    if (window == DELAY_NONE)
        return "none";
    if (window == DELAY_YIELD)
        return "yield";
    if (window == DELAY_SLEEP)
        return "sleep";
    for (; unit < 3 && window % 1000 == 0; unit++)
        window /= 1000;
    snprintf(text, sizeof text, "%" PRId64 "%s", window, units[unit]);
    return text;
}
