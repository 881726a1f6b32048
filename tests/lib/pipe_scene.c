#include "pipe_scene.h"

#include <stdlib.h>

#include "common.h"
#include "mp/clock.h"

struct mp_pipe pair[2];

void make_pair(enum mp_pipe_ways ways)
{
    ck_assert_int_eq(mp_pipe(pair, ways), 0);
}

void close_pair(void)
{
    mp_pipe_close(&pair[0]);
    mp_pipe_close(&pair[1]);
}

struct mp_process start_child(mp_process_fn *body, void *arg)
{
    struct mp_process p = mp_process(body, arg);

    ck_assert_int_eq(mp_process_start(&p), 0);
    return p;
}

void join_child(struct mp_process *p, int exitcode)
{
    ck_assert_int_eq(mp_process_join(p), 0);
    ck_assert_int_eq(p->exitcode, exitcode);
}

void fill_message(unsigned char *data, size_t size, unsigned number)
{
    for (size_t i = 0; i < size; i++)
        data[i] = (unsigned char)(i * 31 + i / 251 + number * 7);
}

bool is_message(const unsigned char *data, size_t size, unsigned number)
{
    for (size_t i = 0; i < size; i++)
        if (data[i] != (unsigned char)(i * 31 + i / 251 + number * 7))
            return false;
    return true;
}

int send_big(void *end)
{
    unsigned char *data = malloc(BIG);

    fill_message(data, BIG, 1);
    int error = mp_pipe_send(end, data, BIG);
    free(data);
    return error;
}

void receive_big(struct mp_pipe *end, unsigned number)
{
    unsigned char *data = malloc(BIG);
    size_t length;

    ck_assert_int_eq(mp_pipe_recv(end, data, BIG, &length), 0);
    ck_assert_uint_eq(length, BIG);
    ck_assert(is_message(data, BIG, number));
    free(data);
}

void took_about(int64_t start, int64_t timeout)
{
    int64_t elapsed = mp_clock_now() - start;

    ck_assert_int_ge(elapsed, timeout);
    ck_assert_int_lt(elapsed, timeout + MP_S(5)); /* a hang, not a delay */
}
