/* settle.h - who had what: from the board into the books. Internal to libmp. */
#ifndef MP_SETTLE_H
#define MP_SETTLE_H

#include "mp/round.h"

/* Take the failed items out of worker i's log. */
void mp_settle_log(struct mp_run *run, int i);

/* Worker i has ended. The item that it had begun and not finished is lost, and
 * entered with this error (0 as a rule); the rest of its chunk is to be run. */
void mp_settle_death(struct mp_run *run, int i, int error);

/* The round is over, everybody has left it. All chunks that are not done are to
 * be run: those that stopped workers left, those that nobody took, and those
 * that a worker had taken when it was killed and had not begun. */
void mp_settle_rest(struct mp_run *run);

#endif
