/* shop_scene.h - a pool in a process of its own, the owner, and one of its
 * workers, the victim.
 *
 * Where the order of things matters, the other worker's first item waits until
 * the victim is dead.
 */
#ifndef SHOP_SCENE_H
#define SHOP_SCENE_H

#include <stdatomic.h>

#include "mp/pool.h"
#include "sweep.h"

#define ITEMS 8

struct shop_plan {
    int workers; /* 1, or 2: then the other holds an item until the end */
    size_t n, chunk;
    bool in_place, fails; /* fails: each task returns an error */
    bool ends;            /* the pool is closed instead of a map */
};

/* Shared by tester, owner and workers. */
struct shop {
    struct shop_plan plan;
    atomic_uint ready, go, released; /* words to wait for, 0 or 1 */
    pid_t victim, other;
    atomic_int runs[ITEMS];
    atomic_uint other_has_begun;
    long inputs[ITEMS];
    int returned; /* by the map */
    int64_t time; /* when it returned */
    size_t failed;
    int deaths;
    struct mp_map_error errors[ITEMS];
};
extern struct shop *shop;

void shop_open(const struct shop_plan *plan);

/* Until a word is set; set it. */
void shop_wait(atomic_uint *word);
void shop_set(atomic_uint *word);

/* The owner's life: a pool, which is `ready`; at `go` a map, which is reported
 * in the shop; when `released` another one, which must be right; the end.
 * Returns what went wrong. */
enum { OWNER_DONE, NO_POOL, WRONG_RESULT, SECOND_MAP, WORKERS, LEFT_BEHIND };
int shop_own(void *unused);

#endif
