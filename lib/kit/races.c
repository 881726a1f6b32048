#include "kit/races.h"

#include <stdlib.h>

#include "kit/burst.h"
#include "kit/die.h"
#include "mp/mp.h"

/* Shared by the tellers. */
struct ring {
    struct trace trace;
    struct races what;
    int64_t deadline;
    long most, done;
    struct race races[];
};

/* A cheap coin, another one for each teller: xorshift64 by Marsaglia. */
static bool heads(int me)
{
    static uint64_t x;

    if (x == 0)
        x = (uint64_t)mp_clock_now() * 2 + (uint64_t)me + 1;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return x >> 63;
}

static void teller(int me, void *arg)
{
    struct ring *ring = arg;
    const struct races *what = &ring->what;

    for (int i = 0; i < what->updates[me]; i++) {
        trace_update(&ring->trace.account, &ring->trace.notes[me][i], me, i,
                     what->witness || me == 0 ? +1 : -1,
                     what->coin && heads(me) ? DELAY_NONE : what->window);
        if (what->coin && heads(me))
            delay_window(what->window);
    }
}

static bool look(void *arg)
{
    static struct trace_order order;
    struct ring *ring = arg;
    struct race *race = &ring->races[ring->done++];

    check(trace_order(&ring->trace, 2, ring->what.updates, &order),
          "the notes of a race contradict each other");
    for (int i = 0; i < order.length; i++)
        race->path |= (races_path)order.steps[i].step.teller << i;
    race->balance = order.balance;
    race->lost = order.lost;
    atomic_store_explicit(&ring->trace.account, 0, memory_order_relaxed);
    return ring->done < ring->most && mp_clock_now() < ring->deadline;
}

static int by_path(const void *a, const void *b)
{
    races_path x = ((const struct race *)a)->path;
    races_path y = ((const struct race *)b)->path;

    return (x > y) - (x < y);
}

/* Once they are sorted, the same orders stand side by side. */
static void sum_up(struct races *races)
{
    long run = 0;

    for (long i = 0; i < races->done; i++) {
        const struct race *race = &races->races[i];
        run = i > 0 && race[-1].path == race->path ? run + 1 : 1;
        races->distinct += run == 1;
        races->lossless += race->lost == 0;
        if (run > races->times) {
            races->times = run;
            races->common = *race;
        }
    }
}

void races_run(struct races *races, long most, int64_t time)
{
    struct ring *ring = check_new(
        mp_value(sizeof *ring + (size_t)most * sizeof *ring->races), "races");

    ring->what = *races;
    ring->most = most;
    ring->deadline = mp_clock_deadline(time);
    if (most > 0)
        burst_run(MP_PROCESSES, 2, teller, look, ring);
    races->done = ring->done;
    races->races = ring->races;
    races->shared = ring;
    qsort(races->races, (size_t)races->done, sizeof *races->races, by_path);
    sum_up(races);
}

long races_ending(const struct races *races, int from, int to)
{
    long count = 0;

    for (long i = 0; i < races->done; i++)
        count +=
            races->races[i].balance >= from && races->races[i].balance <= to;
    return count;
}

char *races_schedule(const struct races *races, races_path path)
{
    int made[2] = {0, 0};
    int length = 2 * (races->updates[0] + races->updates[1]);
    char *text = check_new(malloc((size_t)length + 1), "schedule");

    for (int i = 0; i < length; i++) {
        int t = (int)(path >> i & 1);
        text[i] = "aAbB"[2 * t + made[t]++ % 2];
    }
    text[length] = '\0';
    return text;
}

void races_free(struct races *races)
{
    mp_array_free(races->shared);
}
