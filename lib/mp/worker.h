/* worker.h - what runs in a pool's worker processes. Internal to libmp. */
#ifndef MP_WORKER_H
#define MP_WORKER_H

/* How many pools this process is inside of: 0 in one that is no worker. */
int mp_worker_depth(void);

/* A worker's life; arg is its struct mp_member (crew.h). Returns, with the
 * exit code 0, when the pool is closed. */
int mp_worker_run(void *arg);

#endif
