/* pool_scene.h - a pool whose tasks kill their workers when told to. */
#ifndef POOL_SCENE_H
#define POOL_SCENE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "mp/pool.h"

enum { N = 240 }; /* the most items */

/* What the tasks are told, and what they tell. Shared. */
extern struct pool_scene {
    int victim;         /* the item that kills its worker; -1: all do */
    int signal;         /* by this; 0: it exits */
    int status;         /* with this */
    atomic_int waiting; /* of those who die together */
    atomic_int pid;     /* who stopped itself */
    atomic_int runs[N]; /* how often each item was begun */
    int results[N];
} * scene;

extern struct mp_pool *pool;

/* A scene, where death is by SIGKILL, and a pool; the end of both. */
void set_pool_scene(int workers, int victim);
void end_pool_scene(void);

/* A task: index -> int. Its runs are counted. */
int square_or_die(const void *input, void *result);

/* The other part of it. */
void die_as_told(void);

/* Map over 0..n-1; results and runs are in scene. */
int run_map(mp_task_fn *task, size_t n, size_t chunk,
            struct mp_map_report *report, int64_t timeout);

/* Items that are in no report are right, and were run once; those that are in
 * it, once at most. */
void check_the_others(const struct mp_map_report *report, int n);

/* All workers are there, and a map is right. */
void check_pool_is_whole(void);

#endif
