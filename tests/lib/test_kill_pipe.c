/* A process killed at each instruction of a pipe's send and receive: the peer
 * gets whole messages and then the end, or learns that one was broken off. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/pipe.h"
#include "mp/shared.h"
#include "sweep.h"

#define BIG 100000u /* more than a pipe holds */

/* The survivor has mine, the victim its. Not in shared memory: an end belongs
 * to a process, and each has its copy of both. */
static struct mp_pipe ends[2], *const mine = &ends[0], *const its = &ends[1];

struct talk {
    size_t size;  /* of a message */
    int messages; /* that the victim sends or receives */
    int received; /* by the victim */
    int error;    /* what the survivor was told */
    pid_t victim; /* its own number */
    pid_t peer;   /* the survivor, where it is a process of its own */
    unsigned char data[BIG], seen[BIG];
};

static struct talk *make_talk(size_t size, int messages)
{
    struct talk *t = mp_value(sizeof *t);

    must(t, "no memory");
    must(mp_pipe(ends, MP_DUPLEX) == 0, "pipe");
    t->size = size;
    t->messages = messages;
    for (size_t i = 0; i < size; i++)
        t->data[i] = (unsigned char)(i * 7 + i / 251);
    return t;
}

/* --- victims -------------------------------------------------------------- */

static void sends(void *arg)
{
    struct talk *t = arg;

    for (int i = 0; i < t->messages; i++)
        mp_pipe_send(its, t->data, t->size);
}

static void receives(void *arg)
{
    struct talk *t = arg;
    size_t length;

    for (int i = 0; i < t->messages; i++)
        if (mp_pipe_recv(its, t->seen, t->size, &length) == 0 &&
            length == t->size)
            t->received++;
}

static void no_op(int sig)
{
    (void)sig;
}

/* Signals without SA_RESTART cut its writes short. */
static void sends_amid_signals(void *arg)
{
    struct talk *t = arg;

    sigaction(SIGUSR1, &(struct sigaction){.sa_handler = no_op}, NULL);
    t->victim = getpid();
    sends(t);
}

/* --- what the survivor sees ----------------------------------------------- */

/* Messages up to the end: how many whole ones came, and what the end said. A
 * broken one is told once, then the end. */
static int receive_all(struct talk *t)
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

/* The victim was the other end's only owner but for the inherited copy. */
static void survivor_sends_in_vain(struct talk *t)
{
    mp_pipe_close(its);
    must(mp_pipe_send(mine, t->data, 8) == EPIPE, "sent to the dead");
    must(mp_pipe_send_timed(mine, t->data, 8, MP_S(9)) == EPIPE, "late");
}

static void sender_killed(struct point *p)
{
    const struct talk *plan = p->variant;
    struct talk *t = make_talk(plan->size, plan->messages);
    struct killer k = {.call = sends, .arg = t};

    point_kill(p, &k);
    mp_pipe_close(its);
    int whole = receive_all(t);
    must(whole >= 0, "garbage");
    /* Up to PIPE_BUF bytes a message goes out by one system call. */
    must(t->error == ENODATA, "the end: %s", strerror(t->error));
    survivor_sends_in_vain(t);
    p->outcome = (char)('0' + whole);
}

static void sweep_sender(const char *name, size_t size, int messages,
                         const char *shape)
{
    struct talk *plan = mp_value(sizeof *plan);

    plan->size = size;
    plan->messages = messages;
    char *seen = sweep(&(struct sweep){
        .name = name, .point = sender_killed, .variant = plan, .at_least = 30});
    mp_array_free(plan);
    ck_assert_str_eq(sweep_shape(seen), shape);
    free(seen);
}

START_TEST(a_sent_message_is_absent_and_then_whole)
{
    sweep_sender("send 8 bytes", 8, 3, "0123");
    sweep_sender("send 0 bytes", 0, 2, "012");
    sweep_sender("send 2000 bytes", 2000, 2, "012");
}
END_TEST

/* --- messages longer than the pipe ---------------------------------------- */

static int receive_in_a_process(void *arg)
{
    struct talk *t = arg;

    mp_pipe_close(its);
    return receive_all(t);
}

/* The victim has filled the pipe. First a signal comes; when it sleeps again
 * there is somebody who receives. */
static bool signal_then_receive(void *arg, int n)
{
    struct talk *t = arg;

    if (n == 0)
        kill(t->victim, SIGUSR1);
    else if (!t->peer)
        t->peer = point_start(receive_in_a_process, t);
    return true;
}

/* e: told that the message was broken off, p: present. */
static void long_sender_killed(struct point *p)
{
    struct talk *t = make_talk(BIG, 1);
    struct killer k = {.call = sends_amid_signals,
                       .arg = t,
                       .asleep = signal_then_receive,
                       .from_sleep = true};

    point_kill(p, &k);
    mp_pipe_close(its);
    int whole = t->peer ? point_join(t->peer) : receive_all(t);
    must(whole == 0 || whole == 1, "garbage");
    must(t->error == (whole ? ENODATA : EPROTO), "%d whole, then %s", whole,
         strerror(t->error));
    survivor_sends_in_vain(t);
    p->outcome = whole ? 'p' : 'e';
}

START_TEST(a_message_that_its_sender_died_in_is_told_and_not_delivered)
{
    char *seen = sweep(&(struct sweep){.name = "send 100 kB, signalled",
                                       .point = long_sender_killed,
                                       .jobs = 4,
                                       .at_least = 30});

    ck_assert_str_eq(sweep_shape(seen), "ep");
    free(seen);
}
END_TEST

/* --- receive -------------------------------------------------------------- */

/* What it has received is gone with it, what it has not is lost with the end:
 * the sender is told. */
static void receiver_killed(struct point *p)
{
    struct talk *t = make_talk(8, 2);
    struct killer k = {.call = receives, .arg = t};

    for (int i = 0; i < 3; i++)
        must(mp_pipe_send(mine, t->data, 8) == 0, "send");
    point_kill(p, &k);
    survivor_sends_in_vain(t);
    must(receive_all(t) == 0 && t->error == ENODATA, "it never sent");
    must(t->received == 0 || memcmp(t->seen, t->data, 8) == 0, "garbage");
    p->outcome = (char)('0' + t->received);
}

START_TEST(a_receiver_killed_anywhere_is_told_to_the_sender)
{
    char *seen = sweep(&(struct sweep){
        .name = "receive 8 bytes", .point = receiver_killed, .at_least = 100});

    ck_assert_str_eq(sweep_shape(seen), "012");
    free(seen);
}
END_TEST

static int send_in_a_process(void *arg)
{
    struct talk *t = arg;

    mp_pipe_close(its);
    t->error = mp_pipe_send(mine, t->data, t->size);
    return 0;
}

static bool send_it(void *arg, int n)
{
    struct talk *t = arg;

    if (n == 0)
        t->peer = point_start(send_in_a_process, t);
    return true;
}

/* The sender is in the middle of its send when the receiver dies. e: it is
 * told, p: all of it had gone into the pipe. */
static void long_receiver_killed(struct point *p)
{
    struct talk *t = make_talk(BIG, 1);
    struct killer k = {
        .call = receives, .arg = t, .asleep = send_it, .from_sleep = true};

    point_kill(p, &k);
    mp_pipe_close(its);
    if (!t->peer)
        send_it(t, 0);
    must(point_join(t->peer) == 0, "sender");
    p->late = mp_clock_now() - p->killed.time > MP_MS(500);
    must(t->error == 0 || t->error == EPIPE, "%s", strerror(t->error));
    must(!t->received || memcmp(t->seen, t->data, BIG) == 0, "garbage");
    must(!t->received || t->error == 0, "received, and told it was not");
    p->outcome = t->error ? 'e' : 'p';
}

START_TEST(a_sender_asleep_in_its_send_is_told_when_the_receiver_dies)
{
    char *seen = sweep(&(struct sweep){.name = "receive 100 kB",
                                       .point = long_receiver_killed,
                                       .jobs = 4,
                                       .at_least = 30});

    ck_assert(sweep_count(seen, 'e') > 5 && sweep_count(seen, 'p') > 5);
    free(seen);
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "kill_pipe", argv, a_sent_message_is_absent_and_then_whole,
        a_message_that_its_sender_died_in_is_told_and_not_delivered,
        a_receiver_killed_anywhere_is_told_to_the_sender,
        a_sender_asleep_in_its_send_is_told_when_the_receiver_dies, NULL);
}
