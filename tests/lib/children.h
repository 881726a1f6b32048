/* children.h - what the children of the tests do.
 */
#ifndef TESTS_CHILDREN_H
#define TESTS_CHILDREN_H

#include "mp/process.h"

/* Bodies for mp_process. */
int give_back(void *code);      /* *(int *)code is the exit code */
int live_on(void *unused);      /* until killed */
int live_for_a_while(void *ms); /* *(int *)ms, then exit code 5 */

/* Start fn(arg), join it, check the states on the way: its exit code. */
int outcome(mp_process_fn *fn, void *arg);

/* From now on whose parent dies comes to this process; then reap as many of
 * them as there are to be. So a test leaves no orphan behind. */
void adopt_orphans(void);
void reap_orphans(int expected);

#endif
