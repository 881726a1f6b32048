/* test_range.c - claims of a pool's chunks: each exactly once (mp/range.h). */
#include "common.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "mp/range.h"

enum { ROUND = 7 };

START_TEST(the_owner_takes_from_the_low_end_in_order)
{
    struct mp_range r;
    uint32_t chunk;

    mp_range_set(&r, ROUND, 3, 6);
    for (uint32_t i = 3; i < 6; i++) {
        ck_assert(mp_range_take(&r, ROUND, &chunk));
        ck_assert_uint_eq(chunk, i);
    }
    ck_assert(!mp_range_take(&r, ROUND, &chunk));
    ck_assert(!mp_range_take(&r, ROUND, &chunk));
}
END_TEST

START_TEST(a_thief_takes_the_upper_half)
{
    struct mp_range victim, own;
    uint32_t chunk;

    mp_range_set(&victim, ROUND, 10, 20);
    mp_range_set(&own, ROUND, 4, 4);
    ck_assert(mp_range_steal(&victim, &own, ROUND, &chunk));
    ck_assert_uint_eq(chunk, 15);
    for (uint32_t i = 16; i < 20; i++) {
        ck_assert(mp_range_take(&own, ROUND, &chunk));
        ck_assert_uint_eq(chunk, i);
    }
    ck_assert(!mp_range_take(&own, ROUND, &chunk));
    for (uint32_t i = 10; i < 15; i++) {
        ck_assert(mp_range_take(&victim, ROUND, &chunk));
        ck_assert_uint_eq(chunk, i);
    }
    ck_assert(!mp_range_steal(&victim, &own, ROUND, &chunk));
}
END_TEST

START_TEST(the_last_chunk_can_be_stolen)
{
    struct mp_range victim, own;
    uint32_t chunk;

    mp_range_set(&victim, ROUND, 9, 10);
    mp_range_set(&own, ROUND, 0, 0);
    ck_assert(mp_range_steal(&victim, &own, ROUND, &chunk));
    ck_assert_uint_eq(chunk, 9);
    ck_assert(!mp_range_take(&victim, ROUND, &chunk));
    ck_assert(!mp_range_take(&own, ROUND, &chunk));
}
END_TEST

START_TEST(a_claim_of_another_round_takes_nothing)
{
    struct mp_range r, own;
    uint32_t chunk;
    const uint32_t others[] = {ROUND - 1, ROUND + 1, 0, UINT32_MAX};

    mp_range_set(&r, ROUND, 0, 2);
    mp_range_set(&own, ROUND, 0, 0);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        ck_assert(!mp_range_take(&r, others[i], &chunk));
        ck_assert(!mp_range_steal(&r, &own, others[i], &chunk));
    }
    ck_assert(mp_range_take(&r, ROUND, &chunk));
}
END_TEST

START_TEST(bounds_go_up_to_the_most_chunks_of_a_round)
{
    struct mp_range r, own;
    uint32_t chunk, taken = 1;

    mp_range_set(&r, UINT32_MAX, 0, MP_RANGE_MAX);
    mp_range_set(&own, UINT32_MAX, 0, 0);
    ck_assert(mp_range_steal(&r, &own, UINT32_MAX, &chunk));
    while (mp_range_take(&own, UINT32_MAX, &chunk))
        taken++;
    ck_assert_uint_eq(chunk, MP_RANGE_MAX - 1);
    while (mp_range_take(&r, UINT32_MAX, &chunk))
        taken++;
    ck_assert_uint_eq(taken, MP_RANGE_MAX);
}
END_TEST

START_TEST(the_last_round_before_numbers_repeat_is_known)
{
    struct mp_range r;
    uint32_t chunk, last = (1u << 30) - 1;

    ck_assert(mp_range_is_last(last));
    ck_assert(mp_range_is_last(UINT32_MAX));
    ck_assert(!mp_range_is_last(last - 1));
    ck_assert(!mp_range_is_last(last + 1));
    /* This is what it is about: */
    mp_range_set(&r, last + 1, 0, 1);
    ck_assert(mp_range_take(&r, 0, &chunk));
}
END_TEST

/* --- races -----------------------------------------------------------------
 */

enum { THREADS = 4, CHUNKS = 3000, ROUNDS = 60 };

static struct mp_range ranges[THREADS];
static atomic_int claims[CHUNKS];
static pthread_barrier_t barrier;

/* How often a chunk was claimed; counts anew. */
static int take_count(int chunk)
{
    return atomic_exchange(&claims[chunk], 0);
}

static void claim_all(int me, uint32_t round)
{
    uint32_t chunk;

    for (;;) {
        bool got = mp_range_take(&ranges[me], round, &chunk);

        for (int i = 1; i < THREADS && !got; i++)
            got = mp_range_steal(&ranges[(me + i) % THREADS], &ranges[me],
                                 round, &chunk);
        if (!got)
            return;
        atomic_fetch_add(&claims[chunk], 1);
        if (chunk % 64 == 0) /* on one CPU too, they are to mix */
            sched_yield();
    }
}

/* Thread 0 publishes and checks. The others are at times still in the last
 * round when the next one is published, as workers are that wake late. */
static void *claimer(void *arg)
{
    int me = *(int *)arg;

    for (uint32_t round = 0; round < ROUNDS; round++) {
        if (me == 0)
            for (uint32_t i = 0; i < THREADS; i++)
                /* Uneven, so that there is something to steal. */
                mp_range_set(&ranges[i], round, i == 1 ? 0 : CHUNKS, CHUNKS);
        pthread_barrier_wait(&barrier);
        claim_all(me, round);
        if (round % 2 == 0)
            claim_all(me, round - 1);
        pthread_barrier_wait(&barrier);
        if (me == 0)
            for (int c = 0; c < CHUNKS; c++)
                ck_assert_int_eq(take_count(c), 1);
    }
    return NULL;
}

START_TEST(racing_threads_claim_each_chunk_exactly_once)
{
    pthread_t thread[THREADS];
    int index[THREADS];

    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        index[i] = i;
        ck_assert_int_eq(pthread_create(&thread[i], NULL, claimer, &index[i]),
                         0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    pthread_barrier_destroy(&barrier);
}
END_TEST

/* Two thieves and an owner over a range of one or two chunks, where they meet
 * in the same compare-and-swap nearly every time. */
enum { MEETINGS = 20000 };
static atomic_uint go, arrived;

static void *meet(void *arg)
{
    int me = *(int *)arg;
    uint32_t chunk;

    for (uint32_t round = 1; round <= MEETINGS; round++) {
        while (atomic_load(&go) != round)
            sched_yield();
        if (me == 1 ? mp_range_take(&ranges[1], round, &chunk)
                    : mp_range_steal(&ranges[1], &ranges[me], round, &chunk))
            atomic_fetch_add(&claims[chunk], 1);
        atomic_fetch_add(&arrived, 1);
    }
    return NULL;
}

START_TEST(owner_and_thieves_never_share_the_last_chunk)
{
    pthread_t thread[3];
    int index[3] = {0, 1, 2};

    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, meet, &index[i]), 0);
    for (uint32_t round = 1; round <= MEETINGS; round++) {
        uint32_t chunks = 1 + round % 2;

        mp_range_set(&ranges[0], round, 0, 0);
        mp_range_set(&ranges[2], round, 0, 0);
        mp_range_set(&ranges[1], round, 0, chunks);
        atomic_store(&arrived, 0);
        atomic_store(&go, round);
        while (atomic_load(&arrived) != 3)
            sched_yield();
        for (uint32_t c = 0; c < chunks; c++)
            ck_assert_int_eq(take_count((int)c), 1);
    }
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
}
END_TEST

int main(void)
{
    /* The case's name: these go under the thread sanitizer. */
    return run_tests("threads", the_owner_takes_from_the_low_end_in_order,
                     a_thief_takes_the_upper_half, the_last_chunk_can_be_stolen,
                     a_claim_of_another_round_takes_nothing,
                     bounds_go_up_to_the_most_chunks_of_a_round,
                     the_last_round_before_numbers_repeat_is_known,
                     racing_threads_claim_each_chunk_exactly_once,
                     owner_and_thieves_never_share_the_last_chunk, NULL);
}
