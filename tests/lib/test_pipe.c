/* test_pipe.c - what pipe.h promises of messages. */
#include "common.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "pipe_scene.h"

/* Sizes on both sides of every boundary inside. */
static const size_t sizes[] = {
    8,    0,    1,    4,    7,     9,     508,   511,       512,   513,
    4091, 4092, 4093, 4096, 8187,  8188,  8191,  8192,      8193,  8196,
    8197, 0,    0,    8,    65535, 65536, 65537, (1 << 20), 70000, 3};
enum { SIZES = sizeof sizes / sizeof *sizes };

static int send_all_sizes(void *end)
{
    static unsigned char data[1 << 20];

    for (unsigned i = 0; i < SIZES; i++) {
        fill_message(data, sizes[i], i);
        if (mp_pipe_send(end, sizes[i] ? data : NULL, sizes[i]))
            return 1;
    }
    return 0;
}

static void receive_all_sizes(struct mp_pipe *end, size_t more_room)
{
    static unsigned char data[2 << 20];
    size_t length;

    for (unsigned i = 0; i < SIZES; i++) {
        length = 99;
        data[sizes[i]] = 0xa5;
        ck_assert_int_eq(mp_pipe_recv(end, data, sizes[i] + more_room, &length),
                         0);
        ck_assert_uint_eq(length, sizes[i]);
        ck_assert(is_message(data, length, i));
        ck_assert_msg(data[length] == 0xa5, "bytes beyond the message");
    }
}

START_TEST(message_boundaries_are_kept_for_every_size)
{
    for (size_t more = 0; more < 20000; more = more * 3 + 1) {
        make_pair(MP_ONE_WAY);
        struct mp_process p = start_child(send_all_sizes, &pair[1]);
        receive_all_sizes(&pair[0], more);
        join_child(&p, 0);
        close_pair();
    }
}
END_TEST

START_TEST(zero_length_messages_exist)
{
    size_t length = 5;
    make_pair(MP_DUPLEX);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], 0), EAGAIN);
    ck_assert_int_eq(mp_pipe_send(&pair[1], NULL, 0), 0);
    ck_assert_int_eq(mp_pipe_send(&pair[1], NULL, 0), 0);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], 0), 0);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], NULL, 0, &length), 0);
    ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], NULL, 0, NULL), 0);
    ck_assert_int_eq(mp_pipe_recv_timed(&pair[0], NULL, 0, NULL, 0), EAGAIN);
    close_pair();
}
END_TEST

START_TEST(sixteen_mib_go_through)
{
    make_pair(MP_ONE_WAY);
    struct mp_process p = start_child(send_big, &pair[1]);
    receive_big(&pair[0], 1);
    join_child(&p, 0);
    close_pair();
}
END_TEST

START_TEST(a_short_buffer_reports_the_size_needed_and_loses_nothing)
{
    unsigned char data[100], got[100];
    size_t length;

    make_pair(MP_ONE_WAY);
    fill_message(data, 100, 3);
    ck_assert_int_eq(mp_pipe_send(&pair[1], data, 100), 0);
    ck_assert_int_eq(mp_pipe_send(&pair[1], data, 50), 0);
    for (size_t room = 0; room < 100; room += 11) {
        memset(got, 0xa5, sizeof got);
        length = 0;
        ck_assert_int_eq(mp_pipe_recv(&pair[0], got, room, &length), EMSGSIZE);
        ck_assert_uint_eq(length, 100);
        ck_assert_int_eq(got[0], 0xa5);
        ck_assert_int_eq(mp_pipe_recv(&pair[0], got, room, NULL), EMSGSIZE);
        ck_assert_int_eq(mp_pipe_poll(&pair[0], 0), 0);
    }
    ck_assert_int_eq(mp_pipe_recv(&pair[0], got, 100, &length), 0);
    ck_assert(length == 100 && is_message(got, 100, 3));
    ck_assert_int_eq(mp_pipe_recv(&pair[0], got, 100, &length), 0);
    ck_assert(length == 50 && is_message(got, 50, 3));
    close_pair();
}
END_TEST

START_TEST(too_long_a_message_is_refused_and_nothing_is_received)
{
    char byte = 'x';
    size_t length;

    make_pair(MP_ONE_WAY);
    ck_assert_int_eq(mp_pipe_send(&pair[1], &byte, MP_PIPE_MAX + 1), EMSGSIZE);
    ck_assert_int_eq(mp_pipe_send(&pair[1], &byte, SIZE_MAX), EMSGSIZE);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], 0), EAGAIN);
    ck_assert_int_eq(mp_pipe_send(&pair[1], &byte, 1), 0);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], &byte, 1, &length), 0);
    ck_assert_uint_eq(length, 1);
    close_pair();
}
END_TEST

START_TEST(a_length_that_no_sender_writes_is_an_error)
{
    char data[16];

    make_pair(MP_ONE_WAY);
    ck_assert_int_eq(write(pair[1].wfd, "\xff\xff\xff\xff....", 8), 8);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], data, sizeof data, NULL), EPROTO);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], data, sizeof data, NULL), EPROTO);
    close_pair();
}
END_TEST

int main(void)
{
    return run_tests("pipe", message_boundaries_are_kept_for_every_size,
                     zero_length_messages_exist, sixteen_mib_go_through,
                     a_short_buffer_reports_the_size_needed_and_loses_nothing,
                     too_long_a_message_is_refused_and_nothing_is_received,
                     a_length_that_no_sender_writes_is_an_error, NULL);
}
