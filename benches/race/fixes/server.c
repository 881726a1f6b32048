/* server - only one process touches the balance; the others ask it to.
 *
 * Source: Lauer and Needham, "On the Duality of Operating System Structures",
 * 1979: message passing does what locks do. An update is a request and its
 * answer, the new balance: two messages, and a wait. Here the holder whose
 * death all wait for is the server.
 */
#include <errno.h>

#include "fix.h"
#include "kit/die.h"
#include "mp/process.h"
#include "mp/queue.h"

struct counter {
    struct mp_queue *requests; /* the index of the one who asks */
    struct mp_queue *answers[FIX_WORKERS];
    struct mp_process server;
};

static int serve(void *arg)
{
    struct fix_worker *w = arg;
    struct counter *c = w->shared;
    int who;

    while (mp_queue_get(c->requests, &who, sizeof who) == 0) {
        fix_update(w); /* nobody else does */
        long balance = atomic_load_explicit(w->balance, memory_order_relaxed);
        check(mp_queue_put(c->answers[who], &balance, sizeof balance),
              "server");
    }
    return 0;
}

static int start(struct fix_worker *w)
{
    struct counter *c = w->shared;

    c->requests = mp_queue_create((size_t)w->workers, sizeof(int), 0);
    if (!c->requests)
        return errno;
    for (int i = 0; i < w->workers; i++) {
        c->answers[i] = mp_queue_create(1, sizeof(long), MP_QUEUE_ONE_TO_ONE);
        if (!c->answers[i])
            return errno;
    }
    c->server = mp_process(serve, w);
    return mp_process_start(&c->server);
}

static int end(struct fix_worker *w)
{
    struct counter *c = w->shared;
    int error = mp_queue_close(c->requests);

    if (!error)
        error = mp_process_join(&c->server);
    mp_queue_destroy(c->requests);
    for (int i = 0; i < w->workers; i++)
        mp_queue_destroy(c->answers[i]);
    return error ? error : c->server.exitcode ? ECHILD : 0;
}

static void work(struct fix_worker *w)
{
    struct counter *c = w->shared;
    long balance;

    while (fix_next(w)) {
        check(mp_queue_put(c->requests, &w->index, sizeof w->index), "server");
        check(mp_queue_get(c->answers[w->index], &balance, sizeof balance),
              "server");
    }
}

const struct fix fix_server = {
    .name = "server",
    .idea = "one process has the balance; the others send it requests",
    .source = "Lauer and Needham 1979",
    .killed = "wait",
    .size = sizeof(struct counter),
    .open = start,
    .close = end,
    .work = work};
