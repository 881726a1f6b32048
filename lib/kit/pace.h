/* pace.h - how the bank's tellers work: how often, how slowly, how carelessly.
 *
 * The options of the bank lessons, in one place: bank_racy and bank_locked
 * differ by their lock only.
 *
 *     -n, --rounds=N      updates of each teller
 *     --sleep=TIME        before each update
 *     --window=WINDOW     between reading the balance and writing it back:
 *                         none, yield, sleep, or a duration (delay.h)
 *     --notebook          the notebook's pace: 1000 rounds, 1 ms, no window
 */
#ifndef KIT_PACE_H
#define KIT_PACE_H

#include <stdint.h>

struct pace {
    long rounds;
    int64_t sleep;  /* ns */
    int64_t window; /* as delay_window takes it */
};

extern struct pace pace; /* set by pace_parse, read by the tellers */

/* In place of opts_parse. Wrong usage ends the program, exit code 2. */
void pace_parse(int argc, char **argv);

/* The pace in a line, with the number of cores: a race depends on all of it,
 * and nobody should take one outcome for a law. The cores go to the record too.
 */
void pace_say(int tellers);

#endif
