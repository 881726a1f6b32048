/* race.h - what the race lessons share: the window, and the command that
 * replays.
 */
#ifndef KIT_RACE_H
#define KIT_RACE_H

#include <stdint.h>

/* The value of --window (delay.h). Where *text is NULL, it is set to the one
 * given for several cores, where a race needs little or no window, or to yield
 * on one, where tellers only meet when one gives up the CPU between reading and
 * writing. Wrong usage ends the program, exit code 2. */
int64_t race_window(const char **text, const char *several);

/* "2 cores, window none": what every outcome of a race depends on.
 * Static buffer. */
const char *race_where(int64_t window);

/* How to call another program of the suite: from the folder that this one was
 * called from, "build/bank_steps", quoted where the shell needs it.
 * Static buffer. */
const char *race_command(const char *program);

#endif
