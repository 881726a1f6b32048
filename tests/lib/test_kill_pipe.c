/* A process killed at each instruction of a pipe's send: the peer gets whole
 * messages and then the end, or learns that one was broken off. (Receive:
 * test_kill_pipe_receiver.c.) */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mp/shared.h"
#include "talk_scene.h"

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
    char *seen = sweep(&(struct sweep){.name = name,
                                       .point = sender_killed,
                                       .variant = plan,
                                       .at_least = 30,
                                       .sample = 10});
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
    char *seen = sweep(&(struct sweep){.name = "send 300 kB, signalled",
                                       .point = long_sender_killed,
                                       .jobs = 4,
                                       .sample = 20,
                                       .at_least = 30});

    ck_assert_str_eq(sweep_shape(seen), "ep");
    free(seen);
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "kill_pipe", argv, a_sent_message_is_absent_and_then_whole,
        a_message_that_its_sender_died_in_is_told_and_not_delivered, NULL);
}
