#include "killer.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "breakpoint.h"
#include "mp/clock.h"

/* A stop at the entry or exit of a system call (PTRACE_O_TRACESYSGOOD). */
#define SYSCALL_STOP (SIGTRAP | 0x80)

#define TICK 2000 /* us: how often a victim that does not stop is looked at */

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "killer: %s: %s\n", what, strerror(errno));
    abort();
}

/* --- one step --------------------------------------------------------------
 */

static void on_tick(int sig)
{
    (void)sig; /* is there to interrupt waitpid */
}

static void set_tick(long us)
{
    struct sigaction action = {.sa_handler = on_tick}; /* no SA_RESTART */
    struct itimerval t = {{0, us}, {0, us}};

    if (us)
        sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &t, NULL);
}

/* What is known of the victim while it is hunted. */
struct hunt {
    const struct killer *k;
    pid_t pid;
    int sleeps; /* how often it has slept */
    int sig;    /* a signal to hand over when it goes on */
};

static void resume(struct hunt *h, enum __ptrace_request how)
{
    if (ptrace(how, h->pid, NULL, (void *)(intptr_t)h->sig) < 0)
        give_up("ptrace");
}

/* Wait until the victim stops: true; false when it is seen asleep at two ticks
 * running. */
static bool await_stop(struct hunt *h)
{
    int status, seen = 0;

    while (waitpid(h->pid, &status, __WALL) < 0) {
        if (errno != EINTR)
            give_up("waitpid");
        seen = killer_sleeps(h->pid) ? seen + 1 : 0;
        if (seen == 2)
            return false;
    }
    errno = 0;
    if (!WIFSTOPPED(status))
        give_up("the victim died by itself");
    int sig = WSTOPSIG(status);
    /* A signal of the victim's own (SIGUSR1, say) is handed on. */
    h->sig = sig == SIGTRAP || sig == SYSCALL_STOP || sig == SIGSTOP ? 0 : sig;
    return true;
}

/* The same, waking the sleeper; false: nobody does. */
static bool await_step(struct hunt *h)
{
    while (!await_stop(h))
        if (!h->k->asleep || !h->k->asleep(h->k->arg, h->sleeps++))
            return false;
    return true;
}

/* --- the beginning ---------------------------------------------------------
 */

/* Where a victim stands when its call has returned. */
static __attribute__((noinline)) void call_is_through(void)
{
    _exit(0);
}

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
    await_stop(h);
}

static void seize_victim(struct hunt *h)
{
    h->pid = h->k->pid;
    if (ptrace(PTRACE_SEIZE, h->pid, NULL, NULL) < 0)
        give_up("PTRACE_SEIZE");
    /* The sleep is interrupted, and begun again when the victim goes on. */
    if (ptrace(PTRACE_INTERRUPT, h->pid, NULL, NULL) < 0)
        give_up("PTRACE_INTERRUPT");
    await_stop(h);
}

/* At full speed to this instruction, or to the end. false: asleep for good. */
static bool run_to(struct hunt *h, uintptr_t address)
{
    struct breakpoint there, end;
    bool awake;

    set_breakpoint(h->pid, &there, address);
    set_breakpoint(h->pid, &end, (uintptr_t)call_is_through);
    do {
        resume(h, PTRACE_CONT);
        awake = await_step(h);
    } while (awake && h->sig);
    if (awake) {
        clear_breakpoint(h->pid, &there);
        clear_breakpoint(h->pid, &end);
    }
    return awake;
}

/* From one system call to the next, each of them one step, until one sleeps;
 * that step is then under way. */
static void run_to_sleep(struct hunt *h)
{
    do {
        resume(h, PTRACE_SYSCALL); /* up to the entry */
        await_stop(h);
        resume(h, PTRACE_SINGLESTEP);
    } while (await_stop(h));
}

/* --- the death -------------------------------------------------------------
 */

/* One instruction. x86 stops in each turn of a string instruction (rep movsb, a
 * memcpy), which is still one. false: asleep for good. */
static bool step(struct hunt *h, uintptr_t *pc)
{
    uintptr_t before = *pc;
    bool awake;

    do {
        resume(h, PTRACE_SINGLESTEP);
        awake = await_step(h);
        *pc = awake ? read_pc(h->pid) : 0;
    } while (*pc == before);
    return awake;
}

/* The last of the first so many instructions that was executed for the first
 * time then. */
static long landmark(const struct killer_trace *t, long steps)
{
    long j = steps < t->n ? steps : t->n - 1;

    for (; j > 0; j--) {
        long i = 0;
        while (t->pc[i] != t->pc[j])
            i++;
        if (i == j)
            break;
    }
    return j;
}

static void record(struct killer_trace *t, uintptr_t pc)
{
    if (t->n < KILLER_STEPS_MAX)
        t->pc[t->n++] = pc;
}

static struct killed step_and_kill(struct hunt *h, long steps,
                                   struct killer_trace *t)
{
    struct killed out = {0};
    bool full = steps >= KILLER_STEPS_MAX, awake = true;
    long done = 0;

    if (h->k->from_sleep) {
        run_to_sleep(h);
        awake =
            steps > 0 && h->k->asleep(h->k->arg, h->sleeps++) && await_step(h);
        if (full)
            record(t, 0);
        done = 1;
    } else {
        run_to(h, (uintptr_t)h->k->call);
    }
    /* By a breakpoint where that leads to the same place: steps alone would
     * make a sweep's cost quadratic. */
    long first = full ? 0 : landmark(t, steps);
    if (awake && first > done) {
        awake = run_to(h, t->pc[first]);
        done = first;
    }
    out.pc = awake ? read_pc(h->pid) : 0;
    for (; awake; done++) {
        if (full)
            record(t, out.pc);
        out.ended = out.pc == (uintptr_t)call_is_through;
        if (out.ended || done >= steps)
            break;
        awake = step(h, &out.pc);
    }
    out.asleep = !awake;
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
    kill(h.pid, SIGKILL);
    while (waitpid(h.pid, &status, __WALL) >= 0 || errno == EINTR)
        if (errno != EINTR && (WIFSIGNALED(status) || WIFEXITED(status)))
            break;
    set_tick(0);
    sched_setaffinity(0, sizeof before, &before);
    return out;
}
