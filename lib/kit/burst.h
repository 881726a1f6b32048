/* burst.h - many short races, one after the other, by the same tellers.
 *
 *     static void deposit(int me, void *arg) { ... }      each teller's part
 *     static bool look(void *arg) { ... return true; }    what came of it
 *     burst_run(MP_PROCESSES, 2, deposit, look, account);
 *
 * A few updates last some hundred nanoseconds, starting a process a thousand
 * times that. So the tellers are started once. Before each race they meet at a
 * gate, which opens at a time on the clock, as in team.h; after it they meet
 * again, and the first teller looks at what came while the others wait. Where
 * there are CPUs enough, each teller keeps to one of its own.
 */
#ifndef KIT_BURST_H
#define KIT_BURST_H

#include <stdbool.h>

#include "mp/team.h"

/* One teller's part of one race. */
typedef void burst_work(int me, void *arg);

/* Runs in the first teller, alone, when all are done: keep what is to be kept
 * and make all ready for the next race, in memory that is shared. False ends
 * the bursts. */
typedef bool burst_look(void *arg);

/* Run them. Dies when they cannot be started or one of them dies: the others
 * wait for it at the gate for some two seconds of their own time. */
void burst_run(enum mp_kind kind, int tellers, burst_work *work,
               burst_look *look, void *arg);

#endif
