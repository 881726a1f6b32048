/* test_queue_batch.c - many items in a call: whole or not at all, and unbroken.
 */
#include "common.h"

#include <errno.h>

#include "few_scene.h"
#include "mp/clock.h"
#include "mp/team.h"

enum { BATCH = 7, EACH = 5000 };

static void a_batch_is_whole(int flags)
{
    long items[6] = {10, 11, 12, 13, 14, 15}, x;

    new_scene(5, flags);
    ck_assert_int_eq(try_put(9), 0);
    for (size_t count = 5; count <= 6; count++)
        ck_assert_int_eq(
            mp_queue_put_many(s->q, items, count, sizeof *items, 0),
            count == 5 ? EAGAIN : EINVAL);
    ck_assert_int_eq(mp_queue_put_many(s->q, items, 0, sizeof *items, 0),
                     EINVAL);
    ck_assert_uint_eq(mp_queue_size(s->q), 1);
    ck_assert_int_eq(mp_queue_put_many(s->q, items, 4, sizeof *items, 0), 0);
    ck_assert_uint_eq(mp_queue_size(s->q), 5);
    for (long i = 9; i < 14; i++) {
        ck_assert_int_eq(try_get(&x), 0);
        ck_assert_int_eq(x, i);
    }
    end_scene();
}

START_TEST(a_batch_goes_in_whole_or_not_at_all)
{
    a_batch_is_whole(0);
    a_batch_is_whole(MP_QUEUE_ONE_TO_ONE);
}
END_TEST

static void what_is_there_is_got(int flags)
{
    long items[9] = {0};
    size_t got = 99;

    new_scene(5, flags);
    ck_assert_int_eq(mp_queue_get_many(s->q, items, 3, sizeof *items, &got, 0),
                     EAGAIN);
    ck_assert_uint_eq(got, 0);
    ck_assert_int_eq(mp_queue_get_many(s->q, items, 0, sizeof *items, &got, 0),
                     EINVAL);
    for (long i = 0; i < 5; i++)
        ck_assert_int_eq(try_put(i), 0);
    ck_assert_int_eq(mp_queue_get_many(s->q, items, 2, sizeof *items, &got, 0),
                     0);
    ck_assert_uint_eq(got, 2);
    ck_assert_int_eq(
        mp_queue_get_many(s->q, items + 2, 7, sizeof *items, &got, 0), 0);
    ck_assert_uint_eq(got, 3);
    for (long i = 0; i < 5; i++)
        ck_assert_int_eq(items[i], i);
    end_scene();
}

START_TEST(a_batch_is_got_up_to_what_is_there)
{
    what_is_there_is_got(0);
    what_is_there_is_got(MP_QUEUE_ONE_TO_ONE);
}
END_TEST

/* Member 0 takes item by item and must see batches unbroken; the others put
 * them. An item tells its producer, batch and place. */
static int take_or_put_batches(int index, void *unused)
{
    long x[BATCH];

    (void)unused;
    for (long b = 0; index > 0 && b < EACH; b++) {
        for (long i = 0; i < BATCH; i++)
            x[i] = (index * EACH + b) * BATCH + i;
        if (mp_queue_put_many(s->q, x, BATCH, sizeof *x, MP_FOREVER))
            return 1;
    }
    for (long b = 0; index == 0 && b < CHILDREN * EACH; b++)
        for (int i = 0; i < BATCH; i++) {
            if (mp_queue_get(s->q, &x[i], sizeof *x))
                return 2;
            if (x[i] % BATCH != i || x[i] != x[0] + i)
                return 103;
        }
    return 0;
}

START_TEST(no_other_item_comes_between_those_of_a_batch)
{
    for (int kind = MP_THREADS; kind <= MP_PROCESSES; kind++) {
        new_scene(10, 0);
        ck_assert_int_eq(mp_team_run((enum mp_kind)kind, CHILDREN + 1,
                                     take_or_put_batches, NULL, NULL),
                         0);
        end_scene();
    }
}
END_TEST

int main(void)
{
    return run_tests("queue_batch", a_batch_goes_in_whole_or_not_at_all,
                     a_batch_is_got_up_to_what_is_there,
                     no_other_item_comes_between_those_of_a_batch, NULL);
}
