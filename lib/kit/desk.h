/* desk.h - tellers that are real processes and move only when told.
 *
 *     struct desk *desk = desk_open(2, false);
 *     desk_step(desk, (struct step){0, STEP_READ});       A reads
 *     printf("%ld\n", desk_register(desk, 0));
 *     desk_close(desk);
 *
 * Each teller is a process with a register of its own; the balance and the lock
 * are in memory that they share. A teller sleeps until an order comes, makes
 * that one step and answers. So any order of steps can be had, by design, that
 * a race has by accident.
 *
 * The lock is a real mp_lock. One who asks for it while another holds it
 * (STEP_WAIT) really waits, for a millisecond, and gets nothing; it asks again
 * when it is told to take (STEP_TAKE). If it slept in the kernel until the
 * release, the kernel would choose who is next, and here the schedule does.
 */
#ifndef KIT_DESK_H
#define KIT_DESK_H

#include <stdbool.h>

#include "kit/schedule.h"

struct desk; /* opaque; belongs to the process that opened it */

/* Start the tellers: 1 to SCHEDULE_TELLERS. witness: all of them deposit.
 * NULL with errno; nothing is left then. */
struct desk *desk_open(int tellers, bool witness);

/* Have one step made, and wait for it. EAGAIN: a take, and the lock is not
 * free. EPERM: a release by one who does not hold it. EPROTO: a wait, and the
 * lock was free. ECHILD: the teller is dead. */
int desk_step(struct desk *desk, struct step step);

/* The same; dies when it fails, or when the balance is then not the expected
 * one: what the notation says comes of a step must come of it. */
void desk_move(struct desk *desk, struct step step, long balance);

/* What the step just made has done: "writes 3". Static buffer. */
const char *desk_deed(const struct desk *desk, struct step step);

/* What is in the shared account, and what the teller said its register is. */
long desk_balance(const struct desk *desk);
long desk_register(const struct desk *desk, int teller);

/* Send them home and wait until they have left. NULL is allowed. */
void desk_close(struct desk *desk);

#endif
