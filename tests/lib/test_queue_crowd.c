/* test_queue_crowd.c - many put and many get, as threads and as processes: each
 * item arrives exactly once, and those of one producer in their order.
 *
 * Also run with endless slices (-DMP_FUTEX_SLICE=MP_FOREVER), where a wake that
 * is lost is a hang.
 */
#include "common.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "mp/clock.h"
#include "mp/queue.h"
#include "mp/ring.h"
#include "mp/shared.h"
#include "mp/team.h"

enum { MANY = 8, BATCH = 7 };

struct item {
    int producer;
    int number; /* counts up in each producer */
};

/* One run, in shared memory. */
struct crowd {
    struct mp_queue *q;
    int producers, consumers;
    int each;  /* items of a producer */
    int batch; /* 1: one by one; more: batches of 1 to so many */
    int64_t timeout;
    atomic_int left;       /* producers that have not finished */
    atomic_int taken;      /* items */
    atomic_uchar *arrived; /* [producer * each + number] */
};

static int produce(struct crowd *c, int me)
{
    struct item items[BATCH];
    int error = 0;

    for (int next = 0; next < c->each && !error;) {
        int count = 1 + next % c->batch;
        if (count > c->each - next)
            count = c->each - next;
        for (int i = 0; i < count; i++)
            items[i] = (struct item){me, next + i};
        error = mp_queue_put_many(c->q, items, (size_t)count, sizeof *items,
                                  c->timeout);
        if (!error)
            next += count;
        else if (error == EAGAIN || error == ETIMEDOUT)
            error = sched_yield();
    }
    /* The last one out closes. Acquire-release: after all others' puts. */
    if (atomic_fetch_sub_explicit(&c->left, 1, memory_order_acq_rel) == 1)
        mp_queue_close(c->q);
    return error;
}

static int consume(struct crowd *c)
{
    struct item items[BATCH];
    int last[MANY];
    size_t got;
    int error;

    for (int i = 0; i < MANY; i++)
        last[i] = -1;
    do {
        error = mp_queue_get_many(c->q, items, (size_t)c->batch, sizeof *items,
                                  &got, c->timeout);
        for (size_t i = 0; i < got; i++) {
            struct item x = items[i];
            if (x.producer < 0 || x.producer >= c->producers || x.number < 0 ||
                x.number >= c->each)
                return 101; /* torn */
            if (x.number <= last[x.producer])
                return 102; /* out of order */
            last[x.producer] = x.number;
            atomic_fetch_add_explicit(
                &c->arrived[x.producer * c->each + x.number], 1,
                memory_order_relaxed);
        }
        atomic_fetch_add_explicit(&c->taken, (int)got, memory_order_relaxed);
        if (error == EAGAIN)
            sched_yield();
    } while (error == 0 || error == EAGAIN || error == ETIMEDOUT);
    return error == ENODATA ? 0 : error;
}

static int member(int index, void *crowd)
{
    struct crowd *c = crowd;

    return index < c->producers ? produce(c, index) : consume(c);
}

static void crowd(enum mp_kind kind, struct crowd plan, size_t capacity,
                  int flags)
{
    size_t total = (size_t)(plan.producers * plan.each);
    struct crowd *c = mp_value(sizeof *c);
    struct mp_team team = {0};

    ck_assert_ptr_nonnull(c);
    *c = plan;
    c->arrived = mp_array(total, sizeof *c->arrived);
    ck_assert_ptr_nonnull(c->arrived);
    atomic_init(&c->left, plan.producers);
    c->q = mp_queue_create(capacity, sizeof(struct item), flags);
    ck_assert_ptr_nonnull(c->q);
    mp_ring_start_at(c->q, (UINT64_C(1) << 32) - total / 2);
    int error =
        mp_team_run(kind, plan.producers + plan.consumers, member, c, &team);
    ck_assert_msg(error == 0, "%s %d of %d + %d: code %d",
                  kind == MP_THREADS ? "thread" : "process", team.failed,
                  plan.producers, plan.consumers, team.code);
    for (size_t i = 0; i < total; i++)
        ck_assert_msg(atomic_load(&c->arrived[i]) == 1,
                      "item %zu arrived %d times", i,
                      atomic_load(&c->arrived[i]));
    ck_assert_int_eq(atomic_load(&c->taken), (int)total);
    ck_assert(mp_queue_empty(c->q));
    mp_queue_destroy(c->q);
    mp_array_free(c->arrived);
    mp_array_free(c);
}

/* Several numbers of producers and consumers, and several capacities. */
static void crowds(enum mp_kind kind, struct crowd plan)
{
    static const struct {
        int producers, consumers;
    } sizes[] = {{1, 3}, {3, 1}, {2, 2}, {4, 4}};
    static const size_t capacities[] = {BATCH, 1000};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t k = 0; k < sizeof capacities / sizeof *capacities; k++) {
            plan.producers = sizes[i].producers;
            plan.consumers = sizes[i].consumers;
            crowd(kind, plan, capacities[k], 0);
        }
}

START_TEST(each_item_arrives_once_and_in_order_between_processes)
{
    crowds(MP_PROCESSES,
           (struct crowd){.each = 10000, .batch = 1, .timeout = MP_FOREVER});
}
END_TEST

START_TEST(each_item_arrives_once_and_in_order_between_threads)
{
    crowds(MP_THREADS,
           (struct crowd){.each = 10000, .batch = 1, .timeout = MP_FOREVER});
}
END_TEST

START_TEST(batches_of_all_sizes_arrive_once_and_in_order)
{
    struct crowd plan = {.each = 10000, .batch = BATCH, .timeout = MP_FOREVER};

    crowds(MP_PROCESSES, plan);
    crowds(MP_THREADS, plan);
}
END_TEST

START_TEST(calls_that_give_up_lose_nothing)
{
    struct crowd plan = {.each = 3000, .batch = BATCH, .timeout = MP_US(20)};

    crowds(MP_PROCESSES, plan);
    crowds(MP_THREADS, plan);
}
END_TEST

START_TEST(tries_lose_nothing)
{
    struct crowd plan = {.each = 2000, .batch = 3, .timeout = 0};

    crowds(MP_PROCESSES, plan);
    crowds(MP_THREADS, plan);
}
END_TEST

START_TEST(a_queue_of_one_item_never_loses_a_wake)
{
    struct crowd plan = {.each = 5000, .batch = 1, .timeout = MP_FOREVER};

    for (plan.producers = 1; plan.producers <= 3; plan.producers++)
        for (plan.consumers = 1; plan.consumers <= 3; plan.consumers++) {
            crowd(MP_PROCESSES, plan, 1, 0);
            crowd(MP_THREADS, plan, 1, 0);
        }
}
END_TEST

START_TEST(one_to_one_loses_nothing_either)
{
    static const size_t capacities[] = {1, 5, 64, 1000};
    struct crowd plan = {.producers = 1,
                         .consumers = 1,
                         .each = 30000,
                         .batch = 1,
                         .timeout = MP_FOREVER};

    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        plan.batch = capacities[i] > BATCH ? BATCH : 1;
        crowd(MP_PROCESSES, plan, capacities[i], MP_QUEUE_ONE_TO_ONE);
        crowd(MP_THREADS, plan, capacities[i], MP_QUEUE_ONE_TO_ONE);
    }
}
END_TEST

START_TEST(signals_in_the_middle_change_nothing)
{
    storm_begin();
    crowd(MP_PROCESSES,
          (struct crowd){.producers = 3,
                         .consumers = 3,
                         .each = 50000,
                         .batch = 1,
                         .timeout = MP_FOREVER},
          5, 0);
    storm_end();
}
END_TEST

int main(void)
{
    return run_tests(
        "queue_crowd", each_item_arrives_once_and_in_order_between_processes,
        each_item_arrives_once_and_in_order_between_threads,
        batches_of_all_sizes_arrive_once_and_in_order,
        calls_that_give_up_lose_nothing, tries_lose_nothing,
        a_queue_of_one_item_never_loses_a_wake, one_to_one_loses_nothing_either,
        signals_in_the_middle_change_nothing, NULL);
}
