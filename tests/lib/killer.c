#include "hunt.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "breakpoint.h"
#include "mp/clock.h"

/* --- the beginning ---------------------------------------------------------
 */

#define TICK 2000 /* us */

static void fork_victim(struct hunt *h)
{
    h->pid = fork();
    if (h->pid < 0)
        give_up("fork");
    if (h->pid == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        h->k->call(h->k->arg);
        call_is_through();
    }
    hunt_await_stop(h);
}

static void seize_victim(struct hunt *h)
{
    h->pid = h->k->pid;
    if (ptrace(PTRACE_SEIZE, h->pid, NULL, NULL) < 0)
        give_up("PTRACE_SEIZE");
    /* The sleep is interrupted, and begun again when the victim goes on. */
    if (ptrace(PTRACE_INTERRUPT, h->pid, NULL, NULL) < 0)
        give_up("PTRACE_INTERRUPT");
    hunt_await_stop(h);
}

/* --- the death -------------------------------------------------------------
 */

/* What a breakpoint's hit costs, in steps. */
#define HIT 5

/* How to go so many instructions without stepping through all of them: the
 * place from which the rest is stepped. */
static long landmark(const struct killer_trace *t, long steps)
{
    long best = 0, least = steps;
    long last = steps < t->n ? steps : t->n - 1;

    for (long j = last; j > 0 && last - j < least; j--) {
        long cost = last - j + HIT * (t->turn[j] + 1);
        if (cost < least) {
            least = cost;
            best = j;
        }
    }
    return best;
}

static void record(struct killer_trace *t, uintptr_t pc)
{
    if (t->n == KILLER_STEPS_MAX)
        return;
    long before = t->n - 1;
    while (before >= 0 && t->pc[before] != pc)
        before--;
    t->pc[t->n] = pc;
    t->turn[t->n++] = before < 0 ? 0 : t->turn[before] + 1;
}

static struct killed step_and_kill(struct hunt *h, long steps,
                                   struct killer_trace *t)
{
    struct killed out = {0};
    bool full = steps >= KILLER_STEPS_MAX, awake = true;
    long done = 0;

    if (full)
        t->n = 0;
    if (h->k->from_sleep) {
        hunt_run_to_sleep(h);
        out.missed = h->gone;
        if (out.missed)
            return out;
        awake = steps > 0 && h->k->asleep(h->k->arg, h->sleeps++) &&
                hunt_await_step(h);
        if (full)
            record(t, 0);
        done = 1;
    } else {
        hunt_run_to(h, (uintptr_t)h->k->call, 0);
    }
    /* By a breakpoint as far as possible: steps alone would make a sweep's cost
     * quadratic. */
    long first = full ? 0 : landmark(t, steps);
    if (awake && first > done) {
        awake = hunt_run_to(h, t->pc[first], t->turn[first]);
        done = first;
    }
    out.pc = awake ? read_pc(h->pid) : 0;
    for (; awake; done++) {
        if (full)
            record(t, out.pc);
        out.ended = out.pc == (uintptr_t)call_is_through;
        if (out.ended || done >= steps)
            break;
        awake = hunt_step(h, &out.pc);
    }
    out.asleep = !awake && !h->gone;
    return out;
}

struct killed killer_kill_after(const struct killer *k, long steps,
                                struct killer_trace *trace)
{
    struct hunt h = {.k = k};
    cpu_set_t before, here;
    int status;

    set_tick(TICK);
    if (k->call)
        fork_victim(&h);
    else
        seize_victim(&h);
    if (ptrace(PTRACE_SETOPTIONS, h.pid, NULL,
               PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD) < 0)
        give_up("PTRACE_SETOPTIONS");
    /* Both on one CPU: a step is several times as fast there. */
    sched_getaffinity(0, sizeof before, &before);
    CPU_ZERO(&here);
    CPU_SET((size_t)sched_getcpu(), &here);
    sched_setaffinity(0, sizeof here, &here);
    sched_setaffinity(h.pid, sizeof here, &here);

    struct killed out = step_and_kill(&h, steps, trace);

    if (k->before_death)
        k->before_death(k->arg);
    out.time = mp_clock_now();
    if (!h.gone)
        kill(h.pid, SIGKILL);
    while (!h.gone)
        h.gone = waitpid(h.pid, &status, __WALL) < 0 ? errno != EINTR
                                                     : !WIFSTOPPED(status);
    set_tick(0);
    sched_setaffinity(0, sizeof before, &before);
    return out;
}
