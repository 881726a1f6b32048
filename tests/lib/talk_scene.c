#include "talk_scene.h"

#include <errno.h>
#include <string.h>

#include "mp/shared.h"

struct mp_pipe talk_ends[2];

struct talk *make_talk(size_t size, int messages)
{
    struct talk *t = mp_value(sizeof *t);

    must(t, "no memory");
    must(mp_pipe(talk_ends, MP_DUPLEX) == 0, "pipe");
    t->size = size;
    t->messages = messages;
    for (size_t i = 0; i < size; i++)
        t->data[i] = (unsigned char)(i * 7 + i / 251);
    return t;
}

void sends(void *arg)
{
    struct talk *t = arg;

    for (int i = 0; i < t->messages; i++)
        mp_pipe_send(its, t->data, t->size);
}

void receives(void *arg)
{
    struct talk *t = arg;
    size_t length;

    for (int i = 0; i < t->messages; i++)
        if (mp_pipe_recv(its, t->seen, t->size, &length) == 0 &&
            length == t->size)
            t->received++;
}

int receive_all(struct talk *t)
{
    size_t length;
    int whole = 0;

    while ((t->error = mp_pipe_recv(mine, t->seen, BIG, &length)) == 0) {
        if (length != t->size || memcmp(t->seen, t->data, length) != 0)
            return -1;
        whole++;
    }
    if (mp_pipe_recv(mine, t->seen, BIG, &length) != ENODATA ||
        mp_pipe_poll(mine, 0) != 0)
        return -1;
    return whole;
}

void survivor_sends_in_vain(struct talk *t)
{
    mp_pipe_close(its);
    must(mp_pipe_send(mine, t->data, 8) == EPIPE, "sent to the dead");
    must(mp_pipe_send_timed(mine, t->data, 8, MP_S(9)) == EPIPE, "late");
}
