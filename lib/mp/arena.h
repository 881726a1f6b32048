/* arena.h - a pool's shared memory: a fixed part, and one that grows after the
 * workers were forked. Internal to libmp.
 *
 * A worker does not see memory that its parent maps after the fork. So the pool
 * reserves addresses before it, as many bytes as the machine has memory: one
 * anonymous shared mapping, no name, no descriptor. Addresses cost nothing;
 * memory is put behind them when a map needs it and given back after.
 *
 *     | addresses only            | ready | fixed |
 *     ^ base                          fixed ^     ^ base + reserved
 *
 * It grows downwards, so that what is in use stays together, near the program's
 * other mappings: in each process the kernel needs fewer page tables for it.
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
    unsigned char *base;
    size_t reserved;      /* bytes, with the fixed part */
    unsigned char *fixed; /* zeroed; page-aligned, as base is */
    size_t ready;         /* bytes below fixed that have memory behind them */
};

/* Reserve, with a fixed part of so many bytes. ENOMEM. */
int mp_arena_create(struct mp_arena *arena, size_t fixed);

/* Have memory for size bytes; they begin at *start, page-aligned. ENOMEM: it is
 * as it was. */
int mp_arena_grow(struct mp_arena *arena, size_t size, unsigned char **start);

/* Give back what is over MP_ARENA_KEEP, in all processes. */
void mp_arena_trim(struct mp_arena *arena);

/* Unmap it in this process. */
void mp_arena_destroy(struct mp_arena *arena);

#endif
