/* test_pipe_time.c - what pipe.h promises of timeouts, polls and signals. */
#include "common.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "mp/clock.h"
#include "pipe_scene.h"

START_TEST(poll_leaves_the_message_there)
{
    int x = 7, y = 0;

    make_pair(MP_DUPLEX);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], 0), EAGAIN);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], MP_MS(5)), ETIMEDOUT);
    ck_assert_int_eq(mp_pipe_send(&pair[1], &x, sizeof x), 0);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], 0), 0);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], MP_MS(5)), 0);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], MP_FOREVER), 0);
    ck_assert_int_eq(mp_pipe_recv_timed(&pair[0], &y, sizeof y, NULL, 0), 0);
    ck_assert_int_eq(y, 7);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], 0), EAGAIN);
    close_pair();
}
END_TEST

/* A message that came along with the one before is in the end's own buffer. */
START_TEST(poll_knows_of_what_was_read_ahead)
{
    char data[100];
    size_t length;

    make_pair(MP_ONE_WAY);
    ck_assert_int_eq(mp_pipe_send(&pair[1], "abc", 3), 0);
    ck_assert_int_eq(mp_pipe_send(&pair[1], "defg", 4), 0);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], data, sizeof data, &length), 0);
    ck_assert_uint_eq(length, 3);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], 0), 0);
    ck_assert_int_eq(mp_pipe_recv_timed(&pair[0], data, 100, &length, 0), 0);
    ck_assert_uint_eq(length, 4);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], 0), EAGAIN);
    close_pair();
}
END_TEST

START_TEST(a_timed_receive_gives_up_on_time)
{
    int x;
    int64_t start = mp_clock_now();

    make_pair(MP_DUPLEX);
    ck_assert_int_eq(mp_pipe_recv_timed(&pair[0], &x, sizeof x, NULL, 0),
                     EAGAIN);
    ck_assert_int_eq(
        mp_pipe_recv_timed(&pair[0], &x, sizeof x, NULL, MP_MS(50)), ETIMEDOUT);
    took_about(start, MP_MS(50));
    close_pair();
}
END_TEST

START_TEST(a_timed_send_gives_up_on_time_and_sends_not_a_byte)
{
    static unsigned char data[100000];
    static const size_t each[] = {8, 508, 600, 4092, 100000};
    size_t length;
    long sent, got;
    int error;

    for (int i = 0; i < 5; i++) {
        make_pair(MP_ONE_WAY);
        for (sent = 0;
             (error = mp_pipe_send_timed(&pair[1], data, 508, 0)) == 0; sent++)
            ;
        ck_assert_int_eq(error, EAGAIN);
        int64_t start = mp_clock_now();
        ck_assert_int_eq(mp_pipe_send_timed(&pair[1], data, each[i], MP_MS(20)),
                         ETIMEDOUT);
        took_about(start, MP_MS(20));
        ck_assert_int_eq(mp_pipe_send_timed(&pair[1], data, each[i], 0),
                         EAGAIN);
        mp_pipe_close(&pair[1]);
        for (got = 0; mp_pipe_recv(&pair[0], data, 508, &length) == 0; got++)
            ck_assert_uint_eq(length, 508);
        ck_assert_int_eq(got, sent);
        close_pair();
    }
}
END_TEST

/* Whatever the fill of the pipe, a try of a short message does not block. */
START_TEST(a_try_of_a_short_message_never_waits)
{
    static unsigned char data[4096];
    size_t length;

    for (size_t size = 8; size <= PIPE_BUF - 4; size = size * 3 / 2 + 1) {
        long out = 0, in = 0;
        make_pair(MP_ONE_WAY);
        for (int round = 0; round < 300; round++) {
            while (mp_pipe_send_timed(&pair[1], data, size, 0) == 0)
                out++;
            ck_assert_int_eq(
                mp_pipe_recv_timed(&pair[0], data, sizeof data, &length, 0), 0);
            ck_assert_uint_eq(length, size);
            in++;
        }
        ck_assert_int_gt(out, in);
        close_pair();
    }
}
END_TEST

/* A message that has begun to go out is finished after the deadline. */
START_TEST(a_long_message_that_has_begun_is_finished)
{
    make_pair(MP_ONE_WAY);
    struct mp_process p = start_child(send_big, &pair[1]);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], MP_FOREVER), 0);
    sleep_ms(30); /* let it block in the middle; not needed for the result */
    receive_big(&pair[0], 1);
    join_child(&p, 0);
    close_pair();
}
END_TEST

/* The deadlock of two that only send, and the way out of it. */
START_TEST(two_ends_that_only_send_are_told_by_their_timeouts)
{
    static unsigned char data[60000];
    size_t length;

    make_pair(MP_DUPLEX);
    for (int i = 0; i < 2; i++) {
        while (mp_pipe_send_timed(&pair[i], data, 4000, 0) == 0)
            ;
        ck_assert_int_eq(
            mp_pipe_send_timed(&pair[i], data, sizeof data, MP_MS(5)),
            ETIMEDOUT);
    }
    while (mp_pipe_recv_timed(&pair[1], data, 4000, &length, 0) == 0)
        ck_assert_uint_eq(length, 4000);
    ck_assert_int_eq(mp_pipe_send_timed(&pair[0], data, 4000, MP_S(9)), 0);
    close_pair();
}
END_TEST

static int echo(void *unused)
{
    static unsigned char data[1 << 20];
    size_t length;
    int error;

    (void)unused;
    mp_pipe_close(&pair[0]);
    while ((error = mp_pipe_recv(&pair[1], data, sizeof data, &length)) == 0)
        if (mp_pipe_send(&pair[1], data, length))
            return 1;
    return error == ENODATA ? 0 : 2;
}

START_TEST(signals_in_mid_transfer_corrupt_nothing)
{
    static unsigned char data[1 << 20];
    size_t length;
    uint64_t seed = test_seed();

    storm_begin(); /* first: its process would hold the ends open */
    make_pair(MP_DUPLEX);
    struct mp_process p = start_child(echo, NULL);
    mp_pipe_close(&pair[1]);
    int64_t end = mp_clock_deadline(MP_S(1));
    for (unsigned i = 0; mp_clock_left(end) > 0; i++) {
        size_t size = next_random(&seed) % sizeof data >> i % 20;
        fill_message(data, size, i);
        ck_assert_int_eq(mp_pipe_send(&pair[0], data, size), 0);
        if (i % 3 == 0)
            ck_assert_int_eq(mp_pipe_poll(&pair[0], MP_S(20)), 0);
        ck_assert_int_eq(
            mp_pipe_recv_timed(&pair[0], data, sizeof data, &length, MP_S(20)),
            0);
        ck_assert_uint_eq(length, size);
        ck_assert(is_message(data, length, i));
    }
    int64_t start = mp_clock_now();
    ck_assert_int_eq(mp_pipe_poll(&pair[0], MP_MS(50)), ETIMEDOUT);
    took_about(start, MP_MS(50));
    mp_pipe_close(&pair[0]);
    join_child(&p, 0);
    storm_end();
    close_pair();
}
END_TEST

static int send_numbers(void *count)
{
    unsigned char data[500];

    for (unsigned i = 0; i < *(unsigned *)count; i++) {
        fill_message(data, sizeof data, i);
        if (mp_pipe_send(&pair[1], data, sizeof data))
            return 1;
    }
    return 0;
}

/* The sender waits for room most of the time. */
START_TEST(signals_to_a_sender_that_waits_lose_nothing)
{
    static unsigned count = 1000;
    unsigned char data[500];

    storm_begin();
    make_pair(MP_ONE_WAY);
    struct mp_process p = start_child(send_numbers, &count);
    for (unsigned i = 0; i < count; i++) {
        if (i % 50 == 0)
            sleep_ms(5);
        ck_assert_int_eq(mp_pipe_recv(&pair[0], data, sizeof data, NULL), 0);
        ck_assert(is_message(data, sizeof data, i));
    }
    join_child(&p, 0);
    storm_end();
    close_pair();
}
END_TEST

int main(void)
{
    return run_tests("pipe, time", poll_leaves_the_message_there,
                     poll_knows_of_what_was_read_ahead,
                     a_timed_receive_gives_up_on_time,
                     a_timed_send_gives_up_on_time_and_sends_not_a_byte,
                     a_try_of_a_short_message_never_waits,
                     a_long_message_that_has_begun_is_finished,
                     two_ends_that_only_send_are_told_by_their_timeouts,
                     signals_in_mid_transfer_corrupt_nothing,
                     signals_to_a_sender_that_waits_lose_nothing, NULL);
}
