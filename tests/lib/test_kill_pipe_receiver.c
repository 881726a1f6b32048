/* A process killed at each instruction of a pipe's receive: the sender is told.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "talk_scene.h"

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
    char *seen = sweep(&(struct sweep){.name = "receive 300 kB",
                                       .point = long_receiver_killed,
                                       .jobs = 4,
                                       .sample = 30,
                                       .at_least = 30});

    ck_assert(sweep_count(seen, 'e') > 5 && sweep_count(seen, 'p') > 5);
    free(seen);
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "kill_pipe_receiver", argv,
        a_receiver_killed_anywhere_is_told_to_the_sender,
        a_sender_asleep_in_its_send_is_told_when_the_receiver_dies, NULL);
}
