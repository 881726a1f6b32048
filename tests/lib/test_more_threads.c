/* test_more_threads.c - what one thread hands to another by each of libmp's
 * means is plain memory, and no race: at a size that Helgrind and DRD can
 * follow (make test-valgrind). Without such a tool it only shows that the
 * results are right.
 */
#include "common.h"

#include <errno.h>
#include <stdlib.h>

#include "mp/clock.h"
#include "mp/lock.h"
#include "mp/queue.h"
#include "mp/range.h"
#include "mp/team.h"

/* --- queue ---------------------------------------------------------------- */

enum { EACH = 150, PAIRS = 2 };

/* Producers put addresses of what they have just written; consumers read and
 * write it. Only the queue orders the two. */
static struct trade {
    struct mp_queue *q;
    size_t batch;
    int pairs;
    atomic_int left;     /* producers at work */
    long last_words;     /* written before the close, read after the end */
    long sum[PAIRS * 2]; /* of each member */
} trade;

static int produce(int me)
{
    for (long n = 0; n < EACH; n += (long)trade.batch) {
        long *goods[3];
        for (size_t i = 0; i < trade.batch; i++) {
            goods[i] = malloc(sizeof *goods[i]);
            *goods[i] = n + (long)i;
            trade.sum[me] += *goods[i];
        }
        if (mp_queue_put_many(trade.q, goods, trade.batch, sizeof *goods,
                              MP_FOREVER))
            return 1;
    }
    /* Acquire and release: the last one has seen that all are done. */
    if (atomic_fetch_sub_explicit(&trade.left, 1, memory_order_acq_rel) == 1) {
        trade.last_words = 42;
        mp_queue_close(trade.q);
    }
    return 0;
}

static int consume(int me)
{
    long *goods[3];
    size_t got;
    int error;

    while ((error = mp_queue_get_many(trade.q, goods, trade.batch,
                                      sizeof *goods, &got, MP_FOREVER)) == 0)
        for (size_t i = 0; i < got; i++) {
            trade.sum[me] += *goods[i];
            *goods[i] = -1;
            free(goods[i]);
        }
    return error == ENODATA && trade.last_words == 42 ? 0 : 2;
}

static int trade_on(int me, void *unused)
{
    (void)unused;
    return me < trade.pairs ? produce(me) : consume(me);
}

static void goods_arrive(int pairs, size_t capacity, size_t batch, int flags)
{
    long balance = 0;

    trade = (struct trade){.pairs = pairs, .batch = batch};
    atomic_init(&trade.left, pairs);
    trade.q = mp_queue_create(capacity, sizeof(long *), flags);
    ck_assert_ptr_nonnull(trade.q);
    ck_assert_int_eq(mp_team_run(MP_THREADS, 2 * pairs, trade_on, NULL, NULL),
                     0);
    for (int i = 0; i < 2 * pairs; i++)
        balance += i < pairs ? trade.sum[i] : -trade.sum[i];
    ck_assert_int_eq(balance, 0);
    ck_assert_int_eq(trade.sum[0], EACH * (EACH - 1) / 2);
    mp_queue_destroy(trade.q);
}

START_TEST(what_was_written_before_a_put_is_there_after_the_get)
{
    goods_arrive(PAIRS, 1, 1, 0);
    goods_arrive(PAIRS, 3, 3, 0);
    goods_arrive(PAIRS, 64, 1, 0);
}
END_TEST

START_TEST(one_to_one_what_was_written_before_a_put_is_there_after_the_get)
{
    goods_arrive(1, 1, 1, MP_QUEUE_ONE_TO_ONE);
    goods_arrive(1, 5, 3, MP_QUEUE_ONE_TO_ONE);
    goods_arrive(1, 64, 1, MP_QUEUE_ONE_TO_ONE);
}
END_TEST

/* --- lock ----------------------------------------------------------------- */

static struct {
    struct mp_lock lock;
    long count;
} account;

static int increment(int me, void *unused)
{
    int error;

    (void)unused;
    for (int i = 0; i < 1000; i++) {
        /* Each way to acquire in turn. */
        while ((error = mp_lock_acquire_timed(
                    &account.lock, (i + me) % 2 ? 0 : MP_S(20))) == EAGAIN)
            ;
        if (error)
            return 1;
        account.count++;
        if (mp_lock_release(&account.lock))
            return 2;
    }
    return 0;
}

START_TEST(what_one_holder_wrote_the_next_one_reads)
{
    account.count = 0;
    ck_assert_int_eq(mp_lock_init(&account.lock), 0);
    ck_assert_int_eq(mp_team_run(MP_THREADS, 3, increment, NULL, NULL), 0);
    ck_assert_int_eq(account.count, 3000);
    mp_lock_destroy(&account.lock);
}
END_TEST

/* --- range and team ------------------------------------------------------- */

enum { CLAIMERS = 3, CHUNKS = 500 };
static struct mp_range ranges[CLAIMERS];
static int claims[CHUNKS]; /* plain: each is to have one claimer */

static int claim(int me, void *unused)
{
    uint32_t chunk;

    (void)unused;
    for (;;) {
        bool got = mp_range_take(&ranges[me], 1, &chunk);

        for (int i = 1; i < CLAIMERS && !got; i++)
            got = mp_range_steal(&ranges[(me + i) % CLAIMERS], &ranges[me], 1,
                                 &chunk);
        if (!got)
            return 0;
        claims[chunk] += me + 1;
    }
}

START_TEST(a_chunk_has_one_claimer_and_the_caller_reads_what_members_wrote)
{
    for (int c = 0; c < CHUNKS; c++)
        claims[c] = 0;
    mp_range_set(&ranges[0], 1, 0, CHUNKS); /* the others steal all of theirs */
    mp_range_set(&ranges[1], 1, 0, 0);
    mp_range_set(&ranges[2], 1, 0, 0);
    ck_assert_int_eq(mp_team_run(MP_THREADS, CLAIMERS, claim, NULL, NULL), 0);
    for (int c = 0; c < CHUNKS; c++)
        ck_assert_msg(claims[c] >= 1 && claims[c] <= CLAIMERS, "chunk %d: %d",
                      c, claims[c]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("more_threads");

    add_tests(
        suite, "threads", what_was_written_before_a_put_is_there_after_the_get,
        one_to_one_what_was_written_before_a_put_is_there_after_the_get,
        what_one_holder_wrote_the_next_one_reads,
        a_chunk_has_one_claimer_and_the_caller_reads_what_members_wrote, NULL);
    return run_suite(suite);
}
