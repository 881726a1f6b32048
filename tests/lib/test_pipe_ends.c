/* test_pipe_ends.c - what pipe.h promises of ends. */
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "mp/clock.h"
#include "pipe_scene.h"

static int send_back(void *unused)
{
    unsigned char *data = malloc(BIG);
    size_t length;

    (void)unused;
    mp_pipe_close(&pair[0]);
    for (unsigned i = 0; i < 20; i++) {
        if (mp_pipe_recv(&pair[1], data, BIG, &length) ||
            !is_message(data, length, i) ||
            mp_pipe_send(&pair[1], data, length))
            return 1;
    }
    free(data);
    return 0;
}

START_TEST(duplex_works_in_both_directions_at_once)
{
    enum { SIZE = 50000 };
    unsigned char *data = malloc(BIG);
    size_t length;

    make_pair(MP_DUPLEX);
    struct mp_process p = start_child(send_back, NULL);
    mp_pipe_close(&pair[1]);
    fill_message(data, SIZE, 0);
    ck_assert_int_eq(mp_pipe_send(&pair[0], data, SIZE), 0);
    for (unsigned i = 1; i <= 20; i++) {
        fill_message(data, SIZE, i);
        if (i < 20) /* while the one before is on its way back */
            ck_assert_int_eq(mp_pipe_send(&pair[0], data, SIZE), 0);
        ck_assert_int_eq(mp_pipe_recv(&pair[0], data, BIG, &length), 0);
        ck_assert(length == SIZE && is_message(data, length, i - 1));
    }
    join_child(&p, 0);
    free(data);
    close_pair();
}
END_TEST

/* Send so many numbers, and receive as many, both as fast as it goes: who finds
 * no room receives first (pipe.h's way out). 0, or the step that failed. */
static int send_and_receive(struct mp_pipe *end)
{
    enum { COUNT = 100000 };
    int sent = 0, received = 0, x = 0, error = 0;

    while (sent < COUNT || received < COUNT) {
        error = sent == COUNT
                    ? EAGAIN
                    : mp_pipe_send_timed(end, &sent, sizeof sent,
                                         received < COUNT ? 0 : MP_FOREVER);
        sent += !error;
        if (error && error != EAGAIN)
            return 1;
        if (error && mp_pipe_recv(end, &x, sizeof x, NULL))
            return 2;
        if (error && x != received++)
            return 3;
    }
    return 0;
}

static int other_side(void *unused)
{
    (void)unused;
    mp_pipe_close(&pair[0]);
    return send_and_receive(&pair[1]);
}

START_TEST(two_that_send_at_full_speed_do_not_wait_for_each_other)
{
    make_pair(MP_DUPLEX);
    struct mp_process p = start_child(other_side, NULL);
    mp_pipe_close(&pair[1]);
    ck_assert_int_eq(send_and_receive(&pair[0]), 0);
    join_child(&p, 0);
    close_pair();
}
END_TEST

START_TEST(a_one_way_pipe_refuses_the_wrong_direction)
{
    int x = 1;

    make_pair(MP_ONE_WAY);
    ck_assert_int_eq(mp_pipe_send(&pair[0], &x, sizeof x), EBADF);
    ck_assert_int_eq(mp_pipe_send_timed(&pair[0], &x, sizeof x, 0), EBADF);
    ck_assert_int_eq(mp_pipe_recv(&pair[1], &x, sizeof x, NULL), EBADF);
    ck_assert_int_eq(mp_pipe_recv_timed(&pair[1], &x, sizeof x, NULL, 0),
                     EBADF);
    ck_assert_int_eq(mp_pipe_poll(&pair[1], 0), EBADF);
    close_pair();
}
END_TEST

START_TEST(a_closed_end_refuses_all_and_closing_twice_is_harmless)
{
    int x = 1;

    make_pair(MP_DUPLEX);
    ck_assert_int_eq(mp_pipe_send(&pair[1], &x, sizeof x), 0);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], &x, sizeof x, NULL), 0);
    close_pair();
    close_pair();
    ck_assert_int_eq(mp_pipe_send(&pair[0], &x, sizeof x), EBADF);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], &x, sizeof x, NULL), EBADF);
    ck_assert_int_eq(mp_pipe_poll(&pair[0], MP_FOREVER), EBADF);
}
END_TEST

START_TEST(descriptors_are_close_on_exec_and_above_the_standard_ones)
{
    make_pair(MP_DUPLEX);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_ne(fcntl(pair[i].rfd, F_GETFD) & FD_CLOEXEC, 0);
        ck_assert_int_ne(fcntl(pair[i].wfd, F_GETFD) & FD_CLOEXEC, 0);
    }
    close_pair();
}
END_TEST

/* The first bad step's number, or 0. */
static int without_standard_descriptors(void)
{
    int x = 5;

    for (int open = 0; open < 8; open++) { /* which of the three are open */
        for (int fd = 0; fd < 3; fd++)
            close(fd);
        for (int fd = 0; fd < 3; fd++)
            if (open & 1 << fd && dup2(100, fd) != fd)
                return 1;
        if (mp_pipe(pair, MP_DUPLEX))
            return 2;
        for (int i = 0; i < 2; i++)
            if (pair[i].rfd < 3 || pair[i].wfd < 3)
                return 3;
        for (int fd = 0; fd < 3; fd++) {
            bool is = fcntl(fd, F_GETFD) != -1, was = open & 1 << fd;
            if (is != was)
                return 4;
        }
        if (mp_pipe_send(&pair[0], &x, sizeof x) ||
            mp_pipe_recv(&pair[1], &x, sizeof x, NULL))
            return 5;
        close_pair();
    }
    return 0;
}

static int keep_null_and_close(void)
{
    int null = open("/dev/null", O_RDWR);

    if (null < 0 || dup2(null, 100) != 100)
        return 9;
    close(null);
    return without_standard_descriptors();
}

START_TEST(works_with_stdin_stdout_or_stderr_closed)
{
    ck_assert_int_eq(in_child(keep_null_and_close), 0);
}
END_TEST

START_TEST(failing_to_make_a_pipe_gives_the_error_and_leaves_nothing)
{
    for (int k = 1; k <= 2; k++) {
        fail_at(FAULT_PIPE, k, ENFILE);
        ck_assert_int_eq(mp_pipe(pair, MP_DUPLEX), ENFILE);
        ck_assert_int_eq(pair[0].rfd, -1);
        ck_assert_int_eq(pair[1].wfd, -1);
    }
    fail_at(FAULT_PIPE, 0, 0);
    forbid_descriptors();
    int error = mp_pipe(pair, MP_ONE_WAY);
    allow_descriptors();
    ck_assert_int_eq(error, EMFILE);
}
END_TEST

START_TEST(without_memory_a_receive_says_so_and_loses_nothing)
{
    int x = 7;

    make_pair(MP_ONE_WAY);
    ck_assert_int_eq(mp_pipe_send(&pair[1], &x, sizeof x), 0);
    x = 0;
    fail_at(FAULT_MALLOC, 1, ENOMEM);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], &x, sizeof x, NULL), ENOMEM);
    ck_assert_int_eq(x, 0);
    ck_assert_int_eq(mp_pipe_recv(&pair[0], &x, sizeof x, NULL), 0);
    ck_assert_int_eq(x, 7);
    close_pair();
}
END_TEST

START_TEST(errno_stays_as_it_was)
{
    int x = 1;

    errno = 12345;
    make_pair(MP_ONE_WAY);
    mp_pipe_send(&pair[0], &x, sizeof x);
    mp_pipe_recv_timed(&pair[0], &x, sizeof x, NULL, 0);
    mp_pipe_close(&pair[0]);
    ck_assert_int_eq(mp_pipe_send(&pair[1], &x, sizeof x), EPIPE);
    mp_pipe_close(&pair[1]);
    ck_assert_int_eq(errno, 12345);
}
END_TEST

int main(void)
{
    return run_tests("pipe, ends", duplex_works_in_both_directions_at_once,
                     two_that_send_at_full_speed_do_not_wait_for_each_other,
                     a_one_way_pipe_refuses_the_wrong_direction,
                     a_closed_end_refuses_all_and_closing_twice_is_harmless,
                     descriptors_are_close_on_exec_and_above_the_standard_ones,
                     works_with_stdin_stdout_or_stderr_closed,
                     failing_to_make_a_pipe_gives_the_error_and_leaves_nothing,
                     without_memory_a_receive_says_so_and_loses_nothing,
                     errno_stays_as_it_was, NULL);
}
