/* hunt.h - a traced process, moved on by instructions, up to places, and up to
 * its sleep. Internal to the killer.
 */
#ifndef HUNT_H
#define HUNT_H

#include "killer.h"

/* What is known of the victim while it is hunted. */
struct hunt {
    const struct killer *k;
    pid_t pid;
    int sleeps; /* how often it has slept */
    int sig;    /* a signal to hand over when it goes on */
    bool gone;  /* it has ended by itself */
};

/* Let it go on: PTRACE_SINGLESTEP, _CONT, _SYSCALL. */
void hunt_resume(struct hunt *h, int how);

/* Wait until it stops: true; false when it is seen asleep at two ticks running,
 * or has ended. */
bool hunt_await_stop(struct hunt *h);

/* The same, waking the sleeper; false: nobody does, or it has ended. */
bool hunt_await_step(struct hunt *h);

/* One instruction; *pc: the one before, and then the one after. x86 stops in
 * each turn of a string instruction (rep movsb, a memcpy): that is still one.
 * false: asleep for good, or ended. */
bool hunt_step(struct hunt *h, uintptr_t *pc);

/* At full speed to this instruction, past it so many times, or to the end of
 * its call. */
bool hunt_run_to(struct hunt *h, uintptr_t address, int turn);

/* From one system call to the next, each of them one step, until one sleeps;
 * that step is then under way. */
void hunt_run_to_sleep(struct hunt *h);

/* Where a victim stands when its call has returned. (Not _Noreturn: sanitizers
 * do much before they call such a function.) */
void call_is_through(void);

/* Look at a victim that does not stop so often; 0: no more. */
void set_tick(long us);

_Noreturn void give_up(const char *what);

#endif
