/* hand.h - the dialogue of bank_steps: the student types the next step.
 */
#ifndef KIT_HAND_H
#define KIT_HAND_H

#include "kit/play.h"

/* Ask for steps on stdin, line by line, and have real tellers (desk.h) make
 * them, until the goal is reached, or the student or the input ends it. play
 * has the rules; afterwards also the steps. Returns the end balance. Nothing is
 * done to the terminal. */
long hand_play(struct play *play);

#endif
