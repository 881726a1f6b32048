#include "hunt.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "breakpoint.h"

/* A stop at the entry or exit of a system call (PTRACE_O_TRACESYSGOOD). */
#define SYSCALL_STOP (SIGTRAP | 0x80)

_Noreturn void give_up(const char *what)
{
    fprintf(stderr, "killer: %s: %s\n", what, strerror(errno));
    abort();
}

static void on_tick(int sig)
{
    (void)sig; /* is there to interrupt waitpid */
}

void set_tick(long us)
{
    struct sigaction action = {.sa_handler = on_tick}; /* no SA_RESTART */
    struct itimerval t = {{0, us}, {0, us}};

    if (us)
        sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &t, NULL);
}

void hunt_resume(struct hunt *h, int how)
{
    if (ptrace((enum __ptrace_request)how, h->pid, NULL,
               (void *)(intptr_t)h->sig) < 0)
        give_up("ptrace");
}

bool hunt_await_stop(struct hunt *h)
{
    int status, seen = 0;

    while (waitpid(h->pid, &status, __WALL) < 0) {
        if (errno != EINTR)
            give_up("waitpid");
        seen = killer_sleeps(h->pid) ? seen + 1 : 0;
        if (seen == 2)
            return false;
    }
    h->gone = !WIFSTOPPED(status);
    if (h->gone)
        return false;
    int sig = WSTOPSIG(status);
    /* A signal of the victim's own (SIGUSR1, say) is handed on. */
    h->sig = sig == SIGTRAP || sig == SYSCALL_STOP || sig == SIGSTOP ? 0 : sig;
    return true;
}

bool hunt_await_step(struct hunt *h)
{
    while (!hunt_await_stop(h))
        if (h->gone || !h->k->asleep || !h->k->asleep(h->k->arg, h->sleeps++))
            return false;
    return true;
}

bool hunt_step(struct hunt *h, uintptr_t *pc)
{
    uintptr_t before = *pc;
    bool awake;

    do {
        hunt_resume(h, PTRACE_SINGLESTEP);
        awake = hunt_await_step(h);
        *pc = awake ? read_pc(h->pid) : 0;
    } while (*pc == before);
    return awake;
}

/* Up to the breakpoint's next hit. */
static bool run_to(struct hunt *h, uintptr_t address)
{
    struct breakpoint there, end;
    bool awake;

    set_breakpoint(h->pid, &there, address);
    set_breakpoint(h->pid, &end, (uintptr_t)call_is_through);
    do {
        hunt_resume(h, PTRACE_CONT);
        awake = hunt_await_step(h);
    } while (awake && h->sig);
    if (awake) {
        clear_breakpoint(h->pid, &there);
        clear_breakpoint(h->pid, &end);
    }
    return awake;
}

bool hunt_run_to(struct hunt *h, uintptr_t address, int turn)
{
    uintptr_t pc;

    while (run_to(h, address)) {
        pc = read_pc(h->pid);
        if (turn-- == 0 || pc == (uintptr_t)call_is_through)
            return true;
        if (!hunt_step(h, &pc))
            break;
    }
    return false;
}

void hunt_run_to_sleep(struct hunt *h)
{
    do {
        hunt_resume(h, PTRACE_SYSCALL); /* up to the entry */
        if (!hunt_await_stop(h))
            return;
        hunt_resume(h, PTRACE_SINGLESTEP);
    } while (hunt_await_stop(h));
}

__attribute__((noinline)) void call_is_through(void)
{
    _exit(0);
}
