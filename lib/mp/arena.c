#include "mp/arena.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* In whole pages; bytes is far from the largest number. */
static size_t rounded_up(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return (bytes + page - 1) / page * page;
}

/* How many bytes of addresses to ask for. More than the memory there is can
 * never be filled; a process with a limit on addresses needs them elsewhere. */
static size_t wanted(void)
{
    size_t bytes =
        (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
    struct rlimit limit;

    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur / 8 < bytes)
        bytes = limit.rlim_cur / 8;
    return bytes;
}

int mp_arena_create(struct mp_arena *arena, size_t fixed)
{
    void *base;
    size_t bytes, more = wanted();

    fixed = rounded_up(fixed);
    /* A kernel that does not overcommit counts the whole: then ask for less,
     * at last for the fixed part alone. */
    while (bytes = rounded_up(more) + fixed,
           base = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
           base == MAP_FAILED) {
        if (more == 0)
            return ENOMEM;
        more /= 16;
    }
    /* A core dump would walk through all of it. */
    madvise(base, bytes, MADV_DONTDUMP);
    *arena = (struct mp_arena){.base = base,
                               .reserved = bytes,
                               .fixed = (unsigned char *)base + bytes - fixed};
    return 0;
}

int mp_arena_grow(struct mp_arena *arena, size_t size, unsigned char **start)
{
    if (size > (size_t)(arena->fixed - arena->base))
        return ENOMEM;
    size = rounded_up(size);
    *start = arena->fixed - size;
    if (size <= arena->ready)
        return 0;
    while (madvise(*start, size - arena->ready, MADV_POPULATE_WRITE) < 0) {
        if (errno == EINVAL) /* an older kernel */
            break;
        if (errno == EINTR || errno == EAGAIN)
            continue;
        madvise(*start, size - arena->ready, MADV_REMOVE);
        return ENOMEM;
    }
    arena->ready = size;
    return 0;
}

void mp_arena_trim(struct mp_arena *arena)
{
    if (arena->ready <= MP_ARENA_KEEP)
        return;
    madvise(arena->fixed - arena->ready, arena->ready - MP_ARENA_KEEP,
            MADV_REMOVE);
    arena->ready = MP_ARENA_KEEP;
}

void mp_arena_destroy(struct mp_arena *arena)
{
    munmap(arena->base, arena->reserved);
}
