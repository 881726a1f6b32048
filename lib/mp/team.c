#include "mp/team.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "mp/clock.h"
#include "mp/futex.h"
#include "mp/process.h"
#include "mp/shared.h"

/* A short race is over in a microsecond, and a sleeper is awake 5 to 100 us
 * after its futex is woken. So where there are CPUs enough, each member comes
 * to the gate on a CPU of its own, and the gate opens on a time by the clock,
 * LEAD from now, by which all are awake and spin. Measured, two members begin
 * 20 ns apart, and 10 to 60 us without this. Where members must share CPUs,
 * spinning would only keep the others from waking. */
#define LEAD MP_US(100)

enum gate_state { SHUT, OPEN, CANCELLED };

/* What one member writes stands on cache lines of its own, so that finishing
 * does not slow down those who still work. */
struct member {
    alignas(64) struct gate *gate;
    int index;
    atomic_bool here;          /* it has come to the gate */
    int result;                /* what fn returned; valid when finished is */
    int64_t finished;          /* when it did; 0: never */
    struct mp_process process; /* these two are the caller's */
    pthread_t thread;
};

/* Shared by the caller and the members, threads or processes alike. */
struct gate {
    mp_member_fn *fn;
    void *arg;
    enum mp_kind kind;
    int members;
    cpu_set_t cpus; /* the caller's, and each member's after the gate */
    int64_t lead;   /* LEAD where there are CPUs enough, else 0 */
    alignas(64) atomic_int missing; /* members still to come */
    atomic_int_least64_t begin;     /* when the work begins; 0: not yet known */
    alignas(64) atomic_uint state;  /* enum gate_state; the word waited for */
    struct member member[];
};

static unsigned state(struct gate *g)
{
    /* Acquire: pairs with the release in open_gate. Who sees the gate open
     * sees all that the others wrote before they came to it. */
    return atomic_load_explicit(&g->state, memory_order_acquire);
}

static int64_t begin(struct gate *g)
{
    /* Relaxed: read after the acquire in state, or after a join. */
    return atomic_load_explicit(&g->begin, memory_order_relaxed);
}

/* May be called by several at once, and by one after another that was killed
 * half way: the first one's time stands. */
static void open_gate(struct gate *g)
{
    int64_t unset = 0, from = mp_clock_now() + g->lead;

    /* Relaxed: the release below publishes it. */
    atomic_compare_exchange_strong_explicit(
        &g->begin, &unset, from, memory_order_relaxed, memory_order_relaxed);
    atomic_store_explicit(&g->state, OPEN, memory_order_release);
    mp_futex_wake(&g->state, INT_MAX);
}

static void wait_at_gate(struct gate *g)
{
    while (state(g) == SHUT)
        mp_futex_wait(&g->state, SHUT, MP_FUTEX_SLICE);
    if (g->lead)
        sched_setaffinity(0, sizeof g->cpus, &g->cpus);
    while (mp_clock_now() < begin(g))
        mp_futex_pause();
}

/* Move to the CPU that is this member's at the gate. Where that fails, the
 * scheduler's choice must do. */
static void take_own_cpu(const struct member *m)
{
    const cpu_set_t *all = &m->gate->cpus;
    cpu_set_t own;
    int skip = m->index;

    CPU_ZERO(&own);
    for (size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&own) == 0; cpu++)
        if (CPU_ISSET(cpu, all) && skip-- == 0)
            CPU_SET(cpu, &own);
    sched_setaffinity(0, sizeof own, &own);
}

/* A member's life, as a thread or as a process. */
static int live(void *arg)
{
    struct member *m = arg;
    struct gate *g = m->gate;

    if (g->lead)
        take_own_cpu(m);
    /* Relaxed: only counted by the caller. Before the count, so that a member
     * killed between the two still counts as come. */
    atomic_store_explicit(&m->here, true, memory_order_relaxed);
    /* The last to come opens the gate itself: it is running anyway, while the
     * caller would have to be woken, and would take a member's CPU.
     * Acquire and release: the last one has seen what all the others wrote. */
    if (atomic_fetch_sub_explicit(&g->missing, 1, memory_order_acq_rel) == 1)
        open_gate(g);
    wait_at_gate(g);
    if (state(g) == CANCELLED)
        return 0;
    m->result = g->fn(m->index, g->arg) & 0xff;
    m->finished = mp_clock_now();
    return m->result;
}

static void *live_as_thread(void *arg)
{
    live(arg);
    return NULL;
}

static int start(struct gate *g, struct member *m)
{
    *m = (struct member){.gate = g, .index = (int)(m - g->member)};
    m->process = mp_process(live, m);
    if (g->kind == MP_PROCESSES)
        return mp_process_start(&m->process);
    m->process.exitcode = MP_UNKNOWN;
    return pthread_create(&m->thread, NULL, live_as_thread, m);
}

static void join(struct gate *g, struct member *m)
{
    if (g->kind == MP_PROCESSES)
        mp_process_join(&m->process);
    else
        pthread_join(m->thread, NULL);
}

/* Processes only. A member that dies before it comes to the gate would keep it
 * shut: the caller sees to it that all are here or dead. Meanwhile it sleeps on
 * a member's end, not on the gate, so that opening does not wake it. */
static void watch_gate(struct gate *g)
{
    while (state(g) == SHUT) {
        struct member *alive = NULL;
        int absent = 0;
        for (int i = 0; i < g->members; i++) {
            struct member *m = &g->member[i];
            bool here = atomic_load_explicit(&m->here, memory_order_relaxed);
            if (mp_process_join_timed(&m->process, 0) != 0) {
                alive = m;
                absent += !here;
            }
        }
        if (absent == 0)
            open_gate(g);
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

static struct mp_team sum_up(struct gate *g)
{
    struct mp_team team = {.failed = -1};

    for (int i = g->members - 1; i >= 0; i--) {
        const struct member *m = &g->member[i];
        if (m->finished - begin(g) > team.elapsed_ns)
            team.elapsed_ns = m->finished - begin(g);
        if (outcome(m) != 0) {
            team.failed = i;
            team.code = outcome(m);
        }
    }
    return team;
}

/* Run the team at a gate of zeroed memory. */
static int run(struct gate *g)
{
    int started = 0, error = 0;

    atomic_init(&g->missing, g->members);
    /* One alone has nobody to begin together with. */
    if (g->members > 1 && sched_getaffinity(0, sizeof g->cpus, &g->cpus) == 0 &&
        g->members <= CPU_COUNT(&g->cpus))
        g->lead = LEAD;
    while (started < g->members && !error) {
        error = start(g, &g->member[started]);
        started += !error;
    }
    if (error) {
        /* Release: publishes nothing, but is the rule for this word. */
        atomic_store_explicit(&g->state, CANCELLED, memory_order_release);
        mp_futex_wake(&g->state, INT_MAX);
    } else if (g->kind == MP_PROCESSES) {
        watch_gate(g);
    }
    for (int i = 0; i < started; i++)
        join(g, &g->member[i]);
    return error;
}

int mp_team_run(enum mp_kind kind, int members, mp_member_fn *fn, void *arg,
                struct mp_team *team)
{
    struct mp_team ended = {.failed = -1};
    int saved = errno, error = ENOMEM;

    if (members < 1 || !fn)
        return EINVAL;
    struct gate *g = mp_value(sizeof *g + (size_t)members * sizeof *g->member);
    if (g) {
        g->fn = fn;
        g->arg = arg;
        g->kind = kind;
        g->members = members;
        error = run(g);
        if (!error)
            ended = sum_up(g);
        mp_array_free(g);
    }
    if (team)
        *team = ended;
    errno = saved;
    return error ? error : ended.failed >= 0 ? ECHILD : 0;
}
