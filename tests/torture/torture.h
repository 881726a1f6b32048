/* torture.h - faults at random moments, in rounds that can be repeated.
 *
 *     torture ROUNDS SEED [SCENARIO]
 *
 * Round i has the seed SEED + i - 1, which alone decides the scenario and all
 * its choices; so the seed of a round that failed, with ROUNDS 1, repeats it
 * (the moments are the machine's, and differ). Each round is a process, leader
 * of a process group, with a hard deadline. When it is over, nothing may be
 * left: no process, no descriptor, no file.
 */
#ifndef TORTURE_H
#define TORTURE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct scenario {
    const char *name;
    void (*run)(void);
};

/* The scenarios, by file. */
void pool_killed(void), pool_stopped(void), caller_killed(void);
void queue_killed(void), queue_stopped(void);
void lock_killed(void);
void pipe_killed(void), pipe_stopped(void);
void storm(void);
void calls_fail(void);
void limits(void);

/* --- chance ---------------------------------------------------------------
 */

uint64_t chance(void);           /* 64 random bits, of the round */
int between(int low, int high);  /* both included */
bool one_in(int n);              /* true once in n */
void chance_seed(uint64_t seed); /* a child's or a thread's own series */

/* Let a random time pass, both limits included; a millisecond and less busily.
 * Draws nothing where they are the same. Returns it, ns. */
int64_t pass_time(int64_t low, int64_t high);

/* --- what must hold -------------------------------------------------------
 */

#define must(condition, ...) \
    ((condition) ? (void)0 : goes_wrong(__LINE__, #condition, __VA_ARGS__))

/* Print it and end the round, from any of its processes. */
_Noreturn void goes_wrong(int line, const char *condition, const char *format,
                          ...) __attribute__((format(printf, 3, 4)));

/* What happened, over all rounds and processes: so that one sees whether the
 * faults hit anything. */
enum event {
    KILLED,     /* processes killed by us */
    STOPPED,    /* SIGSTOPs */
    SIGNALS,    /* SIGUSR1s */
    LOST_ITEMS, /* by a map or a queue, with a dead process */
    SUSPECTS,   /* EOWNERDEAD */
    BROKEN,     /* messages broken off */
    REFUSED,    /* calls that failed as they were made to */
    CALLS,      /* maps, queue items, messages, acquires that were right */
    EVENTS
};
void count(enum event event, long n);

/* --- processes ------------------------------------------------------------
 */

/* A child of this process that dies with it; fn returns its exit code. */
pid_t spawn(int (*fn)(void *arg), void *arg);

/* Kill one of this round's processes. */
void slay(pid_t pid);

/* Stop it for so long (ns). */
void hold(pid_t pid, int64_t time);

/* Reap a child: its exit code, or -signal. */
int reap(pid_t pid);

/* Zeroed memory shared with the processes spawned later; never freed. */
void *common(size_t size);

/* In this process: open descriptors; mappings of shared memory. */
int open_descriptors(void);
int shared_mappings(void);

#endif
