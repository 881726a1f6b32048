/* few_scene.h - a queue of longs and the few children that use it. (For those
 * who die at an instruction: queue_scene.h.)
 */
#ifndef TESTS_FEW_SCENE_H
#define TESTS_FEW_SCENE_H

#include <stdatomic.h>
#include <stddef.h>

#include "mp/queue.h"
#include "sleepers.h"

enum { CHILDREN = 3 };

/* What each child is told and tells; in shared memory. */
extern struct few {
    struct mp_queue *q;
    atomic_int in, out;  /* flags, for raise_flag and await_flag */
    long item[CHILDREN]; /* to put, or got */
    long put[CHILDREN];  /* how many went in */
    long got;            /* how many came out */
    int error[CHILDREN];
} * s;

void new_scene(size_t capacity, int flags);
void end_scene(void);

/* Without waiting. */
int try_put(long item);
int try_get(long *item);

/* The children's bodies take the address of their number. */
extern int index_of[CHILDREN];

int put_one(void *index); /* item[] */
int get_one(void *index);
int put_on(void *index); /* 1, 2, 3, ... until that fails */
int get_on(void *index);

#endif
