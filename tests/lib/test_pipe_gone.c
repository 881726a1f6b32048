/* test_pipe_gone.c - what pipe.h promises when the peer is gone. */
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "mp/clock.h"
#include "pipe_scene.h"

START_TEST(the_reader_drains_and_then_gets_the_end)
{
    int x = 0;

    make_pair(MP_DUPLEX);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(mp_pipe_send(&pair[1], &i, sizeof i), 0);
    mp_pipe_close(&pair[1]);
    for (int i = 0; i < 1000; i++) {
        ck_assert_int_eq(mp_pipe_recv(&pair[0], &x, sizeof x, NULL), 0);
        ck_assert_int_eq(x, i);
    }
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(mp_pipe_poll(&pair[0], MP_FOREVER), 0);
        ck_assert_int_eq(mp_pipe_recv(&pair[0], &x, sizeof x, NULL), ENODATA);
        ck_assert_int_eq(
            mp_pipe_recv_timed(&pair[0], &x, sizeof x, NULL, MP_S(9)), ENODATA);
    }
    close_pair();
}
END_TEST

START_TEST(the_writer_gets_epipe_and_never_sigpipe)
{
    static unsigned char data[100000];

    signal(SIGPIPE, SIG_DFL);
    make_pair(MP_DUPLEX);
    mp_pipe_close(&pair[1]);
    ck_assert_int_eq(mp_pipe_send(&pair[0], data, 1), EPIPE);
    ck_assert_int_eq(mp_pipe_send(&pair[0], data, sizeof data), EPIPE);
    ck_assert_int_eq(mp_pipe_send_timed(&pair[0], data, 8, MP_S(9)), EPIPE);
    ck_assert_int_eq(mp_pipe_send_timed(&pair[0], data, 8, 0), EPIPE);
    close_pair();
}
END_TEST

static volatile sig_atomic_t sigpipes;

static void count_sigpipe(int sig)
{
    (void)sig;
    sigpipes++;
}

START_TEST(a_sigpipe_handler_of_the_program_stays)
{
    signal(SIGPIPE, count_sigpipe);
    make_pair(MP_ONE_WAY);
    mp_pipe_close(&pair[0]);
    ck_assert_int_eq(mp_pipe_send(&pair[1], "x", 1), EPIPE);
    ck_assert_int_eq(sigpipes, 1);
    signal(SIGPIPE, SIG_DFL);
    close_pair();
}
END_TEST

/* Sends until it cannot, 0 when that was by EPIPE. */
static int send_for_ever(void *size)
{
    static unsigned char data[1 << 20];
    int error;

    mp_pipe_close(&pair[0]);
    do
        error = mp_pipe_send(&pair[1], data, *(size_t *)size);
    while (!error);
    return error == EPIPE ? 0 : 1;
}

START_TEST(a_writer_that_waits_is_told_when_the_reader_goes)
{
    static size_t each[] = {8, 4000, 1 << 20};
    int x;

    for (int i = 0; i < 3; i++) {
        make_pair(MP_ONE_WAY);
        struct mp_process p = start_child(send_for_ever, &each[i]);
        mp_pipe_close(&pair[1]);
        ck_assert_int_eq(mp_pipe_poll(&pair[0], MP_FOREVER), 0);
        mp_pipe_recv(&pair[0], &x, sizeof x, NULL);
        mp_pipe_close(&pair[0]);
        join_child(&p, 0);
    }
}
END_TEST

START_TEST(a_killed_writer_is_the_end_after_what_it_sent_whole)
{
    static size_t each[] = {8, 4000};
    unsigned char data[4000];
    int error;

    for (int i = 0; i < 2; i++) {
        make_pair(MP_ONE_WAY);
        struct mp_process p = start_child(send_for_ever, &each[i]);
        mp_pipe_close(&pair[1]);
        ck_assert_int_eq(mp_pipe_recv(&pair[0], data, sizeof data, NULL), 0);
        ck_assert_int_eq(mp_process_kill(&p), 0);
        join_child(&p, -SIGKILL);
        while ((error = mp_pipe_recv(&pair[0], data, sizeof data, NULL)) == 0)
            ;
        ck_assert_int_eq(error, ENODATA); /* short messages are never torn */
        close_pair();
    }
}
END_TEST

/* More than the kernel's buffer: the writer is in the middle when it dies. */
START_TEST(a_message_that_the_peer_died_in_is_eproto_once)
{
    static unsigned char data[1 << 20];
    static size_t size = sizeof data;
    size_t length = 0;

    make_pair(MP_ONE_WAY);
    struct mp_process p = start_child(send_for_ever, &size);
    mp_pipe_close(&pair[1]);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], data, 8, &length), EMSGSIZE);
    ck_assert_uint_eq(length, size);
    ck_assert_int_eq(mp_process_kill(&p), 0);
    join_child(&p, -SIGKILL);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], data, 8, &length), EMSGSIZE);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], data, size, NULL), EPROTO);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], data, size, NULL), ENODATA);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], data, size, NULL), ENODATA);
    close_pair();
}
END_TEST

/* Every number of bytes that a message of 6 can be torn at, header included. */
START_TEST(a_message_torn_at_any_byte_is_eproto_once)
{
    static const char wire[] = "\6\0\0\0abcdef\6\0\0\0ghijkl";
    char data[8];

    for (size_t bytes = 11; bytes < 20; bytes++) {
        make_pair(MP_ONE_WAY);
        if (*(const uint16_t *)(const void *)"\1\0" == 1) /* little endian */
            ck_assert_int_eq(write(pair[1].wfd, wire, bytes), (ssize_t)bytes);
        mp_pipe_close(&pair[1]);
        ck_assert_int_eq(mp_pipe_recv(&pair[0], data, 8, NULL), 0);
        ck_assert_mem_eq(data, "abcdef", 6);
        ck_assert_int_eq(mp_pipe_recv(&pair[0], data, 8, NULL), EPROTO);
        ck_assert_int_eq(mp_pipe_recv(&pair[0], data, 8, NULL), ENODATA);
        close_pair();
    }
}
END_TEST

int main(void)
{
    return run_tests("pipe, gone", the_reader_drains_and_then_gets_the_end,
                     the_writer_gets_epipe_and_never_sigpipe,
                     a_sigpipe_handler_of_the_program_stays,
                     a_writer_that_waits_is_told_when_the_reader_goes,
                     a_killed_writer_is_the_end_after_what_it_sent_whole,
                     a_message_that_the_peer_died_in_is_eproto_once,
                     a_message_torn_at_any_byte_is_eproto_once, NULL);
}
