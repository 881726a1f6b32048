/* test_queue.c - what queue.h promises to one who puts and gets alone. Each
 * test runs with a many-to-many queue and with a one-to-one queue.
 *
 * test_queue_batch.c: many items in a call. test_queue_crowd.c: many at once.
 * test_queue_wait.c, _sleep.c, _end.c: time, sleep, close. test_queue_death.c:
 * those who die. test_kill_*.c: at each instruction.
 */
#include "common.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mp/clock.h"
#include "mp/queue.h"
#include "mp/ring.h"

static struct mp_queue *make(size_t capacity, size_t size, int flags)
{
    struct mp_queue *q = mp_queue_create(capacity, size, flags);

    ck_assert_ptr_nonnull(q);
    return q;
}

static void put(struct mp_queue *q, long item)
{
    ck_assert_int_eq(mp_queue_put_timed(q, &item, sizeof item, 0), 0);
}

static void get(struct mp_queue *q, long expected)
{
    long item = -1;

    ck_assert_int_eq(mp_queue_get_timed(q, &item, sizeof item, 0), 0);
    ck_assert_int_eq(item, expected);
}

/* Each test is run with both; _i is 0 and 1. */
static const int kinds[] = {0, MP_QUEUE_ONE_TO_ONE};

START_TEST(items_come_out_in_the_order_they_went_in)
{
    struct mp_queue *q = make(100, sizeof(long), kinds[_i]);

    for (int round = 0; round < 5; round++) {
        for (long i = 0; i < 70; i++)
            put(q, i);
        for (long i = 0; i < 70; i++)
            get(q, i);
    }
    mp_queue_destroy(q);
}
END_TEST

START_TEST(the_capacity_is_exact_and_so_is_the_size)
{
    static const size_t capacities[] = {1, 2, 3, 5, 7, 8, 63, 64, 65, 1000};

    for (size_t c = 0; c < sizeof capacities / sizeof *capacities; c++) {
        struct mp_queue *q = make(capacities[c], sizeof(long), kinds[_i]);
        for (int round = 0; round < 3; round++) {
            long n = (long)capacities[c], x = 0;
            for (long i = 0; i < n; i++) {
                ck_assert_uint_eq(mp_queue_size(q), (size_t)i);
                ck_assert(mp_queue_empty(q) == (i == 0));
                put(q, i);
                ck_assert(!mp_queue_empty(q));
            }
            ck_assert_int_eq(mp_queue_put_timed(q, &x, sizeof x, 0), EAGAIN);
            ck_assert_uint_eq(mp_queue_size(q), (size_t)n);
            for (long i = 0; i < n; i++) {
                get(q, i);
                ck_assert_uint_eq(mp_queue_size(q), (size_t)(n - i - 1));
            }
            ck_assert_int_eq(mp_queue_get_timed(q, &x, sizeof x, 0), EAGAIN);
        }
        mp_queue_destroy(q);
    }
}
END_TEST

START_TEST(items_of_any_size_come_out_whole)
{
    static const size_t sizes[] = {1, 3, 8, 13, 64, 100, 4096, 1 << 20};

    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        struct mp_queue *q = make(3, sizes[k], kinds[_i]);
        unsigned char *in = malloc(2 * sizes[k]), *out = malloc(3 * sizes[k]);
        size_t got;
        ck_assert(in && out);
        for (int round = 0; round < 5; round++) {
            for (size_t i = 0; i < 2 * sizes[k]; i++)
                in[i] = (unsigned char)(i * 7 + i / 251 + (size_t)round);
            ck_assert_int_eq(mp_queue_put_many(q, in, 2, sizes[k], 0), 0);
            ck_assert_int_eq(mp_queue_put_timed(q, in, sizes[k], 0), 0);
            ck_assert_int_eq(mp_queue_get_many(q, out, 3, sizes[k], &got, 0),
                             0);
            ck_assert_uint_eq(got, 3);
            ck_assert_mem_eq(out, in, 2 * sizes[k]);
            ck_assert_mem_eq(out + 2 * sizes[k], in, sizes[k]);
        }
        free(in);
        free(out);
        mp_queue_destroy(q);
    }
}
END_TEST

START_TEST(an_item_of_another_size_is_refused_and_changes_nothing)
{
    struct mp_queue *q = make(4, sizeof(long), kinds[_i]);
    char item[16] = {0};
    size_t got = 99;

    put(q, 1);
    for (size_t size = 0; size <= sizeof item; size++) {
        if (size == sizeof(long))
            continue;
        ck_assert_int_eq(mp_queue_put(q, item, size), EMSGSIZE);
        ck_assert_int_eq(mp_queue_put_timed(q, item, size, 0), EMSGSIZE);
        ck_assert_int_eq(mp_queue_put_many(q, item, 1, size, 0), EMSGSIZE);
        ck_assert_int_eq(mp_queue_get(q, item, size), EMSGSIZE);
        ck_assert_int_eq(mp_queue_get_timed(q, item, size, 0), EMSGSIZE);
        ck_assert_int_eq(mp_queue_get_many(q, item, 1, size, &got, 0),
                         EMSGSIZE);
        ck_assert_uint_eq(got, 0);
    }
    ck_assert_uint_eq(mp_queue_size(q), 1);
    get(q, 1);
    mp_queue_destroy(q);
}
END_TEST

static void is_refused(size_t capacity, size_t size, int flags, int error)
{
    errno = 0;
    ck_assert_ptr_null(mp_queue_create(capacity, size, flags));
    ck_assert_int_eq(errno, error);
}

START_TEST(an_impossible_queue_is_refused)
{
    is_refused(0, 8, kinds[_i], EINVAL);
    is_refused(8, 0, kinds[_i], EINVAL);
    is_refused(8, 8, kinds[_i] | 2, EINVAL);
    is_refused(8, 8, -1, EINVAL);
    is_refused(SIZE_MAX, 1, kinds[_i], EOVERFLOW);
    is_refused(1, SIZE_MAX, kinds[_i], EOVERFLOW);
    is_refused(SIZE_MAX / 2, 4, kinds[_i], EOVERFLOW);
    is_refused((size_t)1 << 62, 1, kinds[_i], ENOMEM);
    is_refused((size_t)1 << 40, (size_t)1 << 20, kinds[_i], ENOMEM);
    fail_at(FAULT_MMAP, 1, ENOMEM);
    is_refused(8, 8, kinds[_i], ENOMEM);
    mp_queue_destroy(NULL);
}
END_TEST

/* All that one can do, across the point where an index wraps. */
static void passes(struct mp_queue *q)
{
    long in[5], out[5], next = 0, expected = 0;
    size_t got;

    for (int round = 0; round < 30; round++) {
        size_t count = (size_t)(round * 7 % 5 + 1);
        for (size_t i = 0; i < count; i++)
            in[i] = next++;
        ck_assert_int_eq(mp_queue_put_many(q, in, count, sizeof *in, 0), 0);
        ck_assert_uint_eq(mp_queue_size(q), count);
        for (long x = next; mp_queue_size(q) < 5; x = next)
            put(q, x), next++;
        ck_assert_int_eq(mp_queue_put_timed(q, in, sizeof *in, 0), EAGAIN);
        while (mp_queue_get_many(q, out, 5, sizeof *out, &got, 0) == 0)
            for (size_t i = 0; i < got; i++)
                ck_assert_int_eq(out[i], expected++);
        ck_assert_int_eq(expected, next);
        ck_assert(mp_queue_empty(q));
    }
}

START_TEST(the_indices_may_pass_any_power_of_two)
{
    for (int bit = 30; bit < 64; bit++) {
        struct mp_queue *q = make(5, sizeof(long), kinds[_i]);
        mp_ring_start_at(q, (UINT64_C(1) << bit) - 27);
        passes(q);
        ck_assert_int_eq(mp_queue_close(q), 0);
        long x = 0;
        ck_assert_int_eq(mp_queue_put(q, &x, sizeof x), EPIPE);
        ck_assert_int_eq(mp_queue_get(q, &x, sizeof x), ENODATA);
        mp_queue_destroy(q);
    }
}
END_TEST

START_TEST(closed_while_the_index_wraps_it_stays_closed)
{
    struct mp_queue *q = make(5, sizeof(long), kinds[_i]);
    long x = 0;

    mp_ring_start_at(q, (UINT64_C(1) << 63) - 2);
    for (long i = 0; i < 5; i++)
        put(q, i);
    mp_queue_close(q);
    ck_assert_int_eq(mp_queue_put(q, &x, sizeof x), EPIPE);
    for (long i = 0; i < 5; i++)
        get(q, i);
    ck_assert_int_eq(mp_queue_get(q, &x, sizeof x), ENODATA);
    mp_queue_destroy(q);
}
END_TEST

int main(void)
{
    const TTest *tests[] = {
        items_come_out_in_the_order_they_went_in,
        the_capacity_is_exact_and_so_is_the_size,
        items_of_any_size_come_out_whole,
        an_item_of_another_size_is_refused_and_changes_nothing,
        an_impossible_queue_is_refused,
        the_indices_may_pass_any_power_of_two,
        closed_while_the_index_wraps_it_stays_closed,
    };
    Suite *suite = suite_create("queue");
    TCase *all = tcase_create("queue");

    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, note_descriptors, assert_nothing_left);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_loop_test(all, tests[i], 0, 2);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
