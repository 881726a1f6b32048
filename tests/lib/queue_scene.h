/* queue_scene.h - a queue with a history, one who dies in it, and others.
 *
 * The items that were there before are 1, 2, 3, ...; the victim puts the next
 * ones; survivors put 1001 and 1002.
 */
#ifndef QUEUE_SCENE_H
#define QUEUE_SCENE_H

#include "mp/queue.h"
#include "sweep.h"

#define SCENE_MAX 8

/* What a point is about. */
struct plan {
    int flags;            /* of the queue */
    size_t capacity;      /* up to SCENE_MAX */
    size_t held;          /* items in it */
    size_t batch;         /* items that the victim puts or gets */
    int sleepers;         /* survivors asleep in the queue: up to 2 */
    void (*call)(void *); /* what the victim does */
    int64_t timeout;      /* of its put or get; 0: none */
};

/* One who puts or gets one item, and what came of it. */
struct survivor {
    struct scene *scene;
    pid_t pid; /* 0: not started */
    int error;
    long item;
    int64_t time; /* when its call returned */
};

struct scene {
    struct mp_queue *q;
    struct plan plan;
    struct survivor other[2];
    int error; /* what the victim's call returned, if it did */
    long item[SCENE_MAX];
    size_t got;
};

/* In shared memory. The ring is turned by three items first, so that a batch
 * goes around its end. */
struct scene *scene_make(const struct plan *plan);

/* What a victim does to a scene: put or get plan.batch items, or close. */
void victim_puts(void *scene);
void victim_gets(void *scene);
void victim_closes(void *scene);

/* Let plan.sleepers survivors call put (items 1001, 1002) or get, one after the
 * other, each asleep or done before the next begins. */
void others_put(void *scene);
void others_get(void *scene);

/* The second survivor, whatever the first one does, calls get. */
void another_gets(struct scene *s);

/* Wait for survivor i. p->late if it returned more than half a second after
 * this time. */
void join_other(struct point *p, struct scene *s, int i, int64_t since);

/* Has the victim committed? Its queue held so many before, and then had others
 * asleep in it: where the size is the same again, one of them has returned. */
bool scene_has_committed(const struct scene *s);

/* The size is exact: take what is there, without waiting; after it the queue
 * says `end` (EAGAIN, or ENODATA where it is closed). Returns how many. */
size_t scene_drain(struct scene *s, long item[SCENE_MAX], int end);

/* The queue is empty: does it work on, up to its capacity exactly? */
void scene_works_on(struct scene *s);

/* The items, in any order, are from..from+n-1. */
void scene_has_items(const long *item, size_t n, long from);

/* Sweep a point about sleepers, whose variant is the plan. shape: the outcomes
 * in order; NULL: "a" and "p", where it is not the victim alone who says when.
 */
void sweep_sleepers(const char *name, void (*point)(struct point *p),
                    struct plan plan, const char *shape);

#endif
