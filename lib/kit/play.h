/* play.h - a schedule made by hand, one step at a time, towards a goal.
 *
 * What the student does in bank_steps, without a terminal: which steps are
 * possible, what comes of them, the last one taken back, and a hint: a step
 * after which the goal can still be reached.
 */
#ifndef KIT_PLAY_H
#define KIT_PLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "kit/schedule.h"

struct play {
    int tellers;
    long updates; /* that each teller is to make; 0: as many as it likes */
    long goal;    /* where to end; means nothing if updates is 0 */
    bool locked, witness;
    size_t length;
    struct step steps[SCHEDULE_STEPS_MAX];
    struct schedule_state state; /* after them */
};

/* No step yet. */
void play_begin(struct play *play);

/* One step: NULL, and it is made; else why it is not possible, in buffer. */
const char *play_step(struct play *play, struct step step, char *buffer,
                      size_t size);

/* Take the last one back. False: there is none. */
bool play_undo(struct play *play);

/* Nobody has a register to write, nor the lock: it could end here. */
bool play_complete(const struct play *play);

/* Complete, and every teller has made all its updates. */
bool play_over(const struct play *play);

enum play_hint { HINT_STEP, HINT_NONE, HINT_UNKNOWN };

/* A step after which the goal can be reached (HINT_STEP: in *step); from here
 * there is none (HINT_NONE); too many orders to try (HINT_UNKNOWN). */
enum play_hint play_hint(const struct play *play, struct step *step);

/* The steps so far as a schedule; malloc'ed. NULL: no memory. */
char *play_text(struct play *play);

#endif
