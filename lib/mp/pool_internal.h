/* pool_internal.h - a pool, as its owner sees it. Internal to libmp. */
#ifndef MP_POOL_INTERNAL_H
#define MP_POOL_INTERNAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#include "mp/arena.h"
#include "mp/board.h"
#include "mp/crew.h"
#include "mp/lock.h"

struct mp_pool {
    pid_t owner;      /* who created it; a fork of that is another */
    atomic_uint gate; /* calls of map that are inside, and MP_POOL_CLOSED */
    atomic_bool terminated;
    struct mp_lock turn;    /* held by the call that has the workers */
    struct mp_arena arena;  /* shared with the workers; its fixed part is ... */
    struct mp_board *board; /* ... the board, and ... */
    unsigned char *small;   /* ... room for copies of MP_POOL_SMALL bytes */
    struct mp_crew crew;    /* private */
};

/* Arrays that need more room are copied into an extra part. */
#define MP_POOL_SMALL ((size_t)128 << 10)

#define MP_POOL_CLOSED 0x80000000u /* nobody comes in any more */

/* Go in and out of the pool. EPERM: not this process's pool. EPIPE: closed. */
int mp_pool_enter(struct mp_pool *pool);
void mp_pool_leave(struct mp_pool *pool);

#endif
