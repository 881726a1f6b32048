/* arena.h - a pool's shared memory: a fixed part, and one that comes and goes
 * after the workers were forked. Internal to libmp.
 *
 * A worker does not see memory that its parent maps after the fork. So the
 * memory is a nameless file (memfd), open in all of them: the caller makes it
 * longer and maps the longer part, and a worker that is told to work there maps
 * it too. One descriptor a pool, closed on exec.
 *
 *     | fixed: mapped before the fork, | extra: mapped by each process    |
 *     | at the same address everywhere | for itself, wherever it fits     |
 *
 * A process that touches a page for which there is no memory dies by SIGBUS.
 * Therefore the caller lets the kernel set the extra part's memory aside
 * beforehand, which fails with an error instead.
 */
#ifndef MP_ARENA_H
#define MP_ARENA_H

#include <stddef.h>

struct mp_arena {
    int fd;
    unsigned char *fixed; /* zeroed, page-aligned */
    size_t fixed_size;    /* bytes, whole pages */
    unsigned char *extra; /* this process's mapping; NULL: none */
    size_t extra_size;
};

/* Make it, with a fixed part of at least so many bytes. EMFILE, ENFILE,
 * ENOMEM. */
int mp_arena_create(struct mp_arena *arena, size_t fixed);

/* The caller: have an extra part of so many bytes. ENOMEM: there is none. More
 * than the machine has memory is refused at once. */
int mp_arena_extend(struct mp_arena *arena, size_t size);

/* Map an extra part of so many bytes here, if it is not; 0: unmap it. ENOMEM:
 * none is mapped. */
int mp_arena_follow(struct mp_arena *arena, size_t size);

/* The caller: give the extra part's memory back. */
void mp_arena_shorten(struct mp_arena *arena);

/* Unmap and close it in this process. */
void mp_arena_destroy(struct mp_arena *arena);

#endif
