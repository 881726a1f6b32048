/* scale_queue - a hundred million items through a queue, and nothing grows.
 *
 * Items go through slots that are used again and again: memory is the
 * capacity's, and time is the items'. Each side looks at its own memory after
 * the first million and after the last, and notes the time of each million.
 *
 *     $ scale_queue --items=10000000
 *
 * Try: scale_queue --items=1000000000, and go for a coffee
 *      taskset -c 0 scale_queue: what do two CPUs gain?
 * Compare: bw_queue, how fast; scale_pool, the same for maps.
 */
#include "kit/die.h"
#include "kit/measure.h"
#include "kit/opts.h"
#include "kit/resident.h"
#include "kit/sides.h"
#include "kit/stats.h"
#include "mp/mp.h"

enum { MILLION = 1000000, MOST = 1000 };

static long items = 100000000;
static struct mp_queue *queue;
static struct seen {
    int64_t grown[2]; /* KiB; -1: not known */
    int64_t ns;
    double each[MOST]; /* ns of each million, by the receiver */
} * seen;

static const struct opt options[] = {
    OPT_LONG(0, "items", "N", &items, 4 * MILLION, (long)MOST *MILLION,
             "how many items, in whole millions (100000000)"),
    OPT_END};

static void note_growth(int side, int64_t first)
{
    int64_t last = resident_kib();

    seen->grown[side] = first < 0 || last < 0 ? -1 : last - first;
}

static void send(long n)
{
    int64_t first = -1;

    for (long i = 0; i < n; i++) {
        if (i == MILLION)
            first = resident_kib();
        check(mp_queue_put(queue, &i, sizeof i), "put");
    }
    note_growth(0, first);
}

static void receive(long n)
{
    int64_t first = -1, start = mp_clock_now();
    long item;

    for (long i = 0; i < n; i++) {
        if (i == MILLION)
            first = resident_kib();
        check(mp_queue_get(queue, &item, sizeof item), "get");
        sides_expect((uint64_t)item, (uint64_t)i);
        if (i % MILLION == MILLION - 1) {
            int64_t now = mp_clock_now();
            seen->each[i / MILLION] = (double)(now - start);
            start = now;
        }
    }
    note_growth(1, first);
}

static int64_t growth(long n)
{
    struct sides job = {{send, receive}, items, 2, SIDES_APART};

    (void)n;
    queue = check_new(mp_queue_create(1024, sizeof(long), 0), "queue");
    seen->ns = sides_run(&job);
    mp_queue_destroy(queue);
    if (seen->grown[0] < 0 || seen->grown[1] < 0)
        return -1;
    return seen->grown[0] > seen->grown[1] ? seen->grown[0] : seen->grown[1];
}

/* The median million of the last half, in percent of the first half's. */
static int64_t late(long n)
{
    size_t half = (size_t)(items / MILLION / 2);

    (void)n;
    if (seen->ns == 0)
        growth(1);
    return (int64_t)(100 * stats_of(seen->each + half, half).median /
                     stats_of(seen->each, half).median);
}

int main(int argc, char **argv)
{
    static const struct measure rows[] = {
        {"queue, memory grown", "KiB", NULL, growth, MEASURE_LIMIT, 1024,
         PIN_EACH, 0, 0},
        {"queue, last half of items", "% of the first", NULL, late,
         MEASURE_LIMIT, 0, PIN_EACH, 0, 0},
        {0}};

    measure_prepare(argc, argv, options);
    items -= items % MILLION;
    seen = check_new(mp_value(sizeof *seen), "shared memory");
    measure_rows(rows);
}
