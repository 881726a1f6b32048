/* killer.h - kill a process after its k-th instruction.
 *
 * A victim is forked (or an existing process is seized), is single-stepped with
 * ptrace through one call, libc's and the vdso's instructions included, and is
 * killed by SIGKILL after exactly so many of them, then reaped. What it was
 * doing in shared memory then stands there as a crash at that point leaves it.
 * sweep.h does this for every k.
 *
 * An instruction is the unit, so a system call is one step: it has happened or
 * it has not. A call that sleeps is told apart by the victim's state in /proc,
 * never by a guess at time: the tester's `asleep` is called then, and may do
 * what wakes it. (Where a sleeping victim is killed: see from_sleep.)
 *
 * Lazy binding would be stepped too, so killer_main starts the suite anew with
 * LD_BIND_NOW set.
 *
 * On aarch64 a single step clears the exclusive monitor, so that a loop of
 * load-exclusive and store-exclusive never ends. With LSE atomics (Armv8.1) the
 * compiler's outline-atomics and libc use none; without them killer_skip says
 * so. Under user-mode emulation (qemu-user) there is no ptrace: skipped too.
 */
#ifndef KILLER_H
#define KILLER_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct killer {
    void (*call)(void *arg); /* what the victim does, step by step */
    void *arg;
    pid_t pid; /* instead of call: this process, a descendant, asleep now */
    /* Called in the tester when the victim sleeps in a system call: the n-th
     * time, counted from 0. Do what wakes it and return true, or return false:
     * nobody will, this is the end. NULL: the end. */
    bool (*asleep)(void *arg, int n);
    /* Let it run freely up to its first sleep. Killed after 0 instructions then
     * means in its sleep; the first instruction is the system call that sleeps.
     */
    bool from_sleep;
    /* Called in the tester just before the death, the victim stopped: others
     * may arrive while it is in its call. NULL: nothing. */
    void (*before_death)(void *arg);
};

#define KILLER_STEPS_MAX 100000L

/* The way of a victim that was not killed before its end: where it stood after
 * 0, 1, 2, ... instructions. */
struct killer_trace {
    long n;
    uintptr_t pc[KILLER_STEPS_MAX];
    int turn[KILLER_STEPS_MAX]; /* how often it had been there before */
};

struct killed {
    bool ended;   /* its call was through */
    bool asleep;  /* it was killed while asleep */
    bool missed;  /* its time was over before it was seen asleep: on a busy
                     machine; try again */
    uintptr_t pc; /* the instruction that it would have executed next */
    int64_t time; /* of the death, on mp_clock_now's clock */
};

/* One death. With KILLER_STEPS_MAX steps the victim goes to its end, and its
 * trace is written; other deaths go by it. (They take the first part of the way
 * at full speed, up to a breakpoint's n-th hit, and the rest step by step.) */
struct killed killer_kill_after(const struct killer *k, long steps,
                                struct killer_trace *trace);

/* An `asleep` for a wait that ends by itself. */
bool killer_keep_waiting(void *arg, int n);

/* Where pc is, as "libc.so.6+0x8a2f1", for addr2line or objdump. Static
 * buffer. */
const char *killer_where(uintptr_t pc);

/* Why nothing can be stepped here; NULL: it can. */
const char *killer_skip(void);

/* Has this process gone to sleep in the kernel? True too when it is dead. */
bool killer_sleeps(pid_t pid);

/* Wait until it has. */
void killer_await_sleep(pid_t pid);

/* The main of a suite, as run_tests in common.h; adds no test, and says why,
 * where nothing can be stepped. */
int killer_main(const char *name, char **argv, const TTest *first, ...)
    __attribute__((sentinel));

#endif
