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
                     a_one_way_pipe_refuses_the_wrong_direction,
                     a_closed_end_refuses_all_and_closing_twice_is_harmless,
                     descriptors_are_close_on_exec_and_above_the_standard_ones,
                     works_with_stdin_stdout_or_stderr_closed,
                     failing_to_make_a_pipe_gives_the_error_and_leaves_nothing,
                     errno_stays_as_it_was, NULL);
}
