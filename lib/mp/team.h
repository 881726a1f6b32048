/* team.h - run one function as N threads or N processes, released together.
 *
 *     struct mp_team team;
 *     mp_team_run(MP_PROCESSES, 2, teller, account, &team);
 *     printf("%lld ns\n", (long long)team.elapsed_ns);
 *
 * Python has no such thing; every race lesson needs it. Without a start gate
 * the first member is done before the second one begins, and no race is seen.
 * Whether the members are threads or processes is one argument, so that tools
 * that see threads only (thread sanitizer, Helgrind) check the code that runs
 * as processes.
 *
 * The gate: each member reports that it is there and sleeps on one word (a
 * futex). The last to come opens: it names a time and wakes the others with one
 * call, and all begin at that time. Where there are CPUs enough, each member
 * waits on one of its own (after the gate the scheduler is free again), and the
 * time lies 100 us ahead, so that all are awake by then: they begin less than a
 * microsecond apart, as a rule. Where members share CPUs they begin as they
 * come to run.
 *
 * Elapsed time runs from that time to the last member's return; starting and
 * joining are not in it. A process pays for its first touch of each page of
 * shared memory (a fault, 1 to 5 us each); that is in it.
 */
#ifndef MP_TEAM_H
#define MP_TEAM_H

#include <stdint.h>

enum mp_kind { MP_THREADS, MP_PROCESSES };

/* A member's body. index counts from 0; arg is the same for all: memory that
 * they share (mp_value, mp_array), if they are processes. Returns 0 for good,
 * another value 1..255 for failed. A process member leaves by _exit. */
typedef int mp_member_fn(int index, void *arg);

struct mp_team {
    int64_t elapsed_ns; /* from the gate to the last finish, of those that
                           finished; 0: none did */
    int failed;         /* the lowest member that failed or died; -1: none */
    int code;           /* what it returned; -signal if it was killed; else 0 */
};

/* Start the members, open the gate, join all. Blocks until each has ended.
 * team may be NULL.
 * EINVAL: members < 1, or fn is NULL. EAGAIN, ENOMEM: the k-th could not be
 * started; those before it never passed the gate and are gone. ECHILD: a member
 * failed or died; team says which, the others have finished. One that dies
 * before the gate opens does not hold up the others. */
int mp_team_run(enum mp_kind kind, int members, mp_member_fn *fn, void *arg,
                struct mp_team *team);

#endif
