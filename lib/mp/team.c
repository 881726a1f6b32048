#include "mp/team.h"

#include <errno.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mp/clock.h"
#include "mp/gate.h"
#include "mp/process.h"
#include "mp/shared.h"

/* What one member writes stands on cache lines of its own, so that finishing
 * does not slow down those who still work. */
struct member {
    alignas(64) struct crowd *crowd;
    int index;
    atomic_bool here;          /* it has come to the gate */
    int result;                /* what fn returned; valid when finished is */
    int64_t finished;          /* when it did; 0: never */
    struct mp_process process; /* these two are the caller's */
    pthread_t thread;
};

/* Shared by the caller and the members, threads or processes alike. */
struct crowd {
    mp_member_fn *fn;
    void *arg;
    enum mp_kind kind;
    int members;
    struct mp_gate gate;
    struct member member[];
};

/* A member's life, as a thread or as a process. */
static int live(void *arg)
{
    struct member *m = arg;
    struct crowd *c = m->crowd;

    mp_gate_take_cpu(&c->gate, m->index);
    /* Relaxed: only counted by the caller. Before the gate, so that a member
     * killed between the two still counts as come. */
    atomic_store_explicit(&m->here, true, memory_order_relaxed);
    if (!mp_gate_pass(&c->gate))
        return 0;
    m->result = c->fn(m->index, c->arg) & 0xff;
    m->finished = mp_clock_now();
    return m->result;
}

static void *live_as_thread(void *arg)
{
    live(arg);
    return NULL;
}

static int start(struct crowd *c, struct member *m)
{
    *m = (struct member){.crowd = c, .index = (int)(m - c->member)};
    m->process = mp_process(live, m);
    if (c->kind == MP_PROCESSES)
        return mp_process_start(&m->process);
    m->process.exitcode = MP_UNKNOWN;
    return pthread_create(&m->thread, NULL, live_as_thread, m);
}

static void join(struct crowd *c, struct member *m)
{
    if (c->kind == MP_PROCESSES)
        mp_process_join(&m->process);
    else
        pthread_join(m->thread, NULL);
}

/* Processes only. A member that dies before it comes to the gate would keep it
 * shut: the caller sees to it that all are here or dead. Meanwhile it sleeps on
 * a member's end, not on the gate, so that opening does not wake it. */
static void watch_gate(struct crowd *c)
{
    while (mp_gate_is_shut(&c->gate)) {
        struct member *alive = NULL;
        int absent = 0;
        for (int i = 0; i < c->members; i++) {
            struct member *m = &c->member[i];
            bool here = atomic_load_explicit(&m->here, memory_order_relaxed);
            if (mp_process_join_timed(&m->process, 0) != 0) {
                alive = m;
                absent += !here;
            }
        }
        if (absent == 0)
            mp_gate_open(&c->gate);
        else
            mp_process_join_timed(&alive->process, MP_MS(10));
    }
}

/* What became of a member: 0, what it returned, or minus the signal. */
static int outcome(const struct member *m)
{
    /* A thread, or a process that somebody else has reaped. */
    if (m->process.exitcode == MP_UNKNOWN && m->finished)
        return m->result;
    return m->process.exitcode;
}

static struct mp_team sum_up(struct crowd *c)
{
    struct mp_team team = {.failed = -1};

    for (int i = c->members - 1; i >= 0; i--) {
        const struct member *m = &c->member[i];
        if (m->finished - mp_gate_begin(&c->gate) > team.elapsed_ns)
            team.elapsed_ns = m->finished - mp_gate_begin(&c->gate);
        if (outcome(m) != 0) {
            team.failed = i;
            team.code = outcome(m);
        }
    }
    return team;
}

/* Start all, or none: then those who were started go home. */
static int run(struct crowd *c)
{
    int started = 0, error = 0;

    while (started < c->members && !error) {
        error = start(c, &c->member[started]);
        started += !error;
    }
    if (error)
        mp_gate_cancel(&c->gate);
    else if (c->kind == MP_PROCESSES)
        watch_gate(c);
    for (int i = 0; i < started; i++)
        join(c, &c->member[i]);
    return error;
}

/* Zeroed memory for them, which all of them see: threads see any. */
static struct crowd *gather(enum mp_kind kind, int members)
{
    size_t size =
        sizeof(struct crowd) + (size_t)members * sizeof(struct member);
    struct crowd *c = kind == MP_PROCESSES
                          ? mp_value(size)
                          : aligned_alloc(alignof(struct crowd), size);

    if (c && kind == MP_THREADS)
        memset(c, 0, size);
    return c;
}

static void scatter(struct crowd *c)
{
    if (c->kind == MP_PROCESSES)
        mp_array_free(c);
    else
        free(c);
}

int mp_team_run(enum mp_kind kind, int members, mp_member_fn *fn, void *arg,
                struct mp_team *team)
{
    struct mp_team ended = {.failed = -1};
    int saved = errno, error = ENOMEM;

    if (members < 1 || !fn)
        return EINVAL;
    struct crowd *c = gather(kind, members);
    if (c) {
        c->fn = fn;
        c->arg = arg;
        c->kind = kind;
        c->members = members;
        mp_gate_init(&c->gate, members);
        error = run(c);
        if (!error)
            ended = sum_up(c);
        scatter(c);
    }
    if (team)
        *team = ended;
    errno = saved;
    return error ? error : ended.failed >= 0 ? ECHILD : 0;
}
