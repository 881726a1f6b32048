/* races.h - the same short race many times, and the order that each one took.
 *
 * Two tellers, traced (trace.h), in bursts (burst.h): what bank_orders holds
 * against the orders that are possible.
 */
#ifndef KIT_RACES_H
#define KIT_RACES_H

#include <stdbool.h>
#include <stdint.h>

#include "kit/trace.h"

/* Bit i says whose the i-th step was: 0 is A's. */
__extension__ typedef unsigned __int128 races_path;

/* What one race came to. */
struct race {
    races_path path;
    int balance, lost;
};

/* What is raced, and what came. */
struct races {
    int updates[2]; /* of A, who deposits; of B, who withdraws, or deposits: */
    bool witness;
    int64_t window;
    bool coin; /* tossed before and after each write: the window, or none? */
    long done;
    long distinct;      /* orders that came at all */
    long lossless;      /* races that lost nothing */
    struct race common; /* the order that came most often, */
    long times;         /* and how often */
    struct race *races; /* all of them, the same orders side by side */
    void *shared;
};

/* Run up to most races, until the time is over, with what the first fields of
 * *races say; fill in the others. Dies when a teller does. */
void races_run(struct races *races, long most, int64_t time);

/* How many ended at from..to. */
long races_ending(const struct races *races, int from, int to);

/* The order of one race as a schedule; malloc'ed, dies without memory. */
char *races_schedule(const struct races *races, races_path path);

void races_free(struct races *races);

#endif
