/* schedule.h - the race lessons' notation: in which order tellers step.
 *
 *     abAB    A reads, B reads, A writes, B writes: A's update is lost
 *     aAbB    A reads and writes, then B: nothing is lost
 *
 * One letter a step; the i-th teller has the i-th letter of the alphabet. Lower
 * case reads the balance into the teller's register, upper case writes the
 * register plus or minus one back. Tellers in odd places (A, C, ...) deposit,
 * those in even places (B, D, ...) withdraw; as witnesses all deposit, so that
 * nothing cancels.
 *
 * With a lock there are steps with a sign, too: a+ takes the lock, a- gives it
 * back, a. asks for it while another holds it, and waits. A teller that waits
 * has the lock by its own later a+, which the release makes possible; who comes
 * first takes a free lock, whoever waits:
 *
 *     a+b.aAa-b+bBb-
 *
 * A schedule is complete when each teller's letters alternate read, write and
 * end with a write, and, with a lock (that is, if any step has a sign), each
 * teller reads and writes only while holding it, gives it back only when its
 * last read is written, and in the end neither holds it nor waits. Anything
 * else is refused. The grammar:
 *
 *     schedule = step+        step = letter | letter sign
 *     letter   = a..z | A..Z  sign = '+' | '-' | '.'   (lower case only)
 */
#ifndef KIT_SCHEDULE_H
#define KIT_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>

#define SCHEDULE_TELLERS   26
#define SCHEDULE_STEPS_MAX 4096 /* longer ones are refused */

enum step_kind { STEP_READ, STEP_WRITE, STEP_TAKE, STEP_RELEASE, STEP_WAIT };

struct step {
    int teller; /* from 0 */
    enum step_kind kind;
};

struct schedule {
    size_t length;
    struct step *steps; /* malloc'ed; schedule_free */
    int tellers;        /* the highest one named, plus 1 */
    bool locked;        /* it has signs */
};

/* Why a schedule was refused, for one line on stderr. */
struct schedule_error {
    size_t at;      /* the byte, from 0 */
    bool by_lock;   /* the notation is good, but the lock forbids that step */
    char text[120]; /* "step 1 'A': A writes before it has read" */
};

/* Text to schedule. 0; EINVAL with *error filled (which may be NULL): unknown
 * letter or sign, empty, too long, write before read, read twice, incomplete, a
 * step against the lock's rules; ENOMEM. Nothing to free then. With prefix, a
 * schedule that could still be completed is good too, also the empty one. */
int schedule_parse(const char *text, bool prefix, struct schedule *schedule,
                   struct schedule_error *error);

void schedule_free(struct schedule *schedule);

/* Schedule to text, in the notation above; malloc'ed, freed by the caller.
 * NULL: no memory. Parse and print are inverse to each other. */
char *schedule_print(const struct schedule *schedule);

/* Everything there is to see after some steps. */
struct schedule_state {
    long balance;
    long reg[SCHEDULE_TELLERS];     /* each teller's register */
    bool read[SCHEDULE_TELLERS];    /* has read and not yet written */
    bool waits[SCHEDULE_TELLERS];   /* has asked for the lock */
    int holder;                     /* who holds the lock; -1: nobody */
    long updates[SCHEDULE_TELLERS]; /* writes so far */
    long writes;                    /* all of them */
    long overwrites; /* writes over a balance other than the one read */
    long lost;       /* updates that the balance does not have in it */
    long seen[SCHEDULE_TELLERS];      /* each one's read: writes and */
    long seen_lost[SCHEDULE_TELLERS]; /* lost at that time */
};

/* The state before the first step. */
struct schedule_state schedule_start(void);

/* Is this step possible in this state? NULL if so; else why not: "A holds the
 * lock", written to buffer (size bytes; 80 suffice), which is returned. locked:
 * the lock's rules hold. */
const char *schedule_refuses(const struct schedule_state *state,
                             struct step step, bool locked, char *buffer,
                             size_t size);

/* One step. witness: all tellers deposit. The step must be possible. */
void schedule_step(struct schedule_state *state, struct step step,
                   bool witness);

/* The final balance of a complete schedule. */
long schedule_simulate(const struct schedule *schedule, bool witness);

#endif
