/* Pipes: one side killed or stopped at a random moment of a conversation. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "mp/clock.h"
#include "mp/pipe.h"
#include "torture.h"

#define LONGEST 200000

static struct mp_pipe ends[2], *const sender = &ends[1], *const receiver = ends;
static unsigned char bytes[LONGEST + 1];

/* The i-th message of a conversation, as long as chance says; both sides draw
 * the same. */
static size_t length_of(int i)
{
    static const int longest[] = {0, 8, 600, 5000, LONGEST};

    return (size_t)between(0, longest[i % 5]);
}

static int send_all(void *arg)
{
    int messages = *(int *)arg;

    mp_pipe_close(receiver);
    for (int i = 0; i < messages; i++) {
        size_t length = length_of(i);
        memset(bytes, i, length);
        int error = mp_pipe_send(sender, bytes, length);
        if (error)
            return error;
    }
    mp_pipe_close(sender);
    return 0;
}

/* ENODATA or EPROTO, whichever ended it. */
static int receive_all(void *arg)
{
    int messages = *(int *)arg, error;
    size_t length;

    mp_pipe_close(sender);
    for (int i = 0;
         (error = mp_pipe_recv(receiver, bytes, sizeof bytes, &length)) == 0;
         i++) {
        must(i < messages && length == length_of(i), "message %d: %zu bytes", i,
             length);
        for (size_t k = 0; k < length; k++)
            must(bytes[k] == (unsigned char)i, "message %d, byte %zu", i, k);
        count(CALLS, 1);
        if (i % 5 == 3) /* the sender waits, in the middle of a long one */
            pass_time(MP_US(300), MP_US(300));
    }
    must(error == ENODATA || error == EPROTO, "%s", strerror(error));
    must(mp_pipe_recv(receiver, bytes, 0, &length) == ENODATA, "no end");
    mp_pipe_close(receiver);
    return error;
}

static void talk(bool stops)
{
    int messages = between(1, 60);
    uint64_t series = chance();
    pid_t pids[2];

    must(mp_pipe(ends, one_in(2) ? MP_DUPLEX : MP_ONE_WAY) == 0, "pipe");
    chance_seed(series); /* both children draw the same from here on */
    pids[0] = spawn(receive_all, &messages);
    chance_seed(series);
    pids[1] = spawn(send_all, &messages);
    mp_pipe_close(&ends[0]);
    mp_pipe_close(&ends[1]);
    int whom = between(0, 1);
    pass_time(0, MP_MS(3));
    if (stops)
        hold(pids[whom], MP_MS(between(1, 10)));
    else
        slay(pids[whom]);
    int told = reap(pids[0]), sent = reap(pids[1]);
    must(told == ENODATA || told == -SIGKILL || (told == EPROTO && sent != 0),
         "the receiver: %d", told);
    must(sent == 0 || sent == -SIGKILL || (sent == EPIPE && told < 0),
         "the sender: %d", sent);
    must(!stops || (sent == 0 && told == ENODATA), "%d, %d", sent, told);
    count(BROKEN, told == EPROTO);
}

void pipe_killed(void)
{
    talk(false);
}

void pipe_stopped(void)
{
    talk(true);
}
