/* Queues: producers and consumers killed or stopped at random moments, sleepers
 * included. What was put comes out once, in its producer's order, but for what
 * a killed consumer took along. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "mp/clock.h"
#include "mp/queue.h"
#include "torture.h"

#define PEOPLE 4 /* at each end, at most */
#define ITEMS  400
#define ITEM   64     /* bytes, at most */
#define RELIEF PEOPLE /* a consumer who comes when others have died */

struct item {
    int producer, number;
    unsigned char filling[ITEM - 2 * sizeof(int)];
};

/* This round's market. */
static struct market {
    struct mp_queue *q;
    size_t size; /* of an item */
    int producers, consumers, batch;
    bool naps;                          /* they sleep now and then */
    atomic_int put[PEOPLE];             /* items whose put has returned */
    atomic_int taken_by[PEOPLE][ITEMS]; /* 1 + consumer, by item */
} * m;

/* --- the people -----------------------------------------------------------
 */

static void fill(struct item *x, int producer, int number)
{
    x->producer = producer;
    x->number = number;
    memset(x->filling, producer * 31 + number, sizeof x->filling);
}

static void nap(void)
{
    if (m->naps && one_in(30))
        pass_time(0, MP_MS(2));
}

static int produce(void *arg)
{
    int me = (int)(intptr_t)arg;
    char items[PEOPLE][ITEM];
    struct item x;

    for (int i = 0; i < ITEMS;) {
        int n = between(1, m->batch);
        n = n < ITEMS - i ? n : ITEMS - i;
        for (int k = 0; k < n; k++) {
            fill(&x, me, i + k);
            memcpy((char *)items + (size_t)k * m->size, &x, m->size);
        }
        int error =
            mp_queue_put_many(m->q, items, (size_t)n, m->size, MP_FOREVER);
        if (error)
            return error;
        i += n;
        atomic_store(&m->put[me], i);
        nap();
    }
    return 0;
}

/* One item came to somebody: is it whole, new, and in order? */
static void note(const void *bytes, int consumer, int last[PEOPLE])
{
    struct item x, right;

    memset(&x, 0, sizeof x);
    memcpy(&x, bytes, m->size);
    must(x.producer >= 0 && x.producer < PEOPLE && x.number >= 0 &&
             x.number < ITEMS,
         "item %d of %d", x.number, x.producer);
    memset(&right, 0, sizeof right);
    fill(&right, x.producer, x.number);
    must(memcmp(&x, &right, m->size) == 0, "half an item");
    int before =
        atomic_exchange(&m->taken_by[x.producer][x.number], consumer + 1);
    must(before == 0, "item %d of %d came to %d and to %d", x.number,
         x.producer, before - 1, consumer);
    must(x.number > last[x.producer], "item %d of %d after %d", x.number,
         x.producer, last[x.producer]);
    last[x.producer] = x.number;
}

static int consume(void *arg)
{
    int me = (int)(intptr_t)arg, last[PEOPLE], error;
    char items[PEOPLE][ITEM];
    size_t got;

    memset(last, -1, sizeof last);
    while ((error = mp_queue_get_many(m->q, items, (size_t)between(1, m->batch),
                                      m->size, &got, MP_FOREVER)) == 0) {
        for (size_t i = 0; i < got; i++)
            note((char *)items + i * m->size, me, last);
        nap();
    }
    return error == ENODATA ? 0 : 1;
}

/* --- the market -----------------------------------------------------------
 */

static void open_market(bool one_to_one)
{
    int people = one_to_one ? 1 : PEOPLE;

    m = common(sizeof *m);
    m->size = (size_t)between(2 * sizeof(int), ITEM);
    m->producers = between(1, people);
    m->consumers = between(1, people);
    m->batch = one_in(2) ? 1 : between(1, PEOPLE);
    m->naps = one_in(2);
    size_t capacity = (size_t)between(m->batch, one_in(2) ? 4 : 64);
    m->q = mp_queue_create(capacity, m->size,
                           one_to_one ? MP_QUEUE_ONE_TO_ONE : 0);
    must(m->q, "create: %s", strerror(errno));
}

/* Each item that was put was taken, but for a batch with each consumer who
 * died. */
static void check_market(int dead_consumers)
{
    int missing = 0, taken = 0;

    for (int p = 0; p < m->producers; p++)
        for (int i = 0; i < ITEMS; i++) {
            must(!m->taken_by[p][i] || i < m->put[p] + m->batch,
                 "item %d of %d, of which %d were put", i, p, m->put[p]);
            taken += m->taken_by[p][i] != 0;
            missing += i < m->put[p] && !m->taken_by[p][i];
        }
    must(missing <= dead_consumers * m->batch,
         "%d items missing, %d consumers died, batches of %d", missing,
         dead_consumers, m->batch);
    must(mp_queue_empty(m->q), "%zu left", mp_queue_size(m->q));
    count(LOST_ITEMS, missing);
    count(CALLS, taken);
}

/* strikes: so many of the people are killed, or stopped for a while. early: the
 * queue is closed before the producers are through. */
static void trade(bool one_to_one, bool stops, bool early)
{
    pid_t people[2 * PEOPLE + 1] = {0};
    bool slain[2 * PEOPLE] = {0};
    int n = 0, dead = 0;

    open_market(one_to_one);
    for (int i = 0; i < m->consumers; i++)
        people[n++] = spawn(consume, (void *)(intptr_t)i);
    for (int i = 0; i < m->producers; i++)
        people[n++] = spawn(produce, (void *)(intptr_t)i);
    for (int strikes = between(1, 3); strikes > 0; strikes--) {
        int whom = between(0, n - 1);
        pass_time(0, MP_MS(m->naps ? 10 : 1));
        if (stops)
            hold(people[whom], MP_MS(between(1, 10)));
        else
            slay(people[whom]);
        slain[whom] = !stops;
    }
    /* One to one: only when the only consumer is dead. */
    if (one_to_one && slain[0]) {
        dead += reap(people[0]) != 0;
        people[0] = 0;
    }
    if (!stops && (!one_to_one || people[0] == 0))
        people[n] = spawn(consume, (void *)(intptr_t)RELIEF);
    if (early)
        mp_queue_close(m->q);
    for (int i = m->consumers; i < m->consumers + m->producers; i++) {
        int code = reap(people[i]);
        must(code == 0 || (code == EPIPE && early) ||
                 (code == -SIGKILL && !stops),
             "producer: %d", code);
        must(code || m->put[i - m->consumers] == ITEMS, "put");
    }
    mp_queue_close(m->q);
    for (int i = 0; i <= n; i++) {
        if (people[i] == 0 || (i >= m->consumers && i < n))
            continue;
        int code = reap(people[i]);
        must(code == 0 || (code == -SIGKILL && !stops), "consumer: %d", code);
        dead += code != 0;
    }
    check_market(dead);
    mp_queue_destroy(m->q);
}

void queue_killed(void)
{
    trade(one_in(3), false, one_in(4));
}

void queue_stopped(void)
{
    trade(one_in(3), true, one_in(4));
}
