/* lock_scene.h - an account under a lock, its holder's death, and others.
 */
#ifndef LOCK_SCENE_H
#define LOCK_SCENE_H

#include "mp/clock.h"
#include "mp/lock.h"
#include "sweep.h"

#define TOLD_WITHIN MP_MS(100)

/* Two halves of a balance that the lock keeps equal. */
struct account {
    struct mp_lock lock;
    volatile long a, b;
    atomic_uint go;  /* what a victim that naps waits for */
    bool barged;     /* a third took it before the victim could */
    pid_t waiter[2]; /* survivors that wait for the lock */
    struct seen {    /* what each of them saw */
        int error;
        long a, b;
        int64_t time;
    } seen[2];
};

/* In shared memory. */
struct account *open_account(void);

/* What a victim does: acquire, change both halves, release. */
void account_update(void *account);

/* Take the lock, look, give it back; the note that the data is suspect stays
 * for the next one. 0, or 1 where seen->error is neither 0 nor EOWNERDEAD. */
int account_look(struct account *c, struct seen *seen);

/* One letter for what an acquirer sees: told nothing, and the data as it was
 * (.) or updated (=); told, and the data as it was (u), half (h), whole (w). */
char account_letter(const struct seen *seen);

/* Start two survivors that look, one after the other; each sleeps, or is
 * through, before the next begins. */
void start_waiters(void *account);

/* Wait for the two, judge what they saw, and the lock after it. p->late where
 * one of them got it later than so long after this time. */
void join_waiters(struct point *p, struct account *c, int64_t since,
                  int64_t within);

/* The lock has no waiter and no holder: does it work, and does the note last
 * until somebody repairs? expected: 0, or EOWNERDEAD. */
void lock_works_on(struct account *c, int expected);

#endif
