/* arena.h - a shared buffer that grows after the workers were forked.
 * Internal to libmp.
 *
 * A worker does not see memory that its parent maps after the fork. So the pool
 * reserves addresses before it, as many bytes as the machine has memory: one
 * anonymous shared mapping, no name, no descriptor. Addresses cost nothing;
 * memory is put behind them when a map needs it and given back after.
 *
 * A process that touches a page for which there is no memory dies by SIGBUS.
 * Therefore grow lets the kernel fill in the pages first (MADV_POPULATE_WRITE,
 * Linux 5.14), which fails with an error instead. An older kernel does not know
 * it; there the pages come as they are touched.
 */
#ifndef MP_ARENA_H
#define MP_ARENA_H

#include <stddef.h>

#define MP_ARENA_KEEP ((size_t)256 << 10) /* bytes kept from map to map */

struct mp_arena {
    unsigned char *base; /* page-aligned */
    size_t reserved;     /* bytes of addresses; 0: there was no room */
    size_t ready;        /* bytes that have memory behind them */
};

/* Reserve. Does not fail: without addresses, grow does. */
void mp_arena_create(struct mp_arena *arena);

/* Have memory for size bytes at base. ENOMEM: it is as it was. */
int mp_arena_grow(struct mp_arena *arena, size_t size);

/* Give back what is over MP_ARENA_KEEP, in all processes. */
void mp_arena_trim(struct mp_arena *arena);

/* Unmap it in this process. */
void mp_arena_destroy(struct mp_arena *arena);

#endif
