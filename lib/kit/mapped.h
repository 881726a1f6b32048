/* mapped.h - the work that the pool's measuring programs hand out: squares. */
#ifndef KIT_MAPPED_H
#define KIT_MAPPED_H

#include <stdbool.h>
#include <stddef.h>

#include "mp/mp.h"

/* In shared memory, so that a map may work in place: make it before the pool. */
struct mapped {
    int *inputs, *results;
};

/* n inputs from 0 to 999, over and over; the results are touched, and wrong.
 * Dies where there is no memory. */
struct mapped mapped_create(size_t n);

/* The task: what input points to, squared, to result. */
int mapped_square(const void *input, void *result);

/* Map the first n; chunk as mp_pool_map takes it. Dies where that fails. */
void mapped_run(const struct mapped *m, struct mp_pool *pool, mp_task_fn *task,
                size_t n, size_t chunk, bool in_place);

/* Dies unless the first n results are right, and makes them wrong again. */
void mapped_expect(const struct mapped *m, size_t n);

#endif
