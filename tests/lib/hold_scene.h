/* hold_scene.h - a lock, a count that it protects, and a child that holds it.
 * (For those who die at an instruction: lock_scene.h.)
 */
#ifndef TESTS_HOLD_SCENE_H
#define TESTS_HOLD_SCENE_H

#include <stdatomic.h>

#include "mp/lock.h"
#include "sleepers.h"

/* What the test and its children share. */
extern struct held_lock {
    struct mp_lock lock;
    long count; /* protected by the lock */
    atomic_int held, let_go;
    int error;
} * h;

void new_lock(void);
void end_lock(void); /* checks that it is free */

/* A child that holds the lock until it is let go. */
int hold(void *unused);
struct mp_process start_holder(void);
void end_holder(struct mp_process *holder);

#endif
