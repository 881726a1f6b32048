/* sleepers.h - children that fall asleep in a call, end, or are killed in it.
 */
#ifndef TESTS_SLEEPERS_H
#define TESTS_SLEEPERS_H

#include <stdatomic.h>

#include "mp/process.h"

/* Start fn(arg); the second returns when it sleeps in the kernel. */
struct mp_process start(mp_process_fn *fn, void *arg);
struct mp_process start_asleep(mp_process_fn *fn, void *arg);

/* It ends by itself, with exit code 0, in 20 seconds at most. */
void ends(struct mp_process *p);

/* Kill it (SIGKILL) and reap it. */
void dies(struct mp_process *p);

/* Let another go on, and wait for that, giving the CPU away: what was written
 * before the one is there after the other. */
void raise_flag(atomic_int *flag);
void await_flag(atomic_int *flag);

#endif
